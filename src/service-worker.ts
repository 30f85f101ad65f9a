/**
 * Keeps what home and the sharer need, so that the app opens without a network and says so itself.
 *
 * It knows files, never sessions: whatever is not on its list passes as if nobody stood in between.
 * A new version waits until the page asks for it, because taking over reloads a page, and that page
 * may be in a session.
 */

/** Written in by the build: the files to keep, and a name that changes whenever one of them does. */
interface Kept {
  readonly version: string;
  readonly paths: readonly string[];
}

// A module, because only there may `self` be declared as what it is here.
export {};
declare const self: ServiceWorkerGlobalScope;
declare const KEPT: Kept;

const CACHE = `beside-${KEPT.version}`;
/** The app itself, which is also what the server answers for every place inside it. */
const APP = '/';
/** What the server answers by itself; a page opened there must be the server's. */
const SERVED_BY_THE_WORKER = /^\/(?:(?:api|auth|demo-idp|room|peer|health|report)(?:\/|$)|admin\/.)/;
const A_FILE = /\.[^/]*$/;

self.addEventListener('install', (event) => {
  event.waitUntil(keepAll());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(takeOver());
});

self.addEventListener('message', (event) => {
  const message: unknown = event.data;
  if (message !== null && typeof message === 'object' && 'type' in message && message.type === 'SKIP_WAITING') {
    void self.skipWaiting();
  }
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const path = pathOf(request);
  if (KEPT.paths.includes(path)) event.respondWith(answer(path, request));
});

/** All or nothing: with one file missing this version never installs, and the one before it stays. */
async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE);
  // A file with a hash in its name may come from the browser's own cache, where the page has just put it.
  await cache.addAll(
    KEPT.paths.map((path) => new Request(path, { cache: path.startsWith('/assets/') ? 'default' : 'reload' })),
  );
}

async function takeOver(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  // The page of a first visit has no service worker yet, and would not notice that its update is there.
  await self.clients.claim();
}

function pathOf({ method, mode, url }: Request): string {
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== self.location.origin) return '';
  const place = mode === 'navigate' && !A_FILE.test(pathname) && !SERVED_BY_THE_WORKER.test(pathname);
  return place ? APP : pathname;
}

async function answer(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  // The browser may have thrown the cache away to make room; then the network is as good as ever.
  return (await cache.match(path, { ignoreVary: true })) ?? fetch(request);
}
