/** A process whose clock is ahead of everybody else's. */
import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const SOURCE = join(import.meta.dirname, 'moved-clock.c');

let library: Promise<string> | undefined;

async function compile(): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'beside-clock-')), 'moved-clock.so');
  const how = ['-O1', '-shared', '-fPIC', '-nostdlib', '-ffreestanding', '-fno-builtin'];
  await promisify(execFile)('gcc', [...how, '-o', file, SOURCE]);
  return file;
}

/** The environment that such a process must be started with. */
export async function clockAhead(ms: number): Promise<Record<string, string>> {
  return { LD_PRELOAD: await (library ??= compile()), CLOCK_AHEAD_S: String(Math.round(ms / 1_000)) };
}
