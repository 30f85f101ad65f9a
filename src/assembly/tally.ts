/** What the two pages have in common when they say what was used: which page this is, and why it ended. */
import type { EndReason, Tally } from '#protocol/tally.ts';
import { browserFamily } from '#lib/adapters/browser-family.ts';
import type { HelperEnding } from '#lib/session/helper-machine.ts';
import type { SharerEnding } from '#lib/session/sharer-machine.ts';
import { version } from '../../package.json';

export const thisPage = (): Pick<Tally, 'version' | 'browser'> => ({
  version,
  browser: browserFamily(navigator.userAgent),
});

/** Both pages say nearly the same of the same end, for either may be heard first. */
export const SHARER_END = {
  stopped: 'stopped',
  declined: 'declined',
  'no-answer': 'no-answer',
  'helper-left': 'helper-left',
  'capture-ended': 'capture-ended',
  'check-in': 'check-in',
  lost: 'lost',
  'never-connected': 'never-connected',
  'not-private': 'not-private',
  'time-limit': 'time-limit',
  'too-old': 'too-old',
  'protocol-error': 'protocol-error',
  warned: 'declined', // before any session: nobody is there to be told
} as const satisfies Record<SharerEnding, EndReason>;

export const HELPER_END = {
  left: 'helper-left',
  declined: 'declined',
  'no-answer': 'no-answer',
  'sharer-stopped': 'stopped',
  'sharer-gone': 'stopped',
  lost: 'lost',
  'never-connected': 'never-connected',
  'not-private': 'not-private',
  'time-limit': 'time-limit',
  'too-old': 'too-old',
  'protocol-error': 'protocol-error',
  failed: 'failed',
} as const satisfies Record<HelperEnding, EndReason>;
