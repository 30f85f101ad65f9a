/**
 * Paints only when something looks different: after a change it takes one frame, while something
 * fades it takes every frame, until the next fade it sleeps on a timer, and otherwise it does nothing.
 * Where painting is heavy it takes at most half of the time: whatever somebody draws on a slow
 * machine, its owner can still press Stop.
 */

/** Half of a frame at 30 a second. */
const HEAVY_MS = 17;
/** A timer that comes late for other reasons must not stop the picture. */
const MAX_COST_MS = 250;

export interface Redraw {
  /** Paints, and says when it will have to be done again by itself: the time it was given, or later, or Infinity. */
  paint: (now: number) => number;
  now: () => number;
  frame: (callback: () => void) => unknown;
  /** Calls back after so many milliseconds; the returned function calls it off. */
  after: (ms: number, callback: () => void) => () => void;
}

export class RedrawLoop {
  readonly #redraw: Redraw;
  #turns = 0;
  /** The turn that waits for its frame; 0 when none does. */
  #asked = 0;
  #stopped = false;
  #restsUntil = -Infinity;
  #callOff: (() => void) | null = null;

  constructor(redraw: Redraw) {
    this.#redraw = redraw;
  }

  /** Something changed. Cheap to call for every change: a frame is asked for only once. */
  wake = (): void => {
    if (this.#asked === 0) this.#ask();
  };

  /** Asks anew: a frame asked of a window that has since been closed never comes. */
  restart(): void {
    this.#ask();
  }

  stop(): void {
    this.#stopped = true;
    this.#callOff?.();
  }

  /** Without waiting for a frame: for a canvas that has just been cleared by a new size. */
  paintNow(): void {
    this.#asked = 0;
    this.#callOff?.();
    this.#callOff = null;
    if (this.#stopped) return;
    const now = this.#redraw.now();
    const next = this.#redraw.paint(now);
    // A canvas does its work at the end of the frame, so the cost is known only after it.
    this.#redraw.after(0, () => {
      const cost = Math.min(this.#redraw.now() - now, MAX_COST_MS);
      this.#restsUntil = cost > HEAVY_MS ? now + 2 * cost : now;
    });
    if (next <= now) this.wake();
    else if (next < Infinity) this.#callOff = this.#redraw.after(next - now, this.wake);
  }

  #ask(): void {
    const turn = ++this.#turns;
    this.#asked = turn;
    this.#redraw.frame(() => {
      if (this.#asked !== turn) return;
      const rest = this.#restsUntil - this.#redraw.now();
      if (rest <= 0) return this.paintNow();
      this.#callOff?.();
      this.#callOff = this.#redraw.after(rest, () => this.#ask());
    });
  }
}
