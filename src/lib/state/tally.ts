/**
 * What this page tells the server about its session: kinds alone, and only when there is a new one.
 * So there are never more messages than kinds, however busy the session.
 */
import type { EndReason, ErrorKind, Feature, Tally } from '#protocol/tally.ts';

export class SessionTally {
  readonly #page: Pick<Tally, 'version' | 'browser'>;
  readonly #say: (tally: Tally) => void;
  readonly #features = new Set<Feature>();
  readonly #errors = new Set<ErrorKind>();
  #open = false;

  /** @param say reaches the server where it can; what it misses is said with the next one */
  constructor(page: Pick<Tally, 'version' | 'browser'>, say: (tally: Tally) => void) {
    this.#page = page;
    this.#say = say;
  }

  use(feature: Feature): void {
    if (this.#features.has(feature)) return;
    this.#features.add(feature);
    this.repeat();
  }

  fail(kind: ErrorKind): void {
    if (this.#errors.has(kind)) return;
    this.#errors.add(kind);
    this.repeat();
  }

  /** The server has somewhere to put it from now on. */
  begin(): void {
    this.#open = true;
    this.repeat();
  }

  /** Also after the line to the server broke: whatever was said meanwhile was lost. */
  repeat(): void {
    if (this.#open) this.#tell({});
  }

  /** The last thing said, whether or not it ever began. */
  end(why: EndReason): void {
    this.#open = false;
    this.#tell({ end: why });
  }

  #tell(more: Pick<Tally, 'end'>): void {
    this.#say({ features: [...this.#features], errors: [...this.#errors], ...this.#page, ...more });
  }
}
