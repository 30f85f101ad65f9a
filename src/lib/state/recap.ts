/** What the person is told at the end: how long it took and what was used. Lives on this page only. */

export type Feature = 'view' | 'control' | 'chat' | 'drawing' | 'laser' | 'still' | 'pause' | 'change';

export interface RecapFacts {
  /** Time the screen could be seen, milliseconds; 0 where it never was. */
  readonly seenMs: number;
  /** Time the helper had mouse and keyboard, milliseconds. */
  readonly controlledMs: number;
  readonly used: readonly Feature[];
}

/** How long something was on, in milliseconds. */
class Stretch {
  #since: number | null = null;
  #ms = 0;

  turn(on: boolean, now: number): void {
    this.#ms = this.soFar(now);
    this.#since = on ? now : null;
  }

  soFar(now: number): number {
    return this.#ms + (this.#since === null ? 0 : now - this.#since);
  }
}

export class Recap {
  readonly #now: () => number;
  readonly #onuse: (feature: Feature) => void;
  readonly #used = new Set<Feature>();
  readonly #seen = new Stretch();
  readonly #controlled = new Stretch();

  /** @param onuse hears of every use, the first and all others */
  constructor(now: () => number, onuse: (feature: Feature) => void = () => undefined) {
    this.#now = now;
    this.#onuse = onuse;
  }

  use(feature: Feature): void {
    this.#used.add(feature);
    this.#onuse(feature);
  }

  /** The picture became visible, or stopped being so. */
  seen(visible: boolean): void {
    this.#seen.turn(visible, this.#now());
    if (visible) this.use('view');
  }

  /** Control was given, or ended. */
  controlled(on: boolean): void {
    this.#controlled.turn(on, this.#now());
    if (on) this.use('control');
  }

  facts(): RecapFacts {
    const now = this.#now();
    return { seenMs: this.#seen.soFar(now), controlledMs: this.#controlled.soFar(now), used: [...this.#used] };
  }
}
