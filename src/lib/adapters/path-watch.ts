/**
 * Notices silence. ICE takes half a minute to see that nobody is there any more; people notice
 * after two seconds. Says `alive` so that the other side can do the same.
 */
import { HEARTBEAT_MS, PATH_LOST_MS, PATH_QUIET_MS } from '#protocol/limits.ts';

export interface PathListener {
  onquiet(): void;
  onback(): void;
  onlost(): void;
}

export class PathWatch {
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #listener: PathListener;
  #heardAt = performance.now();
  #quiet = false;

  constructor(sayAlive: () => void, listener: PathListener) {
    this.#listener = listener;
    this.#timer = setInterval(() => {
      sayAlive();
      this.#look();
    }, HEARTBEAT_MS);
  }

  /** Anything at all was received. */
  heard(): void {
    this.#heardAt = performance.now();
    if (this.#quiet) {
      this.#quiet = false;
      this.#listener.onback();
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const silence = performance.now() - this.#heardAt;
    if (silence > PATH_LOST_MS) {
      this.stop();
      this.#listener.onlost();
    } else if (silence > PATH_QUIET_MS && !this.#quiet) {
      this.#quiet = true;
      this.#listener.onquiet();
    }
  }
}
