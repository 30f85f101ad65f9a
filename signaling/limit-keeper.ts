/**
 * Keeps count of what is limited, and survives sleep: a limit kept in memory is gone after ten idle
 * seconds, and a slow guesser would never meet it.
 *
 * It never stores an address, only its HMAC under a random key that lives one day. With the key go
 * all counts; with the last count goes everything.
 */
import { DurableObject } from 'cloudflare:workers';
import type { Work, WorkDone } from '#protocol/work.ts';
import { JoinTally, type Joins, type WorkRule } from '#signaling/join-tally.ts';
import { hexOf, hmacKeyFrom, hmacOf } from '#signaling/secrets.ts';
import { checkWork, newWork } from '#signaling/work-desk.ts';

export interface Limit {
  readonly most: number;
  readonly inMs: number;
}

export const KEY_LIFETIME_MS = 24 * 60 * 60_000;
const KEY_BYTES = 32;
const WHO_BYTES = 16;

/** A keeper tells the tally what it counted this often, and learns whether work is to be asked for. */
const REPORT_EVERY_MS = 2_000;
/** The one keeper that adds up what the others report. */
export const TALLY_NAME = 'joins';

/** Whether a code may be tried, or the work that has to be done first. */
export type Admission = 'admitted' | 'too-many-tries' | Work;

/** What a keeper needs of the worker's settings: its way to the tally. */
interface Siblings {
  readonly LIMITS: DurableObjectNamespace<LimitKeeper>;
}

export class LimitKeeper extends DurableObject<Siblings> {
  readonly #tally = new JoinTally(this.ctx.storage.kv);
  /** Counted and not yet reported. In memory: a crash loses two seconds of a count that need not be exact. */
  #joins: Joins = { joined: 0, paired: 0 };
  #reporting: ReturnType<typeof setTimeout> | undefined;
  #heard = { workNeeded: false, at: 0 };
  #asking: Promise<void> | undefined;

  /** Counts one try and says whether it is within every limit. A try beyond them is not counted. */
  async take(what: string, address: string, limits: readonly Limit[]): Promise<boolean> {
    const now = Date.now();
    const { who } = await this.#nameOf(`${what}:${address}`, now);
    // From here to the last write nothing waits, so two tries at once cannot both be the last allowed.
    if (this.#isBeyond(who, limits)) return false;
    const until = now + Math.max(...limits.map(({ inMs }) => inMs));
    this.ctx.storage.sql.exec('INSERT INTO tries (who, at, until) VALUES (?, ?, ?)', who, now, until);
    await this.#wakeFor(until);
    return true;
  }

  /** One try at a code: within the limits, and, while somebody is trying many, not without work. */
  async admit(
    address: string,
    limits: readonly Limit[],
    rule: WorkRule,
    done: WorkDone | undefined,
  ): Promise<Admission> {
    const { who, key } = await this.#nameOf(`join:${address}`, Date.now());
    if (this.#isBeyond(who, limits)) return 'too-many-tries'; // not after they have worked for it
    if ((await this.#isWorkNeeded(rule)) && !(done && (await this.#spend(key, who, done)))) {
      return newWork(key, who, rule.bits, Date.now());
    }
    if (!(await this.take('join', address, limits))) return 'too-many-tries';
    this.count('joined', rule);
    return 'admitted';
  }

  /** One more join, or one more that led to a session. */
  count(what: keyof Joins, rule: WorkRule): void {
    this.#joins = { ...this.#joins, [what]: this.#joins[what] + 1 };
    this.#reporting ??= setTimeout(() => void this.#report(rule), REPORT_EVERY_MS);
  }

  /** For the tally: what another keeper counted. @returns whether work is to be asked for. */
  async add(joins: Joins, rule: WorkRule): Promise<boolean> {
    const workNeeded = this.#tally.add(joins, rule, Date.now());
    await this.#wakeFor(this.#tally.until);
    return workNeeded;
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
    const { until } = this.#tally;
    if (until > now) return this.ctx.storage.setAlarm(until); // the tally is a keeper of nothing else
    this.#prepare();
    sql.exec('DELETE FROM tries WHERE until <= ?', now);
    sql.exec('DELETE FROM spent WHERE until <= ?', now);
    const next = sql
      .exec('SELECT min(until) AS next FROM (SELECT until FROM tries UNION SELECT until FROM spent)')
      .one()['next'];
    const key = this.#key();
    if (next === null || !key || key.until <= now) await this.ctx.storage.deleteAll();
    else await this.ctx.storage.setAlarm(Math.min(Number(next), key.until));
  }

  /** Takes the work, unless it was not done or was taken before. */
  async #spend(key: CryptoKey, who: string, done: WorkDone): Promise<boolean> {
    const until = await checkWork(key, who, done, Date.now());
    if (until === null) return false;
    this.#prepare();
    const { rowsWritten } = this.ctx.storage.sql.exec(
      'INSERT OR IGNORE INTO spent (challenge, until) VALUES (?, ?)',
      done.challenge,
      until,
    );
    await this.#wakeFor(until);
    return rowsWritten > 0;
  }

  async #isWorkNeeded(rule: WorkRule): Promise<boolean> {
    // Whoever is counting is answered every two seconds; the first one after a rest has to ask.
    if (Date.now() - this.#heard.at >= 2 * REPORT_EVERY_MS) {
      await (this.#asking ??= this.#report(rule).finally(() => (this.#asking = undefined)));
    }
    return this.#heard.workNeeded;
  }

  async #report(rule: WorkRule): Promise<void> {
    if (this.#reporting) clearTimeout(this.#reporting);
    this.#reporting = undefined;
    const joins = this.#joins;
    this.#joins = { joined: 0, paired: 0 };
    const tally = this.env.LIMITS.get(this.env.LIMITS.idFromName(TALLY_NAME));
    // Where the tally cannot be asked, the limits of each address still hold.
    const workNeeded = await tally.add(joins, rule).catch(() => this.#heard.workNeeded);
    this.#heard = { workNeeded, at: Date.now() };
  }

  #isBeyond(who: string, limits: readonly Limit[]): boolean {
    const now = Date.now();
    const { sql } = this.ctx.storage;
    const used = (since: number) =>
      Number(sql.exec('SELECT count(*) AS n FROM tries WHERE who = ? AND at > ?', who, since).one()['n']);
    return limits.some(({ most, inMs }) => used(now - inMs) >= most);
  }

  async #nameOf(subject: string, now: number): Promise<{ who: string; key: CryptoKey }> {
    this.#prepare();
    let key = this.#key();
    if (!key || key.until <= now) {
      const { sql } = this.ctx.storage;
      key = { bytes: crypto.getRandomValues(new Uint8Array(KEY_BYTES)), until: now + KEY_LIFETIME_MS };
      sql.exec('DELETE FROM tries');
      sql.exec('DELETE FROM spent');
      sql.exec('INSERT OR REPLACE INTO key (one, bytes, until) VALUES (1, ?, ?)', key.bytes, key.until);
    }
    const usable = await hmacKeyFrom(key.bytes);
    const mac = await hmacOf(usable, subject);
    this.#prepare(); // an alarm may have emptied the storage meanwhile
    return { who: hexOf(mac.subarray(0, WHO_BYTES)), key: usable };
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
      CREATE TABLE IF NOT EXISTS spent (challenge TEXT PRIMARY KEY, until INTEGER);
      CREATE INDEX IF NOT EXISTS tries_of ON tries (who, at);`);
  }
}
