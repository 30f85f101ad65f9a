/**
 * Serves the built app. A disk service of workerd says `application/octet-stream` for every file
 * and lists folders, so what a browser needs to know is said here, and folders are never asked for.
 */
import type { Env } from '#signaling/env.ts';

const TYPES: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  jpg: 'image/jpeg',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  mjs: 'text/javascript; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
  webmanifest: 'application/manifest+json',
  webp: 'image/webp',
  woff2: 'font/woff2',
};
const WORTH_PACKING = /^(?:text\/|application\/(?:json|manifest\+json|wasm)|image\/svg)/;

/** Every file of the build has such a name; what else there may be on the disk is nobody's business. */
const FILE = /^(?:\/[\w-][\w.-]*)+\.([a-z\d]+)$/;
/** Names that the build derives from what is inside: such a file never changes. */
const HASHED = /^\/assets\/.+-[\w-]{8,}\.[a-z\d]+$/;

const FOREVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';

export async function serveApp(request: Request, env: Env): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return new Response('Method not allowed', { status: 405, headers: { allow: 'GET, HEAD' } });
  }
  const { pathname, origin } = new URL(request.url);
  // An address without an ending is a place inside the app; the app itself says where.
  const path = /\.[^/]*$/.test(pathname) ? pathname : '/index.html';
  const ending = FILE.exec(path)?.[1];
  if (!ending || !env.ASSETS) return nothingHere();

  const asked = new Request(new URL(path, origin), { method: request.method, headers: conditionsOf(request) });
  const found = await env.ASSETS.fetch(asked);
  if (found.status !== 200 && found.status !== 304) return nothingHere();

  const type = TYPES[ending] ?? 'application/octet-stream';
  const headers = new Headers(found.headers);
  headers.set('content-type', type);
  headers.set('cache-control', HASHED.test(path) ? FOREVER : ASK_AGAIN);
  if (WORTH_PACKING.test(type)) {
    headers.append('vary', 'accept-encoding');
    if (found.status === 200 && acceptsGzip(request) && !headers.has('content-encoding')) {
      headers.set('content-encoding', 'gzip'); // the runtime does the packing
      headers.delete('content-length');
    }
  }
  return new Response(found.body, { status: found.status, headers });
}

/** Only what decides whether the file is sent again; nothing else about the visitor is passed on. */
function conditionsOf(request: Request): Headers {
  const headers = new Headers();
  for (const name of ['if-none-match', 'if-modified-since']) {
    const value = request.headers.get(name);
    if (value) headers.set(name, value);
  }
  return headers;
}

const acceptsGzip = (request: Request): boolean => /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '');

/** The one answer for whatever this server does not have. */
export const nothingHere = (): Response =>
  new Response('Not found', {
    status: 404,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
