/**
 * Counts, hour by hour, and so knows which hours have anything to read. No count is about anybody,
 * and none is older than 72 hours.
 */
import { DurableObject } from 'cloudflare:workers';
import { HOUR_MS, hourOf, KEPT_HOURS } from '#protocol/kept.ts';

/** Of one hour. `codes`: given out, and ended without a session. */
export interface HourCounts {
  readonly sessions: number;
  readonly codes: number;
  readonly reports: number;
}
type Hours = Record<string, HourCounts>;

const HOURS = 'hours';
const NOTHING: HourCounts = { sessions: 0, codes: 0, reports: 0 };

export const counterOf = (counts: DurableObjectNamespace<CountKeeper>): DurableObjectStub<CountKeeper> =>
  counts.get(counts.idFromName('counts'));

export class CountKeeper extends DurableObject {
  codeEnded(hour: number): Promise<void> {
    return this.#change(hour, ({ codes, ...rest }) => ({ ...rest, codes: codes + 1 }));
  }

  /** Said by whoever keeps the rows; the larger number is the newer one. */
  keeps(what: 'sessions' | 'reports', hour: number, rows: number): Promise<void> {
    return this.#change(hour, (counts) => ({ ...counts, [what]: Math.max(counts[what], rows) }));
  }

  /** The last 72 hours that had anything, oldest first. */
  hours(): (HourCounts & { hour: number })[] {
    return Object.entries(this.#kept())
      .map(([hour, counts]) => ({ hour: Number(hour), ...counts }))
      .sort((a, b) => a.hour - b.hour);
  }

  override async alarm(): Promise<void> {
    const kept = this.#kept();
    await this.ctx.storage.deleteAll(); // as in hour-keeper.ts: deleting alone leaves it in the files
    if (Object.keys(kept).length > 0) await this.#write(kept);
  }

  async #change(hour: number, change: (counts: HourCounts) => HourCounts): Promise<void> {
    const kept = this.#kept();
    await this.#write({ ...kept, [hour]: change(kept[hour] ?? NOTHING) });
  }

  #kept(): Hours {
    const oldest = hourOf(Date.now()) - KEPT_HOURS;
    const all = this.ctx.storage.kv.get<Hours>(HOURS) ?? {};
    return Object.fromEntries(Object.entries(all).filter(([hour]) => Number(hour) > oldest));
  }

  async #write(hours: Hours): Promise<void> {
    this.ctx.storage.kv.put(HOURS, hours);
    const first = Math.min(...Object.keys(hours).map(Number));
    await this.ctx.storage.setAlarm((first + KEPT_HOURS) * HOUR_MS);
  }
}
