/** Loads something at most once at a time: who asks while it is on its way gets the same one. */
export class Once<T> {
  readonly #load: () => Promise<T>;
  #loading: Promise<T> | null = null;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  /** Rejects where loading failed; the next call tries again. */
  get(): Promise<T> {
    this.#loading ??= this.#load().catch((cause: unknown) => {
      this.#loading = null;
      throw cause;
    });
    return this.#loading;
  }
}
