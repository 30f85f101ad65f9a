/** The only place where real things are built and handed down. */
import { mount } from 'svelte';
import { digitsOf } from '#protocol/code.ts';
import { Place } from '#lib/state/place.svelte.ts';
import '#lib/ui/tokens.css';
import '#lib/ui/base.css';
import App from './App.svelte';
import type { AppParts } from './app-parts.ts';

/** A code in a link stands behind the `#`, where no server sees it, and is taken out of the address at once. */
function takeCodeFromAddress(): string {
  const code = digitsOf(decodeURIComponent(location.hash.slice(1)).slice(0, 40)) ?? '';
  if (location.hash) history.replaceState(null, '', location.pathname);
  return code;
}

const parts: AppParts = {
  place: new Place(),
  codeFromLink: takeCodeFromAddress(),
  canCapture: typeof (navigator.mediaDevices as MediaDevices | undefined)?.getDisplayMedia === 'function',
  assembleSharer: async () => (await import('./assembly/sharer.ts')).assembleSharer(),
  assembleHelper: async () => (await import('./assembly/helper.ts')).assembleHelper(),
  preferences: () => import('#lib/adapters/preferences.ts'),
  watchForUpdates: async (onready) => (await import('#lib/adapters/app-updates.ts')).watchForUpdates(onready),
};

const target = document.getElementById('app');
if (target) mount(App, { target, props: { parts } });
