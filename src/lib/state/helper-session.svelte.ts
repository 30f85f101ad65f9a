/**
 * Runs the helper's machine for the page: holds the state where Svelte can see it, and hands each
 * effect to the one who can do it. There is no decision in this file; those are in the machine.
 */
import type { SignInPlace } from '#protocol/sign-in.ts';
import { InkBoard } from '#lib/ink/ink-board.ts';
import { LaserPointer } from '#lib/ink/laser.ts';
import {
  HELPER_START,
  stepHelper,
  type HelperEffect,
  type HelperEvent,
  type HelperState,
} from '#lib/session/helper-machine.ts';
import { ChatLog } from '#lib/state/chat-log.svelte.ts';
import { Recap, type Feature, type RecapFacts } from '#lib/state/recap.ts';

/** What the session may do to the world. The app gives real ones, a test gives recorders. */
export type HelperDoers = {
  [Do in HelperEffect['do']]: (effect: Extract<HelperEffect, { do: Do }>) => void | Promise<void>;
};

export class HelperSession {
  #state = $state.raw<HelperState>(HELPER_START);
  readonly #doers: HelperDoers;
  readonly #recap: Recap;
  readonly chat = new ChatLog();
  readonly board = new InkBoard();
  readonly laser = new LaserPointer();
  /** Where the helper signs in; null until the server has said so. */
  signInAt = $state.raw<SignInPlace | null>(null);
  /** The shared screen as it arrives. */
  stream = $state.raw<MediaStream | null>(null);
  /** The still that stands over the live picture. */
  still = $state.raw<Blob | null>(null);
  /** When the code ends, on this page's clock; null while there is none. */
  codeExpiresAt = $state<number | null>(null);
  /** When the screen was first seen, on this page's clock. */
  viewingSince = $state<number | null>(null);

  readonly live = $derived(
    this.#state.at === 'viewing' && !this.#state.paused && !this.#state.held && !this.#state.quiet,
  );

  constructor(doers: HelperDoers, onuse?: (feature: Feature) => void) {
    this.#doers = doers;
    this.#recap = new Recap(() => performance.now(), onuse);
  }

  get state(): HelperState {
    return this.#state;
  }

  get facts(): RecapFacts {
    return this.#recap.facts();
  }

  used(feature: Feature): void {
    this.#recap.use(feature);
  }

  happen = (event: HelperEvent): void => {
    const [next, ...effects] = stepHelper(this.#state, event);
    const before = this.live;
    this.#state = next;
    if (this.live !== before) this.#recap.seen(this.live);
    if (next.at === 'viewing') {
      this.viewingSince ??= performance.now();
      if (next.still === 'none') this.still = null;
    }
    if (event.is === 'still-arrived') this.used('still');
    for (const effect of effects) void this.#do(effect);
  };

  async #do<Do extends HelperEffect['do']>(effect: Extract<HelperEffect, { do: Do }>): Promise<void> {
    try {
      await (this.#doers[effect.do] as (e: typeof effect) => void | Promise<void>)(effect);
    } catch (cause) {
      console.error(`could not ${effect.do}`, cause);
      if (this.#state.at !== 'ended') this.happen({ is: 'path-lost' });
    }
  }
}
