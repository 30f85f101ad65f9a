/**
 * Starts Beside, app and worker, in one workerd process, and waits until it answers. Where nobody
 * has set up how helpers sign in, the demo sign-in runs beside it.
 *
 * What `npm start` runs, and what every test that needs a real server runs. It builds nothing.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DEMO_ISSUER, isYes, openDemoFault, signInIsSet, startDemo } from './demo-sign-in.mjs';
import { PlainError } from './plain-error.mjs';
import { ROOT } from './run.mjs';

/** With a WebSocket open workerd would never end by itself; what it stores is on disk at every moment. */
const GRACE_MS = 300;
const START_MS = 20_000;
const POLL_MS = 25;
const CONFIG = join(ROOT, 'signaling/workerd.capnp');

/**
 * @typedef {object} Options
 * @property {number} [port] 0, the default, takes any free one
 * @property {string} [host]
 * @property {string} [dataDir] where the Durable Objects live
 * @property {string} [appDir] the built app
 * @property {Record<string, string>} [env] settings, in addition to our own environment
 *
 * @typedef {object} Serving
 * @property {string} url
 * @property {number} port
 * @property {number} pid
 * @property {() => Promise<void>} stop asks it to end, and insists after a moment
 * @property {() => Promise<void>} kill ends it as a crash would
 * @property {Promise<string>} ended the last thing it said, once it has ended for whatever reason
 */

/**
 * @param {Options} [options]
 * @returns {Promise<Serving>}
 */
export async function serve({
  port = 0,
  host = '127.0.0.1',
  dataDir = join(ROOT, '.beside/state'),
  appDir = join(ROOT, 'dist/app'),
  env = {},
} = {}) {
  const settings = { ...process.env, ...env };
  const fault = openDemoFault(host, settings);
  if (fault) throw new PlainError(fault);
  await refuseTaken(port, host);
  mkdirSync(dataDir, { recursive: true });
  const demo = signInIsSet(settings) ? null : startDemo({ anyHost: isYes(settings['ALLOW_DEMO']) });
  const demoPort = demo && (await Promise.race([demo.port, demo.ended.then(failedDemo)]));
  const child = spawn(
    workerd(),
    [
      'serve',
      CONFIG,
      `--socket-addr=http=${bracketed(host)}:${port}`,
      `--directory-path=state=${dataDir}`,
      `--directory-path=app=${appDir}`,
      ...(demoPort ? [`--external-addr=demo-provider=127.0.0.1:${demoPort}`] : []),
      '--control-fd=3',
    ],
    {
      env: environmentFor({
        ...settings,
        NAMEPLATE_KEY: settings['NAMEPLATE_KEY'] || randomBytes(32).toString('hex'),
        DEMO_ISSUER: demo ? DEMO_ISSUER : '',
      }),
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    },
  );
  const die = () => child.kill('SIGKILL');
  // A caller that crashes must not leave a server behind.
  process.once('exit', die);

  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    process.stderr.write(text);
    lastWords = (lastWords + text).slice(-2_000);
  });
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once('error', (cause) => resolve(cause.message));
    child.once('close', () => resolve(lastWords.trim()));
  });
  void ended.then(() => process.off('exit', die));
  // Neither is of use without the other.
  void ended.then(() => demo?.die());
  void demo?.ended.then((words) => {
    lastWords ||= `the demo sign-in ended${words && `: ${words}`}`;
    die();
  });

  const stop = async () => {
    child.kill('SIGTERM');
    const insist = setTimeout(die, GRACE_MS);
    await Promise.all([ended, demo?.ended]);
    clearTimeout(insist);
  };
  const kill = async () => {
    die();
    await Promise.all([ended, demo?.ended]);
  };

  const ready = listening(child).then(async (bound) => {
    const url = `http://${bracketed(reachable(host))}:${bound}`;
    await healthy(url);
    return { url, port: bound, pid: child.pid ?? 0, stop, kill, ended };
  });
  const failed = ended.then((words) => {
    throw new PlainError(`The server ended before it was ready: ${words || 'it did not say why'}.`);
  });
  failed.catch(() => {});
  const late = wait(START_MS, undefined, { ref: false }).then(() => {
    throw new PlainError(`The server did not answer within ${START_MS / 1_000} seconds.`);
  });
  late.catch(() => {});
  try {
    return await Promise.race([ready, failed, late]);
  } catch (trouble) {
    die();
    throw trouble;
  }
}

/** @param {string} words */
function failedDemo(words) {
  throw new PlainError(`The demo sign-in did not start: ${words || 'it did not say why'}.`);
}

/**
 * What the worker is bound to, and nothing else of our environment: there may be secrets of others in it.
 * @param {NodeJS.ProcessEnv} settings
 */
function environmentFor(settings) {
  const bound = readFileSync(CONFIG, 'utf8').matchAll(/fromEnvironment = "(\w+)"/g);
  const names = ['SystemRoot', 'TMPDIR', 'TEMP', ...Array.from(bound, ([, name = '']) => name)];
  return Object.fromEntries(names.flatMap((name) => (settings[name] ? [[name, settings[name]]] : [])));
}

/**
 * Asked before anything slow is done, so that nobody waits for a build to learn this.
 * @param {number} port
 * @param {string} host
 */
export async function refuseTaken(port, host) {
  const probe = createServer();
  /** @type {string} */
  const code = await new Promise((resolve) => {
    probe.once('error', (/** @type {NodeJS.ErrnoException} */ trouble) => resolve(trouble.code ?? trouble.message));
    probe.listen(port, host, () => probe.close(() => resolve('free')));
  });
  if (code === 'free') return;
  if (code === 'EADDRINUSE') {
    throw new PlainError(`Port ${port} is taken: stop what uses it, or choose another one with PORT=${port + 1}.`);
  }
  if (code === 'EACCES') {
    throw new PlainError(`Port ${port} needs more rights than this user has: choose one above 1023 with PORT.`);
  }
  throw new PlainError(`HOST=${host} is not an address of this machine (${code}).`);
}

/** The real program: the one in .bin may be a script around it, and ending that would leave workerd running. */
function workerd() {
  const found = /** @type {{ default: string }} */ (createRequire(import.meta.url)('workerd'));
  return found.default;
}

/**
 * workerd reports on its control pipe which port it has.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function listening(child) {
  return new Promise((resolve) => {
    let said = '';
    child.stdio[3]?.on('data', (/** @type {Buffer} */ bytes) => {
      said += bytes.toString();
      for (const line of said.split('\n').slice(0, -1)) {
        const report = /** @type {{ event: string, socket: string, port: number }} */ (JSON.parse(line));
        if (report.event === 'listen' && report.socket === 'http') resolve(report.port);
      }
    });
  });
}

/** @param {string} url */
async function healthy(url) {
  for (;;) {
    const answer = await fetch(`${url}/health`).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await wait(POLL_MS);
  }
}

/**
 * An address one can connect to, for one that only means "everywhere".
 * @param {string} host
 */
export function reachable(host) {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

/** @param {string} host */
export function bracketed(host) {
  return host.includes(':') ? `[${host}]` : host;
}
