/**
 * The server's own keys, made by itself: nobody has to configure them, and nobody can lose them in a
 * file. Tickets and badges are under keys of a day, so that what was given out long ago ends with
 * its key; accounts are named under one key that stays, so that a blocked one stays blocked.
 */
import { DurableObject } from 'cloudflare:workers';
import { TICKET_LIFETIME_MS } from '#protocol/sign-in.ts';
import { hexOf } from '#signaling/secrets.ts';

const HOUR_MS = 60 * 60_000;
/** A key is used for new things so long. */
export const KEY_DAY_MS = 24 * HOUR_MS;
/** A sharer can report their helper so long, which is as long as the server keeps anything. */
export const BADGE_LIFETIME_MS = 72 * HOUR_MS;
const LIVES_MS = { ticket: TICKET_LIFETIME_MS, badge: BADGE_LIFETIME_MS } as const;
type Use = keyof typeof LIVES_MS;

const KEY_BYTES = 32;
const ID_BYTES = 4;

export interface ServerKey {
  /** Eight hexadecimal digits, so that the key can be found again from what is under it. */
  readonly id: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Taken for new things until then, in milliseconds since 1970. */
  readonly renewAt: number;
}

export interface ServerKeys {
  /** Newest first; never empty. */
  readonly ticket: readonly ServerKey[];
  readonly badge: readonly ServerKey[];
  readonly account: Uint8Array<ArrayBuffer>;
}

const KEYS = 'keys';

export class KeyKeeper extends DurableObject {
  async keys(): Promise<ServerKeys> {
    const keys = this.#renew();
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(nextEnd(keys));
    return keys;
  }

  /** Keys whose last ticket or badge is over go, even if nobody asks for a new one. */
  override async alarm(): Promise<void> {
    await this.ctx.storage.setAlarm(nextEnd(this.#renew()));
  }

  /** Nothing waits between reading and writing, so that two first visitors get the same keys. */
  #renew(): ServerKeys {
    const before = this.ctx.storage.kv.get<ServerKeys>(KEYS);
    const now = Date.now();
    const ticket = ringAt(now, 'ticket', before?.ticket);
    const badge = ringAt(now, 'badge', before?.badge);
    if (before && ticket === before.ticket && badge === before.badge) return before;
    const keys = { ticket, badge, account: before?.account ?? random(KEY_BYTES) };
    this.ctx.storage.kv.put(KEYS, keys);
    return keys;
  }
}

/** @returns the very same ring when nothing is due. */
function ringAt(now: number, use: Use, ring: readonly ServerKey[] = []): readonly ServerKey[] {
  const good = ring.filter(({ renewAt }) => renewAt + LIVES_MS[use] > now);
  if (good[0] && good[0].renewAt > now) return good.length === ring.length ? ring : good;
  return [{ id: hexOf(random(ID_BYTES)), bytes: random(KEY_BYTES), renewAt: now + KEY_DAY_MS }, ...good];
}

function nextEnd(keys: ServerKeys): number {
  const ends = (use: Use) => keys[use].map(({ renewAt }) => renewAt + LIVES_MS[use]);
  return Math.min(...ends('ticket'), ...ends('badge'));
}

const random = (bytes: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(bytes));

/** Only a copy, good until a key is renewed: the keeper's own survives a restart. */
const known = new WeakMap<object, ServerKeys>();

export async function keysOf(env: { readonly KEYS: DurableObjectNamespace<KeyKeeper> }): Promise<ServerKeys> {
  const now = Date.now();
  let keys = known.get(env.KEYS);
  if (!keys || keyFor(keys.ticket).renewAt <= now || keyFor(keys.badge).renewAt <= now) {
    keys = await env.KEYS.get(env.KEYS.idFromName('keys')).keys();
    known.set(env.KEYS, keys);
  }
  return keys;
}

/** The one that new things are put under. */
export function keyFor(ring: readonly ServerKey[]): ServerKey {
  const [newest] = ring;
  if (!newest) throw new Error('the keeper always has a key');
  return newest;
}
