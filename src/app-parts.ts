/** What `main.ts` builds and the routes use: real in the app, whatever a test needs in a test. */
import type { HelperApp } from './assembly/helper.ts';
import type { SharerApp } from './assembly/sharer.ts';
import type { Place } from '#lib/state/place.svelte.ts';

export interface AppParts {
  place: Place;
  /** Digits from the link that brought the sharer here; empty where there were none. */
  codeFromLink: string;
  /** Whether this browser can share a screen at all. */
  canCapture: boolean;
  /** Both load their code on first use: the code box must not wait for it. */
  assembleSharer(): Promise<SharerApp>;
  assembleHelper(): Promise<HelperApp>;
  preferences(): Promise<typeof import('#lib/adapters/preferences.ts')>;
  watchForUpdates(onready: (takeIt: () => void) => void): Promise<void>;
}
