/** The only place where real things are built and handed down. */
import { mount } from 'svelte';
import { digitsOf } from '#protocol/code.ts';
import { AppShell } from '#lib/state/app-shell.svelte.ts';
import { Place } from '#lib/state/place.svelte.ts';
import { Pocket } from '#lib/state/pocket.svelte.ts';
import '#lib/ui/tokens.css';
import '#lib/ui/base.css';
import App from './App.svelte';
import type { AppParts } from './app-parts.ts';

/** A code in a link stands behind the `#`, where no server sees it, and is taken out of the address at once. */
function takeCodeFromAddress(): string {
  const behind = location.hash.slice(1, 40);
  if (location.hash) history.replaceState(null, '', location.pathname);
  return digitsOf(behind) ?? '';
}

const shell = new AppShell();
const pocket = new Pocket();
const parts: AppParts = {
  place: new Place(),
  shell,
  pocket,
  codeFromLink: takeCodeFromAddress(),
  canCapture: typeof (navigator.mediaDevices as MediaDevices | undefined)?.getDisplayMedia === 'function',
  assembleSharer: async () => (await import('./assembly/sharer.ts')).assembleSharer(),
  assembleHelper: async () => (await import('./assembly/helper.ts')).assembleHelper(pocket),
  // Where it cannot be loaded, the server cannot be reached.
  sendReport: (report) =>
    import('#lib/adapters/report.ts').then(
      ({ sendReport }) => sendReport(report),
      () => 'unreachable',
    ),
  preferences: () => import('#lib/adapters/preferences.ts'),
  adminDesk: () => import('#lib/adapters/admin-desk.ts'),
  checkConnection: async () => (await import('#lib/adapters/connection-check.ts')).checkConnection,
};

const target = document.getElementById('app');
if (target) mount(App, { target, props: { parts } });

/** After the first screen stands: none of this may keep anybody from typing a code. */
async function settle(): Promise<void> {
  const [{ recall }, { watchForUpdates }] = await Promise.all([
    parts.preferences(),
    import('#lib/adapters/app-updates.ts'),
  ]);
  shell.wear((await recall('theme')) ?? 'system');
  await watchForUpdates((takeIt) => (shell.takeUpdate = takeIt));
}
void settle().catch(() => undefined); // offline: the app works without
