/** The words of a report; apart from ui/words.ts, because most sharers never need them. */
import type { ReportReason, ReportRefusal } from '#protocol/report.ts';

export const REASONS = {
  money: 'They asked for money, gift cards or my bank',
  passwords: 'They asked for passwords or codes',
  pretended: 'They are not who they said they are',
  unwanted: 'They did things I did not want',
  other: 'Something else',
} as const satisfies Record<ReportReason, string>;

/** What became of it. */
export const OUTCOMES = {
  sent: 'Your report was sent. Thank you. The people who run this server can read it now.',
  unreachable: 'We could not reach the server, so nothing was sent. Check your internet connection, then try again.',
  malformed: 'The server did not understand the report, and has not kept it.',
  'not-known': 'The server does not know this session any more, so it could not take the report.',
  'too-many-tries': 'Too many reports came from here. Wait a minute, then try again.',
} as const satisfies Record<'sent' | 'unreachable' | ReportRefusal, string>;
