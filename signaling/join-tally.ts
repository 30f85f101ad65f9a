/**
 * Is somebody trying many codes, on the whole server? Adds up what the keepers of limits report, and
 * answers from the last minute. All keepers together report a few times a second, however many
 * people knock.
 */

export interface WorkRule {
  /** Joins in a minute below which nobody is asked to work, however many of them fail. */
  readonly afterJoins: number;
  /** How much work, see protocol/work.ts. */
  readonly bits: number;
}

/** `paired`: of the joins of about the same time, those that led to a session. All others failed. */
export interface Joins {
  readonly joined: number;
  readonly paired: number;
}

export const WINDOW_MS = 60_000;
/** Once asked for, work is asked for so long after the last bad minute: a guesser who rests must not find the door open. */
export const HELD_MS = 5 * 60_000;
const SLOT_MS = 5_000;
/** A join that is younger may be pairing still, or its success not reported yet: a crowd that comes at once has not failed. */
const PAIRING_MS = 5_000;
/** More failures than this, in percent, are not the typing errors of honest people. */
const MOST_FAILED_PERCENT = 30;

const TALLY = 'tally';
interface Tally {
  readonly slots: readonly (Joins & { readonly at: number })[];
  readonly attackedUntil: number;
}

export class JoinTally {
  readonly #kv: SyncKvStorage;

  /** @param kv survives sleep and restarts */
  constructor(kv: SyncKvStorage) {
    this.#kv = kv;
  }

  /** @returns whether work is to be asked for from now on. */
  add(joins: Joins, { afterJoins }: WorkRule, now: number): boolean {
    const { slots, attackedUntil } = this.#read();
    const recent = slots.filter(({ at }) => at + SLOT_MS > now - PAIRING_MS - WINDOW_MS);
    const at = now - (now % SLOT_MS);
    const same = recent.find((slot) => slot.at === at) ?? { at, joined: 0, paired: 0 };
    const current = { at, joined: same.joined + joins.joined, paired: same.paired + joins.paired };
    const next = [...recent.filter((slot) => slot.at !== at), current];

    const sum = (of: keyof Joins, from: Tally['slots']) => from.reduce((total, slot) => total + slot[of], 0);
    const decided = next.filter((slot) => slot.at + SLOT_MS <= now - PAIRING_MS);
    const [joined, paired] = [sum('joined', decided), sum('paired', next)];
    const attacked = joined > afterJoins && joined - paired > (joined * MOST_FAILED_PERCENT) / 100;
    const until = attacked ? now + HELD_MS : attackedUntil;
    this.#kv.put(TALLY, { slots: next, attackedUntil: until } satisfies Tally);
    return until > now;
  }

  /** Until when anything written here matters; 0 where nothing is. */
  get until(): number {
    const { slots, attackedUntil } = this.#read();
    return Math.max(attackedUntil, ...slots.map(({ at }) => at + SLOT_MS + PAIRING_MS + WINDOW_MS), 0);
  }

  #read(): Tally {
    return this.#kv.get<Tally>(TALLY) ?? { slots: [], attackedUntil: 0 };
  }
}
