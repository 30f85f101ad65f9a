/**
 * The demo sign-in as a program of its own: a real OpenID Connect provider on a loopback port that
 * nobody outside knows. scripts/demo-sign-in.mjs starts it, the worker leads `/demo-idp/*` to it.
 *
 * It tells its parent `{ port }` over the IPC channel and ends when that channel does, however its
 * parent ended. Keys, sessions and names are in memory only, and it writes nothing down.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { demoOidc } from './demo-oidc.mjs';
import { failed, nameForm, POLICY } from './demo-pages.mjs';
import { ROOT } from './run.mjs';

/** Where browsers meet it, under the product's own origin. */
const PREFIX = '/demo-idp';
const MAX_NAME_CHARS = 80;
const MAX_FORM_BYTES = 4_096;

/** The host and port of a browser's address bar; anything else in that header is nobody's browser. */
const HOST = /^(?:[\w-]+(?:\.[\w-]+)*|\[[\da-f:]+\])(?::\d{1,5})?$/i;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

const ui = (/** @type {string} */ path) => readFileSync(join(ROOT, 'src/lib/ui', path));
const CSS = Buffer.concat([ui('tokens.css'), ui('base.css'), readFileSync(join(ROOT, 'scripts/demo-pages.css'))]);
/** @type {Record<string, { type: string, body: Buffer }>} */
const FILES = {
  '/page.css': { type: 'text/css; charset=utf-8', body: CSS },
  '/fonts/atkinson-hyperlegible-next.woff2': {
    type: 'font/woff2',
    body: ui('fonts/atkinson-hyperlegible-next.woff2'),
  },
  '/leave.js': {
    type: 'text/javascript; charset=utf-8',
    body: Buffer.from("document.querySelector('button').click();\n"),
  },
};

const anyHost = process.env['ALLOW_DEMO'] === '1';
const oidc = await demoOidc(process.env['DEMO_ISSUER'] ?? '');
const answerOidc = oidc.provider.callback();

/**
 * @typedef {import('node:http').IncomingMessage & { originalUrl?: string }} Asked
 * @typedef {import('node:http').ServerResponse} Answer
 */

/**
 * @param {Asked} request
 * @param {Answer} response
 */
async function answer(request, response) {
  response.setHeader('content-security-policy', POLICY);
  const full = request.url ?? '';
  const path = full.startsWith(`${PREFIX}/`) ? full.slice(PREFIX.length).replace(/\?.*$/s, '') : '';
  if (!path) return say(response, 404, failed('There is nothing here.'));
  const host = String(request.headers['x-forwarded-host'] ?? request.headers.host ?? '');
  if (!HOST.test(host) || !(anyHost || LOOPBACK.test(host))) {
    return say(response, 403, failed('The demo sign-in works only on the computer that runs Beside.'));
  }
  const file = FILES[path];
  if (file) {
    response.setHeader('content-type', file.type);
    return void response.end(file.body);
  }
  const uid = /^\/interaction\/([\w-]+)$/.exec(path)?.[1];
  if (uid) return askName(request, response, uid);
  // Each sign-in begins with nobody: on a shared computer the next person must not be the last one.
  if (/^\/auth\b/.test(path)) request.headers.cookie = withoutSession(request.headers.cookie);
  // How a provider that is not at the root of its host learns where it is.
  request.originalUrl = full;
  request.url = full.slice(PREFIX.length);
  await answerOidc(request, response);
}

const withoutSession = (/** @type {string} */ cookies = '') =>
  cookies
    .split('; ')
    .filter((cookie) => !cookie.startsWith('_session'))
    .join('; ');

/**
 * @param {Asked} request
 * @param {Answer} response
 * @param {string} uid
 */
async function askName(request, response, uid) {
  // Known by a cookie, which has to belong to this very page.
  const asked = await oidc.provider.interactionDetails(request, response).catch(() => null);
  if (asked?.uid !== uid) {
    return say(response, 400, failed('This sign-in is over: it was used, or it took too long.'));
  }
  if (request.method !== 'POST') return say(response, 200, nameForm());
  const form = await readForm(request);
  if (!form) return say(response, 413, failed('That was more than a name.'));
  if (form.has('cancel')) return oidc.cancel(request, response);
  const name = Array.from((form.get('name') ?? '').normalize('NFC').replace(/\s+/g, ' ').trim())
    .slice(0, MAX_NAME_CHARS)
    .join('');
  if (!name) return say(response, 200, nameForm({ missing: true }));
  return oidc.signIn(request, response, name);
}

/** @param {Asked} request */
async function readForm(request) {
  const parts = [];
  let bytes = 0;
  for await (const part of /** @type {AsyncIterable<Buffer>} */ (request)) {
    bytes += part.length;
    if (bytes > MAX_FORM_BYTES) return null;
    parts.push(part);
  }
  return new URLSearchParams(Buffer.concat(parts).toString());
}

/**
 * @param {Answer} response
 * @param {number} status
 * @param {string} page
 */
function say(response, status, page) {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(page);
}

process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches every process of a terminal; the parent ends us when it is done.
process.on('SIGINT', () => {});

const server = createServer((request, response) => {
  answer(request, response).catch((/** @type {unknown} */ trouble) => {
    // Only its kind: a message could carry what was typed.
    console.error(`demo sign-in: ${trouble instanceof Error ? trouble.name : 'unknown trouble'}`);
    if (!response.headersSent) say(response, 500, failed('Something went wrong in the demo sign-in.'));
    else response.destroy();
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
});
