/**
 * Keeps what belongs to one hour, and forgets all of it at once, before it is 72 hours old.
 *
 * All at once, because a row that is only deleted stays readable in the files of SQLite (workerd
 * 1.20261102: in the write-ahead log, until something else is written over it); emptying the whole
 * object takes its files with it. Names of Durable Objects stay on the disk, so the hours take turns
 * with `KEEPERS` of them.
 */
import { DurableObject } from 'cloudflare:workers';
import * as v from 'valibot';
import { HOUR_MS, KEPT_HOURS } from '#protocol/kept.ts';

/** An alarm may come late; so late it still keeps the promise. */
const MARGIN_MS = 5 * 60_000;
/** One more than there are hours to keep, so that a name's last hour is over before its next begins. */
const KEEPERS = KEPT_HOURS + 1;

const HOUR = 'hour';
const ROW = 'row-';

/** When the rows of an hour go. Counted from its first minute, so that none of them is older than promised. */
export const forgottenAt = (hour: number): number => (hour + KEPT_HOURS) * HOUR_MS - MARGIN_MS;

/** The keeper of an hour: `hours since 1970` in, one of a bounded set of objects out. */
export const keeperOf = <Keeper extends HourKeeper<unknown>>(
  keepers: DurableObjectNamespace<Keeper>,
  hour: number,
): DurableObjectStub<Keeper> => keepers.get(keepers.idFromName(`hour-${hour % KEEPERS}`));

export abstract class HourKeeper<Row> extends DurableObject {
  protected abstract readonly schema: v.GenericSchema<unknown, Row>;

  /**
   * Writes a row, in place of an older one with the same key.
   * @returns how many rows this hour now has; 0 when it is too late to keep anything of it.
   * @throws ValiError for a row that is not exactly what may be kept
   */
  async keep(hour: number, key: string, row: Row): Promise<number> {
    const exact = v.parse(this.schema, row);
    if (forgottenAt(hour) <= Date.now()) return 0;
    if (this.#hour() !== hour) await this.ctx.storage.deleteAll();
    const { kv } = this.ctx.storage;
    const planned = this.ctx.storage.setAlarm(forgottenAt(hour)); // first, and nothing waits: no row without its end
    kv.put(HOUR, hour);
    kv.put(ROW + key, exact);
    await planned;
    return [...kv.list({ prefix: ROW })].length;
  }

  async rows(hour: number): Promise<Row[]> {
    await this.#forget(Date.now());
    if (this.#hour() !== hour) return [];
    return [...this.ctx.storage.kv.list<Row>({ prefix: ROW })].map(([, row]) => row);
  }

  override async alarm(): Promise<void> {
    await this.#forget(Date.now());
    const hour = this.#hour();
    if (hour !== undefined) await this.ctx.storage.setAlarm(forgottenAt(hour)); // it came early
  }

  /** Also at every reading: an alarm that never came must not show what should be gone. */
  async #forget(now: number): Promise<void> {
    const hour = this.#hour();
    if (hour !== undefined && forgottenAt(hour) <= now) await this.ctx.storage.deleteAll();
  }

  #hour(): number | undefined {
    return this.ctx.storage.kv.get<number>(HOUR);
  }
}
