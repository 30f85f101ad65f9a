/** Reports about helpers: the one way in, and the way to read them. */
import type { KeptReport } from '#protocol/kept-report.ts';
import { counterOf } from '#signaling/count-keeper.ts';
import type { Env } from '#signaling/env.ts';
import { keeperOf } from '#signaling/hour-keeper.ts';

/**
 * The only function that writes a report.
 * @param hour in which the session began: a second report about it finds the first, and none outlives 72 hours
 */
export async function keepReport(env: Env, hour: number, report: KeptReport): Promise<boolean> {
  const rows = await keeperOf(env.REPORTS, hour).keep(hour, report.session, report);
  if (rows > 0) await counterOf(env.COUNTS).keeps('reports', hour, rows);
  return rows > 0;
}

/** Newest first. */
export async function reportsOf(env: Env): Promise<KeptReport[]> {
  const hours = (await counterOf(env.COUNTS).hours()).filter(({ reports }) => reports > 0);
  const all = await Promise.all(hours.map(({ hour }) => keeperOf(env.REPORTS, hour).rows(hour)));
  return all.flat().sort((a, b) => (a.at < b.at ? 1 : -1));
}
