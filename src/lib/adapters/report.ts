/** Takes a report about a helper to the operator (protocol/report.ts). Nothing is tried again by itself. */
import { read } from '#protocol/read.ts';
import { ReportAnswer, type Report, type ReportRefusal } from '#protocol/report.ts';

/** `unreachable`: no answer, or none of ours. */
export type ReportOutcome = 'sent' | 'unreachable' | ReportRefusal;

const PATIENCE_MS = 15_000;
const MAX_ANSWER_CHARS = 1_000;

export async function sendReport(report: Report): Promise<ReportOutcome> {
  try {
    const answer = await fetch('/report', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(report),
      credentials: 'omit',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const got = read(ReportAnswer, await answer.text(), MAX_ANSWER_CHARS);
    if (!got.ok) return 'unreachable';
    return got.message.ok ? 'sent' : got.message.why;
  } catch {
    return 'unreachable'; // offline, or nobody answered in time
  }
}
