/** Turns the seat's pairing frames into the line that protocol/pairing.ts reads from, one step at a time. */
import { MAX_MESSAGE_CHARS, PAIRING_STEP_TIMEOUT_MS } from '#protocol/limits.ts';
import { PairMessage, type PairingLine } from '#protocol/pairing.ts';
import { read } from '#protocol/read.ts';

export class PairingBroke extends Error {}

export class PairingQueue implements PairingLine {
  readonly #post: (body: string) => void;
  readonly #arrived: PairMessage[] = [];
  #waiting: { resolve: (message: PairMessage) => void; reject: (error: Error) => void } | null = null;
  #broken: PairingBroke | null = null;

  constructor(post: (body: string) => void) {
    this.#post = post;
  }

  send(message: PairMessage): void {
    this.#post(JSON.stringify(message));
  }

  receive(): Promise<PairMessage> {
    const next = this.#arrived.shift();
    if (next) return Promise.resolve(next);
    if (this.#broken) return Promise.reject(this.#broken);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.break('a step took too long'), PAIRING_STEP_TIMEOUT_MS);
      this.#waiting = {
        resolve: (message) => {
          clearTimeout(timer);
          resolve(message);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
    });
  }

  /** A frame from the other side, as the worker relayed it. One that no honest page sends ends the run. */
  push(body: string): void {
    const got = read(PairMessage, body, MAX_MESSAGE_CHARS);
    if (!got.ok) return this.break(`malformed pairing frame: ${got.why}`);
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting) waiting.resolve(got.message);
    else this.#arrived.push(got.message);
  }

  /** Ends the run: the other side left, or said something impossible. */
  break(what: string): void {
    this.#broken ??= new PairingBroke(what);
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.reject(this.#broken);
  }
}
