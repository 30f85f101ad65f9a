/**
 * The record: everything that is kept of a session after it has ended, for 72 hours at most.
 * Whatever is not in this list cannot be written down.
 */
import * as v from 'valibot';
import { keptFrom, Minute, RandomId } from '#protocol/kept.ts';
import { BrowserFamily, EndReason, ErrorKind, Feature, Version } from '#protocol/tally.ts';

/** Sorted and without repeats, so that no order of events can be read from it. */
const sortedSetOf = <T extends string>(kind: v.PicklistSchema<readonly T[], undefined>) =>
  v.pipe(
    v.array(kind),
    v.check((all) => all.every((one, i) => i === 0 || (all[i - 1] ?? '') < one), 'sorted, each once'),
  );

export const RECORD_FIELDS = {
  id: {
    schema: RandomId,
    says: 'A random number. It is made for this list only, and leads to no person, code or address.',
  },
  start: { schema: Minute, says: 'When the two of you were connected, without the seconds.' },
  end: { schema: Minute, says: 'When it ended, without the seconds.' },
  reason: { schema: EndReason, says: 'Why it ended: one of a short list.' },
  features: { schema: sortedSetOf(Feature), says: 'Which tools were used, such as chat or drawing. Not what for.' },
  errors: { schema: sortedSetOf(ErrorKind), says: 'Which kinds of trouble there were, such as a lost line.' },
  helperVersion: { schema: Version, says: 'Which version of Beside the helper’s page was.' },
  sharerVersion: { schema: Version, says: 'Which version of Beside the sharer’s page was.' },
  helperBrowser: {
    schema: BrowserFamily,
    says: 'What kind of browser the helper used, such as Firefox. No more than that.',
  },
  sharerBrowser: { schema: BrowserFamily, says: 'What kind of browser the sharer used. No more than that.' },
} as const;

export const SessionRecord = keptFrom(RECORD_FIELDS);
export type SessionRecord = v.InferOutput<typeof SessionRecord>;
