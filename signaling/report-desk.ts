/**
 * Takes reports about helpers: POST /report (protocol/report.ts). Whose account it is and which
 * session it was stands in the badge alone, so that nobody can report what they only guess.
 */
import { minuteOf, hourOf } from '#protocol/kept.ts';
import { read } from '#protocol/read.ts';
import { MAX_REPORT_CHARS, Report, type ReportAnswer, type ReportRefusal } from '#protocol/report.ts';
import type { BadgeOpener } from '#signaling/badge.ts';
import { bodyOf } from '#signaling/body.ts';
import { isForeign } from '#signaling/client-address.ts';
import type { Env } from '#signaling/env.ts';
import { DAY_MS, HOUR_MS, isWithin } from '#signaling/limits.ts';
import { keepReport } from '#signaling/reports.ts';
import { nothingHere } from '#signaling/static-app.ts';

/** A person who sends more than this tests us. Addresses of a whole school are shared. */
const LIMITS = [
  { most: 20, inMs: HOUR_MS },
  { most: 60, inMs: DAY_MS },
];

const STATUS: Record<ReportRefusal, number> = { malformed: 400, 'not-known': 404, 'too-many-tries': 429 };

export async function answerReport(request: Request, env: Env, openBadge: BadgeOpener): Promise<Response> {
  if (request.method !== 'POST') return nothingHere();
  if (isForeign(request, env)) return new Response('This page is not from here', { status: 403 });
  const why = await takeReport(request, env, openBadge);
  const answer: ReportAnswer = why ? { ok: false, why } : { ok: true };
  return Response.json(answer, { status: why ? STATUS[why] : 200, headers: { 'cache-control': 'no-store' } });
}

async function takeReport(request: Request, env: Env, openBadge: BadgeOpener): Promise<ReportRefusal | undefined> {
  if (!(await isWithin(LIMITS, 'report', request, env))) return 'too-many-tries';
  const report = read(Report, await bodyOf(request, MAX_REPORT_CHARS), MAX_REPORT_CHARS);
  if (!report.ok) return 'malformed';
  const { badge, reason, text } = report.message;
  const opened = await openBadge(badge);
  if (!opened) return 'not-known';
  const { session, account, at } = opened;
  const said = text?.trim();
  const row = { session, account, reason, ...(said && { text: said }), at: minuteOf(Date.now()) };
  return (await keepReport(env, hourOf(at), row)) ? undefined : 'not-known';
}
