/**
 * What a page hears on the link: every frame of the other side by its size, then its rate, then as
 * JSON, then by what that side may say there. Nothing else is ever believed, and nothing throws.
 */
import type * as v from 'valibot';
import { InkMessage } from '#protocol/ink.ts';
import { MAX_BAD_FRAMES, MAX_MESSAGE_CHARS } from '#protocol/limits.ts';
import { Bucket, CHANNEL_RATES, KIND_RATES } from '#protocol/rates.ts';
import { read } from '#protocol/read.ts';
import type { Role } from '#protocol/role.ts';
import { HelperMessage, LaserMessage, SharerMessage, type PeerMessage } from '#protocol/wire.ts';

interface Heard {
  ctl: PeerMessage;
  ink: InkMessage;
  laser: LaserMessage;
}
type Spoken = { [Channel in keyof Heard]?: v.GenericSchema<unknown, Heard[Channel]> };

/** Sharers draw nothing and point at nothing. */
const SPOKEN: Record<Role, Spoken> = {
  helper: { ctl: HelperMessage, ink: InkMessage, laser: LaserMessage },
  sharer: { ctl: SharerMessage },
};

/** A line that was held up delivers everything in one moment: that moment counts once. */
const TOO_FAST_COUNTS_EVERY_MS = 1_000;

const buckets = <Name extends string>(rates: Record<Name, { perSecond: number; burst: number }>) =>
  new Map<string, Bucket>(
    Object.entries<{ perSecond: number; burst: number }>(rates).map(([name, rate]) => [name, new Bucket(rate)]),
  );

export class Ears {
  readonly #spoken: Spoken;
  readonly #onenough: () => void;
  readonly #channels = buckets(CHANNEL_RATES);
  readonly #kinds = buckets(KIND_RATES);
  #bad = 0;
  #tooFastAt = -Infinity;

  /** @param onenough called once: no honest page says so much that is none of ours */
  constructor(speaker: Role, onenough: () => void) {
    this.#spoken = SPOKEN[speaker];
    this.#onenough = onenough;
  }

  /** @param now in milliseconds @returns the message, or null where there is none to act on */
  hear<Channel extends keyof Heard>(channel: Channel, frame: unknown, now: number): Heard[Channel] | null {
    if (!this.#channels.get(channel)?.take(now)) return this.#tooFast(now);
    const schema = this.#spoken[channel];
    const got = schema && read<Heard[Channel]>(schema, frame, MAX_MESSAGE_CHARS);
    if (!got?.ok) {
      this.countBad();
      return null;
    }
    const { message } = got;
    const cost = message.is === 'points' ? message.at.length / 2 : 1;
    return (this.#kinds.get(message.is)?.take(now, cost) ?? true) ? message : this.#tooFast(now);
  }

  /** A frame that no honest page sends. A few are survived; a stream of them is not. */
  countBad(): void {
    this.#bad += 1;
    if (this.#bad === MAX_BAD_FRAMES) this.#onenough();
  }

  #tooFast(now: number): null {
    if (now - this.#tooFastAt >= TOO_FAST_COUNTS_EVERY_MS) {
      this.#tooFastAt = now;
      this.countBad();
    }
    return null;
  }
}
