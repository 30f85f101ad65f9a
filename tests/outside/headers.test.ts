/** The exact headers of every kind of answer, from the built product with its demo sign-in, as a browser gets them. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type Server } from '../support/server.ts';

const ADMIN_TOKEN = 'a'.repeat(64);
const FOREIGN = { origin: 'https://evil.example' };

let server: Server;
let script = '';
beforeAll(async () => {
  // The demo behind a proxy has to be asked for; here nobody but the test reaches it.
  server = await startServer({ TRUSTED_PROXY: '1', ALLOW_DEMO: '1', ADMIN_TOKEN });
  const assets = await readdir(join(import.meta.dirname, '../../dist/app/assets'));
  script = `/assets/${assets.find((name) => name.endsWith('.js')) ?? ''}`;
}, 120_000);
afterAll(() => server.stop());

const PERMISSIONS =
  'display-capture=(self), fullscreen=(self), camera=(self), clipboard-write=(self), screen-wake-lock=(self), ' +
  'loopback-network=(self), local-network-access=(self), local-network=(), microphone=(), geolocation=(), usb=(), ' +
  'serial=(), hid=(), midi=(), payment=(), clipboard-read=(), publickey-credentials-get=(), browsing-topics=(), ' +
  'captured-surface-control=()';
const policy = (secure: boolean) =>
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; " +
  `font-src 'self'; connect-src 'self' ${server.origin.replace('http', secure ? 'wss' : 'ws')}; manifest-src 'self'; ` +
  "worker-src 'self'; frame-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; " +
  "object-src 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html app-sw" +
  (secure ? '; upgrade-insecure-requests' : '');
const BRIDGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
const DEMO_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; form-action 'self'; " +
  "base-uri 'none'; frame-ancestors 'none'";

/** Headers of an answer that say what it may do; null where it has none. */
const WATCHED = [
  'content-security-policy',
  'permissions-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'x-content-type-options',
  'referrer-policy',
  'origin-agent-cluster',
  'strict-transport-security',
  'integrity-policy',
  'access-control-allow-origin',
];

interface Kind {
  readonly path: () => string;
  readonly status: number;
  readonly kept: string | null;
  readonly asked?: RequestInit;
  /** Over what every answer has. */
  readonly own?: Record<string, string | null>;
}
const post = (body: string, headers: Record<string, string> = {}): RequestInit => ({ method: 'POST', body, headers });
const admin = { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } };

const KINDS: Record<string, Kind> = {
  'the page': { path: () => '/', status: 200, kept: 'no-cache' },
  'a place in the app': { path: () => '/assist', status: 200, kept: 'no-cache' },
  'the operator’s page': { path: () => '/admin', status: 200, kept: 'no-cache' },
  'a script named by its hash': { path: () => script, status: 200, kept: 'public, max-age=31536000, immutable' },
  'the service worker': { path: () => '/sw.js', status: 200, kept: 'no-cache' },
  'the manifest': { path: () => '/manifest.webmanifest', status: 200, kept: 'no-cache' },
  'what is not there': { path: () => '/nothing.png', status: 404, kept: 'no-store' },
  'a file of nobody’s business': { path: () => '/.git/config.txt', status: 404, kept: 'no-store' },
  'a page that is only read': { path: () => '/', asked: post(''), status: 405, kept: null },
  'whether it is well': { path: () => '/health', status: 200, kept: 'no-store' },
  'a seat without a WebSocket': { path: () => '/room/helper', status: 426, kept: null },
  'a sign-in refused': { path: () => '/auth/finish', asked: post('{}'), status: 200, kept: 'no-store' },
  'a sign-in of another page': { path: () => '/auth/start', asked: post('{}', FOREIGN), status: 403, kept: null },
  'a sign-in that is only read': { path: () => '/auth/start', status: 405, kept: null },
  'a report refused': { path: () => '/report', asked: post('{}'), status: 400, kept: 'no-store' },
  'a report of another page': { path: () => '/report', asked: post('{}', FOREIGN), status: 403, kept: null },
  'the operator’s counts': { path: () => '/admin/counts', asked: admin, status: 200, kept: 'no-store' },
  'the operator’s counts for others': { path: () => '/admin/counts', status: 401, kept: 'no-store' },
  'where a sign-in comes back to': {
    path: () => '/redirect.html',
    status: 200,
    kept: 'no-store',
    own: { 'content-security-policy': BRIDGE_POLICY, 'cross-origin-opener-policy': null },
  },
  'a page of the demo sign-in': {
    path: () => '/demo-idp/interaction/x',
    status: 400,
    kept: 'no-store',
    own: { 'content-security-policy': DEMO_POLICY },
  },
};

describe.each([
  { over: 'http', secure: false },
  { over: 'https', secure: true },
])('over $over', ({ over, secure }) => {
  it.each(Object.entries(KINDS))('%s has these headers and no other of their kind', async (_kind, what) => {
    const { asked = {}, own = {}, status, kept } = what;
    const headers = { ...(asked.headers as Record<string, string>), 'x-forwarded-proto': over };
    const answer = await fetch(server.origin + what.path(), { ...asked, headers, redirect: 'manual' });
    await answer.body?.cancel();
    const watched = Object.fromEntries(WATCHED.map((name) => [name, answer.headers.get(name)]));
    expect({ status: answer.status, kept: answer.headers.get('cache-control'), ...watched }).toEqual({
      status,
      kept,
      'content-security-policy': policy(secure),
      'permissions-policy': PERMISSIONS,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'origin-agent-cluster': '?1',
      'strict-transport-security': secure ? 'max-age=63072000; includeSubDomains' : null,
      'integrity-policy': null,
      'access-control-allow-origin': null,
      ...own,
    });
  });
});
