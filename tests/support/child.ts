/**
 * Programs a test starts beside itself. They end with the test, even with one that died half-way;
 * nothing is ever ended by name, because the machine may run other people's browsers too.
 */
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a program; fails at once, with the package to install, when it is not there. */
export async function start(command: string, args: string[], options: SpawnOptions = {}): Promise<ChildProcess> {
  const child = spawn(command, args, { stdio: 'ignore', ...options });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => {
      reject(new Error(`cannot start ${command}: is its package installed?`, { cause }));
    });
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Ends a program started here, politely first, and waits until it is gone. */
export async function end(child: ChildProcess, patienceMs = 3_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const impatient = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await gone;
  clearTimeout(impatient);
}

/** The first line a program says on one of its pipes; that is how it tells that it is ready. */
export function firstLine(child: ChildProcess, pipe: number, patienceMs = 20_000): Promise<string> {
  const stream = child.stdio[pipe];
  if (!stream || !('on' in stream)) throw new Error(`no pipe ${pipe} to listen on`);
  return new Promise((resolve, reject) => {
    let said = '';
    const tooLate = setTimeout(() => reject(new Error(`said nothing for ${patienceMs} ms`)), patienceMs);
    stream.on('data', (bytes: Buffer) => {
      said += bytes.toString();
      const [line, ...more] = said.split('\n');
      if (more.length === 0 || line === undefined) return;
      clearTimeout(tooLate);
      resolve(line);
    });
    child.once('exit', (code) => {
      clearTimeout(tooLate);
      reject(new Error(`ended with ${code} before it was ready`));
    });
  });
}
