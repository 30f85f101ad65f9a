/**
 * What a room remembers for the record while a session lives, and how the record leaves the room.
 *
 * It is on the disk from `ready` on, because a session outlives a restart of the server; and the
 * finished record stays there until its keeper has it.
 */
import { minuteOf } from '#protocol/kept.ts';
import type { SessionRecord } from '#protocol/record.ts';
import type { Role } from '#protocol/role.ts';
import type { Tally } from '#protocol/tally.ts';
import type { Env } from '#signaling/env.ts';
import { countCode, keepRecord } from '#signaling/records.ts';
import type { Room, RoomEvent } from '#signaling/room-machine.ts';
import { randomToken } from '#signaling/secrets.ts';

/** The record so far, and why it ended in the words of the first page that said so. */
type Draft = Omit<SessionRecord, 'end' | 'reason'> & { readonly reason?: SessionRecord['reason'] };

const DRAFT = 'draft';
const FINISHED = 'record';

export class RecordDesk {
  readonly #storage: DurableObjectStorage;
  readonly #env: Env;

  constructor(storage: DurableObjectStorage, env: Env) {
    this.#storage = storage;
    this.#env = env;
  }

  /** The number that stands for this session in the record, and in a report of it. */
  get id(): string | undefined {
    return this.#storage.kv.get<Draft>(DRAFT)?.id;
  }

  /** A page said what it used. Saying it again changes nothing, and writes nothing. */
  hear(seat: Role, { features, errors, version, browser, end }: Tally): void {
    const draft = this.#storage.kv.get<Draft>(DRAFT);
    if (!draft) return;
    const reason = draft.reason ?? end;
    const next: Draft = {
      ...draft,
      features: merged(draft.features, features),
      errors: merged(draft.errors, errors),
      [`${seat}Version`]: version,
      [`${seat}Browser`]: browser,
      ...(reason && { reason }),
    };
    if (JSON.stringify(next) !== JSON.stringify(draft)) this.#storage.kv.put(DRAFT, next);
  }

  /**
   * The room has gone from one state to another.
   * @param there somebody sat in it until then
   * @param id the number of the record that may begin now
   */
  follow(before: Room, event: RoomEvent, after: Room, there: boolean, now: number, id = randomToken()): void {
    if (after.at === before.at) return;
    if (after.at === 'ready') return this.#begin(now, id);
    if (after.at !== 'resting') return;
    if (before.at !== 'ready') return void countCode(this.#env).catch(() => undefined); // a number less is no harm
    this.#finish(reasonOf(event, there), Math.min(now, before.until));
    void this.settle();
  }

  /** Gives a finished record to its keeper; tried again at whatever happens next to the room. */
  async settle(): Promise<void> {
    const record = this.#storage.kv.get<SessionRecord>(FINISHED);
    if (!record) return;
    try {
      await keepRecord(this.#env, record);
    } catch {
      return;
    }
    this.#storage.kv.delete(FINISHED);
  }

  #begin(now: number, id: string): void {
    this.#storage.kv.put(DRAFT, {
      id,
      start: minuteOf(now),
      features: [],
      errors: [],
      helperVersion: 'unknown',
      sharerVersion: 'unknown',
      helperBrowser: 'unknown',
      sharerBrowser: 'unknown',
    } satisfies Draft);
  }

  #finish(otherwise: SessionRecord['reason'], at: number): void {
    const draft = this.#storage.kv.get<Draft>(DRAFT);
    if (!draft) return;
    const record: SessionRecord = { ...draft, end: minuteOf(at), reason: draft.reason ?? otherwise };
    this.#storage.kv.put(FINISHED, record);
    this.#storage.kv.delete(DRAFT);
  }
}

/** Where no page has said why. */
function reasonOf(event: RoomEvent, there: boolean): SessionRecord['reason'] {
  if (event.is === 'left') return event.by === 'helper' ? 'helper-left' : 'stopped';
  return there ? 'time-limit' : 'vanished';
}

const merged = <T extends string>(before: readonly T[], more: readonly T[]): T[] =>
  [...new Set([...before, ...more])].sort();
