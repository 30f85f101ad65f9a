/** What is kept of a report, for 72 hours at most, and of an account that the operator has blocked. */
import * as v from 'valibot';
import { Day, keptFrom, Minute } from '#protocol/kept.ts';
import { text } from '#protocol/read.ts';
import { MAX_REPORT_TEXT_CHARS, ReportReason } from '#protocol/report.ts';

/**
 * HMAC-SHA-256 of issuer and subject under a key of this server, its first 128 bits as base64url:
 * always the same for the same account, and never whose.
 */
export const AccountMark = v.pipe(v.string(), v.regex(/^[\w-]{22}$/));
export type AccountMark = v.InferOutput<typeof AccountMark>;

export const REPORT_FIELDS = {
  session: { schema: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)), says: 'The random number of the session.' },
  account: {
    schema: AccountMark,
    says: 'A scrambled number for the helper’s account. Only this server can tell that two are the same; the name is not in it.',
  },
  reason: { schema: ReportReason, says: 'What you ticked: one of a short list.' },
  text: { schema: v.optional(text(MAX_REPORT_TEXT_CHARS)), says: 'What you wrote, if you wrote something.' },
  at: { schema: Minute, says: 'When you sent it, without the seconds.' },
} as const;
export const KeptReport = keptFrom(REPORT_FIELDS);
export type KeptReport = v.InferOutput<typeof KeptReport>;

export const BLOCK_FIELDS = {
  account: { schema: AccountMark, says: 'The scrambled number of an account that may not help here any more.' },
  day: { schema: Day, says: 'The day on which the operator blocked it.' },
} as const;
export const Block = keptFrom(BLOCK_FIELDS);
export type Block = v.InferOutput<typeof Block>;
