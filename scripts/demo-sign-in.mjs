/** Starts the demo sign-in beside the server, and ends it. What it is stands in demo-provider.mjs. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { node, ROOT } from './run.mjs';

/** Without a port, so that a name is the same account on every one. Nobody ever opens this address. */
export const DEMO_ISSUER = 'http://localhost/demo-idp';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i;

/** As signaling/sign-in/settings.ts reads it. */
export const isYes = (/** @type {string | undefined} */ text) => /^(?:yes|true|1)$/i.test(text?.trim() ?? '');

/** Any word about a provider switches the demo off: a half finished set-up must not fall back to it. */
export const signInIsSet = (/** @type {NodeJS.ProcessEnv} */ settings) =>
  Object.entries(settings).some(([name, value]) => name.startsWith('SIGN_IN_') && value);

/**
 * Why this server must not run with the demo sign-in, or null.
 * @param {string} host where it would listen
 * @param {NodeJS.ProcessEnv} settings
 */
export function openDemoFault(host, settings) {
  if (signInIsSet(settings) || isYes(settings['ALLOW_DEMO'])) return null;
  const open = !LOOPBACK.test(host) ? `HOST=${host}` : settings['TRUSTED_PROXY'] ? 'TRUSTED_PROXY' : null;
  return (
    open &&
    `${open} would let anybody who reaches this server sign in under any name: set up how helpers sign in (docs/operate.md), or say ALLOW_DEMO=1 if you want that.`
  );
}

/**
 * @typedef {object} Demo
 * @property {Promise<number>} port on 127.0.0.1
 * @property {Promise<string>} ended what it said last, once it has ended for whatever reason
 * @property {() => void} die
 */

/**
 * @param {{ anyHost: boolean }} options `anyHost`: also for browsers that came from elsewhere (ALLOW_DEMO=1)
 * @returns {Demo}
 */
export function startDemo({ anyHost }) {
  const child = spawn(node(), [join(ROOT, 'scripts/demo-provider.mjs')], {
    // No variable of ours: it needs none of the operator's secrets.
    env: {
      DEMO_ISSUER,
      ...(anyHost && { ALLOW_DEMO: '1' }),
      ...(process.env['SystemRoot'] && { SystemRoot: process.env['SystemRoot'] }),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const die = () => child.kill('SIGKILL');
  process.once('exit', die);
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (words = (words + text).slice(-4_000)));
  }
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once('error', (cause) => resolve(cause.message));
    child.once('close', () => resolve(troubleIn(words)));
  });
  void ended.then(() => process.off('exit', die));
  /** @type {Promise<number>} */
  const port = new Promise((resolve) => {
    child.once('message', (/** @type {{ port: number }} */ said) => resolve(said.port));
  });
  return { port, ended, die };
}

/** oidc-provider warns of what is wanted here: that everything is in memory. */
const troubleIn = (/** @type {string} */ words) =>
  words
    .split('\n')
    .filter((line) => !line.startsWith('oidc-provider '))
    .join('\n')
    .trim();
