/**
 * Keeps count of what is limited, and survives sleep: a limit kept in memory is gone after ten idle
 * seconds, and a slow guesser would never meet it.
 *
 * It never stores an address, only its HMAC under a random key that lives one day. With the key go
 * all counts; with the last count goes everything.
 */
import { DurableObject } from 'cloudflare:workers';
import { hexOf, hmacKeyFrom, hmacOf } from '#signaling/secrets.ts';

export interface Limit {
  readonly most: number;
  readonly inMs: number;
}

export const KEY_LIFETIME_MS = 24 * 60 * 60_000;
const KEY_BYTES = 32;
const WHO_BYTES = 16;

export class LimitKeeper extends DurableObject {
  /** Counts one try and says whether it is within every limit. A try beyond them is not counted. */
  async take(what: string, address: string, limits: readonly Limit[]): Promise<boolean> {
    const now = Date.now();
    const who = await this.#nameOf(`${what}:${address}`, now);
    // From here to the last write nothing waits, so two tries at once cannot both be the last allowed.
    const { sql } = this.ctx.storage;
    const used = (since: number) =>
      Number(sql.exec('SELECT count(*) AS n FROM tries WHERE who = ? AND at > ?', who, since).one()['n']);
    if (limits.some(({ most, inMs }) => used(now - inMs) >= most)) return false;
    const until = now + Math.max(...limits.map(({ inMs }) => inMs));
    sql.exec('INSERT INTO tries (who, at, until) VALUES (?, ?, ?)', who, now, until);
    await this.#wakeFor(until);
    return true;
  }

  /** Until when nameplates of this length may be in somebody's hands (nameplate-lengths.ts). */
  lengthUsedUntil(length: number): number {
    return this.ctx.storage.kv.get<number>(`length-${length}`) ?? 0;
  }

  useLength(length: number, until: number): void {
    this.ctx.storage.kv.put(`length-${length}`, until);
  }

  override async alarm(): Promise<void> {
    const now = Date.now();
    const { sql } = this.ctx.storage;
    this.#prepare();
    sql.exec('DELETE FROM tries WHERE until <= ?', now);
    const next = sql.exec('SELECT min(until) AS next FROM tries').one()['next'];
    const key = this.#key();
    if (next === null || !key || key.until <= now) await this.ctx.storage.deleteAll();
    else await this.ctx.storage.setAlarm(Math.min(Number(next), key.until));
  }

  async #nameOf(subject: string, now: number): Promise<string> {
    this.#prepare();
    let key = this.#key();
    if (!key || key.until <= now) {
      const { sql } = this.ctx.storage;
      key = { bytes: crypto.getRandomValues(new Uint8Array(KEY_BYTES)), until: now + KEY_LIFETIME_MS };
      sql.exec('DELETE FROM tries');
      sql.exec('INSERT OR REPLACE INTO key (one, bytes, until) VALUES (1, ?, ?)', key.bytes, key.until);
    }
    const mac = await hmacOf(await hmacKeyFrom(key.bytes), subject);
    this.#prepare(); // an alarm may have emptied the storage meanwhile
    return hexOf(mac.subarray(0, WHO_BYTES));
  }

  #key(): { bytes: Uint8Array; until: number } | undefined {
    const [row] = this.ctx.storage.sql.exec('SELECT bytes, until FROM key').toArray();
    return row && { bytes: new Uint8Array(row['bytes'] as ArrayBuffer), until: Number(row['until']) };
  }

  async #wakeFor(time: number): Promise<void> {
    const planned = await this.ctx.storage.getAlarm();
    if (planned === null || time < planned) await this.ctx.storage.setAlarm(time);
  }

  /** Again and again, because `deleteAll` takes the tables with it. */
  #prepare(): void {
    this.ctx.storage.sql.exec(`
      CREATE TABLE IF NOT EXISTS key (one INTEGER PRIMARY KEY CHECK (one = 1), bytes BLOB, until INTEGER);
      CREATE TABLE IF NOT EXISTS tries (who TEXT, at INTEGER, until INTEGER);
      CREATE INDEX IF NOT EXISTS tries_of ON tries (who, at);`);
  }
}
