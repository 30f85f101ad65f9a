/**
 * Runs the sharer's machine for the page: holds the state where Svelte can see it, and hands each
 * effect to the one who can do it. There is no decision in this file; those are in the machine.
 */
import { InkBoard } from '#lib/ink/ink-board.ts';
import { LaserPointer } from '#lib/ink/laser.ts';
import {
  busy,
  SHARER_START,
  stepSharer,
  type SharerEffect,
  type SharerEvent,
  type SharerState,
} from '#lib/session/sharer-machine.ts';
import { ChatLog } from '#lib/state/chat-log.svelte.ts';
import { Recap, type Feature, type RecapFacts } from '#lib/state/recap.ts';

/** What the session may do to the world. The app gives real ones, a test gives recorders. */
export type SharerDoers = {
  [Do in SharerEffect['do']]: (effect: Extract<SharerEffect, { do: Do }>) => void | Promise<void>;
};

export class SharerSession {
  #state = $state.raw<SharerState>(SHARER_START);
  readonly #doers: SharerDoers;
  readonly #recap: Recap;
  readonly chat = new ChatLog();
  readonly board = new InkBoard();
  readonly laser = new LaserPointer();
  /** What is captured right now, for the sharer's own preview. */
  preview = $state.raw<MediaStream | null>(null);

  /** True while the helper can see anything at all. Drives the band that must never lie. */
  readonly live = $derived(
    this.#state.at === 'sharing' && !this.#state.paused && !this.#state.held && !this.#state.reporting,
  );
  /** False while a question stands before the sharer: no helper may point at an answer. */
  readonly heeded = $derived(this.#state.at === 'sharing' && !busy(this.#state) && !this.#state.reporting);
  /** The helper was given mouse and keyboard. */
  readonly controlled = $derived(this.#state.at === 'sharing' && this.#state.control.is === 'granted');

  constructor(doers: SharerDoers, onuse?: (feature: Feature) => void) {
    this.#doers = doers;
    this.#recap = new Recap(() => performance.now(), onuse);
  }

  get state(): SharerState {
    return this.#state;
  }

  /** What was used so far; read at the end. */
  get facts(): RecapFacts {
    return this.#recap.facts();
  }

  used(feature: Feature): void {
    this.#recap.use(feature);
  }

  /** Arrow, so that `onallow={...}` needs no bind. */
  happen = (event: SharerEvent): void => {
    const [next, ...effects] = stepSharer(this.#state, event);
    const { live, controlled } = this;
    this.#state = next;
    if (this.live !== live) this.#recap.seen(this.live);
    if (this.controlled !== controlled) this.#recap.controlled(this.controlled);
    if (event.is === 'paused' || event.is === 'changed') this.used(event.is === 'paused' ? 'pause' : 'change');
    for (const effect of effects) void this.#do(effect);
  };

  async #do<Do extends SharerEffect['do']>(effect: Extract<SharerEffect, { do: Do }>): Promise<void> {
    try {
      await (this.#doers[effect.do] as (e: typeof effect) => void | Promise<void>)(effect);
    } catch (cause) {
      console.error(`could not ${effect.do}`, cause);
      // Whatever could not be done: a session that is not what it says it is has to end.
      if (this.#state.at !== 'ended') this.happen({ is: 'path-lost' });
    }
  }
}
