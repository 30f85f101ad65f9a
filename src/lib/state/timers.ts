/** Named timers: setting one again starts it anew, and one call drops them all. */
export class Timers<Name extends string> {
  readonly #running = new Map<Name, ReturnType<typeof setTimeout>>();

  set(name: Name, afterMs: number, ring: () => void): void {
    this.drop(name);
    this.#running.set(
      name,
      setTimeout(() => {
        this.#running.delete(name);
        ring();
      }, afterMs),
    );
  }

  drop(name: Name): void {
    clearTimeout(this.#running.get(name));
    this.#running.delete(name);
  }

  dropAll(): void {
    for (const timer of this.#running.values()) clearTimeout(timer);
    this.#running.clear();
  }
}
