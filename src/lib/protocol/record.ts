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
    name: 'A random number',
    says: 'Made for this list only. It leads to no person, code or address.',
  },
  start: { schema: Minute, name: 'Start', says: 'When the two of you were connected, without the seconds.' },
  end: { schema: Minute, name: 'End', says: 'When it was over, without the seconds.' },
  reason: { schema: EndReason, name: 'Why it ended', says: 'One of a short list, such as “the sharer stopped”.' },
  features: {
    schema: sortedSetOf(Feature),
    name: 'Tools',
    says: 'Which tools were used, such as chat or drawing. Never what was written or drawn.',
  },
  errors: { schema: sortedSetOf(ErrorKind), name: 'Trouble', says: 'What kinds there were, such as a lost line.' },
  helperVersion: { schema: Version, name: 'Helper’s version', says: 'Which version of Beside the helper’s page was.' },
  sharerVersion: { schema: Version, name: 'Sharer’s version', says: 'The same of the sharer’s page.' },
  helperBrowser: {
    schema: BrowserFamily,
    name: 'Helper’s browser',
    says: 'Its kind, such as Firefox. Not which one exactly, and not on which computer.',
  },
  sharerBrowser: { schema: BrowserFamily, name: 'Sharer’s browser', says: 'Its kind, and no more.' },
} as const;

export const SessionRecord = keptFrom(RECORD_FIELDS);
export type SessionRecord = v.InferOutput<typeof SessionRecord>;
