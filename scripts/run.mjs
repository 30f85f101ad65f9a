/** Runs other programs, with the checkout as their folder and its own Node in front. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** The Node that package.json pins; the machine's own until packages are installed. */
export function node() {
  const pinned = join(ROOT, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(pinned) ? pinned : process.execPath;
}

/**
 * @typedef {object} Outcome
 * @property {boolean} ok
 * @property {string} output what it wrote, both streams in the order they came
 */

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} [env] in addition to the environment of this process
 * @returns {Promise<Outcome>}
 */
export function run(command, args, env = {}) {
  const bins = [dirname(node()), join(ROOT, 'node_modules/.bin')];
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, PATH: [...bins, process.env['PATH']].join(delimiter), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text) => (output += text));
  }
  return new Promise((resolve) => {
    child.once('error', (cause) => {
      running.delete(child);
      resolve({ ok: false, output: `cannot run ${command}: ${cause.message}` });
    });
    child.once('close', (code) => {
      running.delete(child);
      resolve({ ok: code === 0, output });
    });
  });
}

/**
 * Runs npm: the very one that runs us, where there is one.
 * @param {string[]} args
 */
export function npm(args) {
  const own = process.env['npm_execpath'];
  if (own?.endsWith('.js')) return run(process.execPath, [own, ...args]);
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args);
}

/** Ends whatever still runs, when this process is told to go. */
export function endAll() {
  for (const child of running) child.kill('SIGTERM');
}
