/**
 * How a sharer tells the operator about a helper: POST /report, from a page of our own origin, only
 * after the person has seen what is in it and pressed Send.
 *
 * The sharer never learns whose account it is. The worker hands their page a sealed badge with
 * `ready`; only the worker can open it, and finds session and account in it. So nobody can report
 * a session they were not in, or an account they only guess.
 */
import * as v from 'valibot';
import { text } from '#protocol/read.ts';

export const MAX_REPORT_CHARS = 4_096;
export const MAX_REPORT_TEXT_CHARS = 500;

/** Base64url: opaque to every page. */
export const Badge = v.pipe(v.string(), v.regex(/^[\w-]{40,400}$/));

export const ReportReason = v.picklist(['money', 'passwords', 'pretended', 'unwanted', 'other']);
export type ReportReason = v.InferOutput<typeof ReportReason>;

export const Report = v.object({
  badge: Badge,
  reason: ReportReason,
  text: v.optional(text(MAX_REPORT_TEXT_CHARS)),
});
export type Report = v.InferOutput<typeof Report>;

/** `not-known`: the badge is not ours, or older than what the server keeps · `too-many-tries`: limit of this address. */
export const ReportRefusal = v.picklist(['malformed', 'not-known', 'too-many-tries']);
export type ReportRefusal = v.InferOutput<typeof ReportRefusal>;

export const ReportAnswer = v.variant('ok', [
  v.object({ ok: v.literal(true) }),
  v.object({ ok: v.literal(false), why: ReportRefusal }),
]);
export type ReportAnswer = v.InferOutput<typeof ReportAnswer>;
