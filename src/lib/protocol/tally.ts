/**
 * What the two pages tell the server about a session: kinds from short lists, never a word of
 * anybody. The server merges what both say into the record of the session (record.ts).
 */
import * as v from 'valibot';

export const Feature = v.picklist(['view', 'control', 'chat', 'drawing', 'laser', 'still', 'pause', 'change']);
export type Feature = v.InferOutput<typeof Feature>;

export const ErrorKind = v.picklist(['interrupted', 'server-gone', 'capture-failed', 'no-still']);
export type ErrorKind = v.InferOutput<typeof ErrorKind>;

/** Why a session ended. `vanished`: both pages were gone and nobody said why. */
export const EndReason = v.picklist([
  'stopped',
  'helper-left',
  'declined',
  'no-answer',
  'capture-ended',
  'check-in',
  'time-limit',
  'never-connected',
  'lost',
  'not-private',
  'too-old',
  'protocol-error',
  'failed',
  'vanished',
]);
export type EndReason = v.InferOutput<typeof EndReason>;

/** `other`: none of these · `unknown`: the page never said. */
export const BrowserFamily = v.picklist([
  'chrome',
  'edge',
  'firefox',
  'opera',
  'safari',
  'samsung',
  'other',
  'unknown',
]);
export type BrowserFamily = v.InferOutput<typeof BrowserFamily>;

/** Of the page: three numbers, short enough that nothing else fits in. `unknown`: the page never said. */
export const Version = v.pipe(v.string(), v.regex(/^(?:\d{1,3}\.\d{1,3}\.\d{1,3}|unknown)$/));

/** A set in no order of its own: which was used first is nobody's business. */
const setOf = <T extends string>(kind: v.PicklistSchema<readonly T[], undefined>) =>
  v.pipe(v.array(kind), v.maxLength(kind.options.length));

export const TALLY = {
  features: setOf(Feature),
  errors: setOf(ErrorKind),
  version: Version,
  browser: BrowserFamily,
  /** Said once, right before `leave`. */
  end: v.optional(EndReason),
};
export const Tally = v.object(TALLY);
export type Tally = v.InferOutput<typeof Tally>;
