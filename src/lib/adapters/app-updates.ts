/**
 * The installed app and its updates: a new version is fetched quietly, offered, and taken only when
 * the person says so.
 */
import { Workbox } from 'workbox-window';

const SCRIPT = '/sw.js';

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

/** Trusted Types are enforced: only this one script may become a service worker. */
function trustedScript(): string {
  const factory = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  if (!factory) return SCRIPT;
  const policy = factory.createPolicy('app-sw', {
    createScriptURL(url) {
      if (url !== SCRIPT) throw new TypeError(`not our service worker: ${url}`);
      return url;
    },
  });
  return policy.createScriptURL(SCRIPT);
}

/**
 * @param onready called when a new version waits; call its argument to take it, which reloads the page.
 */
export async function watchForUpdates(onready: (takeIt: () => void) => void): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const workbox = new Workbox(trustedScript(), { updateViaCache: 'none' });
  workbox.addEventListener('waiting', () => {
    onready(() => {
      workbox.addEventListener('controlling', () => location.reload());
      workbox.messageSkipWaiting();
    });
  });
  // Without a service worker the app works all the same, only not offline.
  await workbox.register().catch(() => undefined);
}
