/** What is kept of a report, for 72 hours at most, and of an account that the operator has blocked. */
import * as v from 'valibot';
import { Day, keptFrom, Minute, RandomId } from '#protocol/kept.ts';
import { text } from '#protocol/read.ts';
import { MAX_REPORT_TEXT_CHARS, ReportReason } from '#protocol/report.ts';

/**
 * HMAC-SHA-256 of issuer and subject under a key of this server, its first 128 bits as base64url:
 * always the same for the same account, and never whose.
 */
export const AccountMark = v.pipe(v.string(), v.regex(/^[\w-]{22}$/));
export type AccountMark = v.InferOutput<typeof AccountMark>;

export const REPORT_FIELDS = {
  session: { schema: RandomId, name: 'The session', says: 'The random number from the list above.' },
  account: {
    schema: AccountMark,
    name: 'The helper’s account',
    says: 'A scrambled number. This server sees when two are the same, and cannot turn it back into a name.',
  },
  reason: { schema: ReportReason, name: 'The reason', says: 'The one that was ticked.' },
  text: { schema: v.optional(text(MAX_REPORT_TEXT_CHARS)), name: 'Words', says: 'What was written, if anything.' },
  at: { schema: Minute, name: 'Time', says: 'When it was sent, without the seconds.' },
} as const;
export const KeptReport = keptFrom(REPORT_FIELDS);
export type KeptReport = v.InferOutput<typeof KeptReport>;

export const BLOCK_FIELDS = {
  account: { schema: AccountMark, name: 'The account', says: 'The same scrambled number as in a report.' },
  day: { schema: Day, name: 'The day', says: 'On which the operator blocked it.' },
} as const;
export const Block = keptFrom(BLOCK_FIELDS);
export type Block = v.InferOutput<typeof Block>;
