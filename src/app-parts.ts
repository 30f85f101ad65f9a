/** What `main.ts` builds and the routes use: real in the app, whatever a test needs in a test. */
import type { HelperApp } from './assembly/helper.ts';
import type { SharerApp } from './assembly/sharer.ts';
import type { AppShell } from '#lib/state/app-shell.svelte.ts';
import type { Place } from '#lib/state/place.svelte.ts';
import type { Pocket } from '#lib/state/pocket.svelte.ts';

export interface AppParts {
  readonly place: Place;
  readonly shell: AppShell;
  /** Filled by a helper who signs in; empty on a sharer's page. */
  readonly pocket: Pocket;
  /** Digits from the link that brought the sharer here; empty where there were none. */
  readonly codeFromLink: string;
  /** Whether this browser can share a screen at all. */
  readonly canCapture: boolean;
  /** Both load their code on first use: the code box must not wait for it. */
  assembleSharer(): Promise<SharerApp>;
  assembleHelper(): Promise<HelperApp>;
  /** Nothing of it is loaded before somebody sends one. */
  sendReport: (typeof import('#lib/adapters/report.ts'))['sendReport'];
  preferences(): Promise<typeof import('#lib/adapters/preferences.ts')>;
  adminDesk(): Promise<typeof import('#lib/adapters/admin-desk.ts')>;
  checkConnection(): Promise<(typeof import('#lib/adapters/connection-check.ts'))['checkConnection']>;
}
