/**
 * Keeps what home and the sharer need, so that the app opens without a network and says so itself.
 *
 * It knows files, never sessions: nothing under /api, /room or /peer passes through here. A new
 * version waits until the page asks for it, because taking over would reload a page in a session.
 */
import { createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import type { PrecacheEntry } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: PrecacheEntry[] };

/** What the server answers by itself; a page opened there must be the server's, not the app. */
const SERVED_BY_THE_WORKER = /^\/(api|room|peer|health)(\/|\?|$)/;

precacheAndRoute(self.__WB_MANIFEST, { cleanURLs: false });
registerRoute(new NavigationRoute(createHandlerBoundToURL('/'), { denylist: [SERVED_BY_THE_WORKER] }));

self.addEventListener('message', (event) => {
  const message: unknown = event.data;
  if (message !== null && typeof message === 'object' && 'type' in message && message.type === 'SKIP_WAITING') {
    void self.skipWaiting();
  }
});
