/** What the person is told at the end: how long it took and what was used. Lives on this page only. */

export type Feature = 'view' | 'chat' | 'drawing' | 'laser' | 'still' | 'pause' | 'change';

export interface RecapFacts {
  /** Time the screen could be seen, milliseconds; 0 where it never was. */
  readonly seenMs: number;
  readonly used: readonly Feature[];
}

export class Recap {
  readonly #now: () => number;
  readonly #used = new Set<Feature>();
  #since: number | null = null;
  #seenMs = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  use(feature: Feature): void {
    this.#used.add(feature);
  }

  /** The picture became visible, or stopped being so. */
  seen(visible: boolean): void {
    if (this.#since !== null) this.#seenMs += this.#now() - this.#since;
    this.#since = visible ? this.#now() : null;
    if (visible) this.use('view');
  }

  facts(): RecapFacts {
    const running = this.#since === null ? 0 : this.#now() - this.#since;
    return { seenMs: this.#seenMs + running, used: [...this.#used] };
  }
}
