/** What is kept of sessions that ended: the one way in, and the ways to read it. */
import { Counting, type Counts } from '#protocol/counts.ts';
import { hourOf, hourOfMinute } from '#protocol/kept.ts';
import type { SessionRecord } from '#protocol/record.ts';
import { counterOf } from '#signaling/count-keeper.ts';
import type { Env } from '#signaling/env.ts';
import { keeperOf } from '#signaling/hour-keeper.ts';

/** The only function that writes a record. Doing it twice changes nothing. */
export async function keepRecord(env: Env, record: SessionRecord): Promise<void> {
  const hour = hourOfMinute(record.end);
  const rows = await keeperOf(env.RECORDS, hour).keep(hour, record.id, record);
  if (rows > 0) await counterOf(env.COUNTS).keeps('sessions', hour, rows);
}

/** A code that nobody used leaves a number behind, and nothing else. */
export const countCode = (env: Env): Promise<void> => counterOf(env.COUNTS).codeEnded(hourOf(Date.now()));

/** All records, hour by hour, oldest hour first. */
export async function* recordsOf(env: Env): AsyncGenerator<SessionRecord[]> {
  for (const { hour, sessions } of await counterOf(env.COUNTS).hours()) {
    if (sessions > 0) yield await keeperOf(env.RECORDS, hour).rows(hour);
  }
}

export async function countsOf(env: Env): Promise<Counts> {
  const counting = new Counting(Date.now(), await counterOf(env.COUNTS).hours());
  for await (const records of recordsOf(env)) for (const record of records) counting.add(record);
  return counting.result();
}

/** For everybody to see: how much this server was used, and nothing about any use. */
export async function totals(env: Env): Promise<{ sessions: number; unusedCodes: number }> {
  const hours = await counterOf(env.COUNTS).hours();
  const sum = (what: 'sessions' | 'codes') => hours.reduce((all, hour) => all + hour[what], 0);
  return { sessions: sum('sessions'), unusedCodes: sum('codes') };
}
