/**
 * Which nameplates may be given out now. There is no list of them anywhere: a keyed hash opens
 * exactly one in every twenty neighbours for ten minutes, so that at most 5 % of a length can be
 * given out in an epoch, at most 10 % can wait at once, and nobody without the key can tell which.
 * Whether an open one is still free, only its room knows.
 */
import { CODE_LIFETIME_MS } from '#protocol/limits.ts';
import { hmacKeyFrom, hmacOf, randomBelow } from '#signaling/secrets.ts';

/** A code lives at most one epoch, so it waits in at most two. */
export const EPOCH_MS = CODE_LIFETIME_MS;
/** One nameplate is open in each run of so many neighbours. */
export const NEIGHBOURS = 20;
export const SHORTEST = 3;
const LONGEST = 9;
/** A length whose open nameplates were taken so many times in a row is taken for full. */
const TRIES_PER_LENGTH = 5;
const KEY_BYTES = 32;

export class Nameplates {
  readonly #key: Promise<CryptoKey>;

  /** @param secret the operator's; without it a random one, good for this process alone. */
  constructor(secret?: string) {
    const bytes = secret ? new TextEncoder().encode(secret) : crypto.getRandomValues(new Uint8Array(KEY_BYTES));
    this.#key = hmacKeyFrom(bytes);
  }

  /** Nameplates to try, short ones first. Ends when even the longest look full. */
  async *candidates(now: number): AsyncGenerator<string, void> {
    for (let length = SHORTEST; length <= LONGEST; length++) {
      for (let tried = 0; tried < TRIES_PER_LENGTH; tried++) {
        yield await this.openOne(length, randomBelow(10 ** length / NEIGHBOURS), now);
      }
    }
  }

  /** The one that is open among the twenty neighbours number `neighbourhood` of a length. */
  async openOne(length: number, neighbourhood: number, now: number): Promise<string> {
    const epoch = Math.floor(now / EPOCH_MS);
    const mac = await hmacOf(await this.#key, `${length}:${epoch}:${neighbourhood}`);
    const chosen = new DataView(mac.buffer).getUint32(0) % NEIGHBOURS;
    return String(neighbourhood * NEIGHBOURS + chosen).padStart(length, '0');
  }
}
