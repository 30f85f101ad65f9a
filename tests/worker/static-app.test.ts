import { describe, expect, it } from 'vitest';
import type { Env } from '#signaling/env.ts';
import { serveApp } from '#signaling/static-app.ts';

const FILES = [
  '/index.html',
  '/sw.js',
  '/manifest.webmanifest',
  '/icons/icon.svg',
  '/assets/main-Ab12_cd3.js',
  '/assets/f-Ab12_cd3.woff2',
];

/** A disk as workerd has it: it lists folders and says of no file what it is. */
function asking() {
  const asked: Request[] = [];
  const fetch = (request: Request) => {
    asked.push(request);
    const { pathname } = new URL(request.url);
    if (FILES.includes(pathname))
      return new Response(pathname, { headers: { 'content-type': 'application/octet-stream' } });
    if (pathname.endsWith('/')) return Response.json([{ name: 'secret', type: 'file' }]);
    return new Response(null, { status: 404 });
  };
  return { asked, env: { ASSETS: { fetch: (r: Request) => Promise.resolve(fetch(r)) } } as unknown as Env };
}
const get = (path: string, env = asking().env, init: RequestInit = {}) =>
  serveApp(new Request(`http://x${path}`, init), env);

const FOREVER = 'public, max-age=31536000, immutable';

describe('the app', () => {
  it.each([
    ['/', 'text/html; charset=utf-8', 'no-cache'],
    ['/index.html', 'text/html; charset=utf-8', 'no-cache'],
    ['/sw.js', 'text/javascript; charset=utf-8', 'no-cache'],
    ['/manifest.webmanifest', 'application/manifest+json', 'no-cache'],
    ['/icons/icon.svg', 'image/svg+xml', 'no-cache'],
    ['/assets/main-Ab12_cd3.js', 'text/javascript; charset=utf-8', FOREVER],
    ['/assets/f-Ab12_cd3.woff2', 'font/woff2', FOREVER],
  ])('%s is %s, kept: %s', async (path, type, kept) => {
    const { status, headers } = await get(path);
    expect({ status, type: headers.get('content-type'), kept: headers.get('cache-control') }).toEqual({
      status: 200,
      type,
      kept,
    });
  });

  it.each(['/share', '/assist', '/check', '/assets', '/assets/', '/a/b/c/', '//evil/x', '/share?x=1.js'])(
    '%s is a place inside it',
    async (path) => {
      const { asked, env } = asking();
      const response = await get(path, env);
      expect(await response.text()).toBe('/index.html');
      expect(asked.map(({ url }) => url)).toEqual(['http://x/index.html']);
    },
  );

  it.each([
    '/assets/gone-Ab12_cd3.js',
    '/nothing.png',
    '/.env',
    '/.git/config.txt',
    '/a/..%2f..%2fetc/passwd.txt',
    '/x.JS',
  ])('%s is not found, and not the app either', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('Not found');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('is only read', async () => {
    for (const method of ['POST', 'PUT', 'DELETE'])
      expect((await get('/index.html', undefined, { method })).status).toBe(405);
    expect((await get('/index.html', undefined, { method: 'HEAD' })).status).toBe(200);
  });

  it('comes packed to whoever can unpack', async () => {
    const packed = await get('/sw.js', undefined, { headers: { 'accept-encoding': 'br, gzip' } });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    const font = await get('/assets/f-Ab12_cd3.woff2', undefined, { headers: { 'accept-encoding': 'gzip' } });
    expect(font.headers.get('content-encoding')).toBeNull();
    expect((await get('/sw.js')).headers.get('content-encoding')).toBeNull();
  });

  it('is asked for without anything that tells about the visitor', async () => {
    const { asked, env } = asking();
    await get('/sw.js?secret=1', env, { headers: { cookie: 'a=b', 'user-agent': 'me', 'if-none-match': '"x"' } });
    expect(asked.map(({ url, headers }) => [url, [...headers]])).toEqual([
      ['http://x/sw.js', [['if-none-match', '"x"']]],
    ]);
  });
});
