/**
 * How fast frames may come on the link. Far above what a hand and a screen can do, and so generous at
 * once that two minutes of a held-up line, delivered in one moment, lose nothing of it.
 */

/** A bucket of `burst` tokens that fills with `perSecond` of them. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** By channel, before a frame is even parsed. Ink and laser send once for each picture of the helper's display. */
export const CHANNEL_RATES = {
  ctl: { perSecond: 100, burst: 2_000 },
  ink: { perSecond: 500, burst: 50_000 },
  laser: { perSecond: 500, burst: 1_000 },
} as const satisfies Record<string, Rate>;

/** By kind, where a flood of it costs the other side more than reading it; what is not here has its channel's rate. */
export const KIND_RATES = {
  chat: { perSecond: 5, burst: 20 },
  /** How often a person is really asked is up to the sharer's session. */
  ask: { perSecond: 1, burst: 5 },
  hold: { perSecond: 5, burst: 20 },
  /** Every one is a picture of the whole screen, compressed without loss. */
  'still-wanted': { perSecond: 1, burst: 5 },
  still: { perSecond: 2, burst: 20 },
  picture: { perSecond: 10, burst: 50 },
  description: { perSecond: 2, burst: 20 },
  candidate: { perSecond: 20, burst: 200 },
  /** Counted by the point: a mouse that reports a thousand times a second draws as many. */
  points: { perSecond: 4_000, burst: 250_000 },
} as const satisfies Record<string, Rate>;

/** Knows no clock: `now` is in milliseconds, from any start, and must not run backwards. */
export class Bucket {
  readonly #rate: Rate;
  #tokens: number;
  #filledAt = 0;

  constructor(rate: Rate) {
    this.#rate = rate;
    this.#tokens = rate.burst;
  }

  /** @returns false where it came too fast; then nothing is taken. */
  take(now: number, tokens = 1): boolean {
    const { perSecond, burst } = this.#rate;
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#filledAt) / 1_000) * perSecond);
    this.#filledAt = now;
    if (tokens > this.#tokens) return false;
    this.#tokens -= tokens;
    return true;
  }
}
