/** What the helper is told of the live session in one word, and why the picture stands still. */
import type { HelperState } from '#lib/session/helper-machine.ts';

export type Status = 'watching' | 'in-control' | 'paused' | 'held' | 'reconnecting';

type Viewing = Pick<Extract<HelperState, { at: 'viewing' }>, 'paused' | 'held' | 'quiet'>;

/** The worst first: while the line is gone, nobody knows what the sharer has pressed. */
export function statusOf(viewing: Viewing, controlling = false): Status {
  if (viewing.quiet) return 'reconnecting';
  if (viewing.paused) return 'paused';
  if (viewing.held) return 'held';
  return controlling ? 'in-control' : 'watching';
}

export const STATUS_WORDS = {
  watching: 'Watching',
  'in-control': 'In control',
  paused: 'Paused',
  held: 'On hold',
  reconnecting: 'Reconnecting',
} as const satisfies Record<Status, string>;

/** One line over the picture; null while it is live. */
export const CAPTIONS = {
  watching: null,
  'in-control': null,
  paused: 'Paused by the sharer',
  held: 'You paused the view',
  reconnecting: 'Reconnecting…',
} as const satisfies Record<Status, string | null>;
