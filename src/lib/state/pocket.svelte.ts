/**
 * What a helper who has signed in carries about: the ticket, and what the worker calls them. Lives
 * as long as the page and is written down nowhere.
 */
import type { Vouched } from '#protocol/sign-in.ts';

/** The helper as the sharer will see them. */
export interface Who {
  readonly name: string;
  readonly vouched: Vouched;
  /** May look at what the server keeps. */
  readonly admin: boolean;
}

export class Pocket {
  #ticket: string | null = null;
  #who = $state.raw<Who | null>(null);

  /** Opens rooms; for whoever knocks at the worker, and for nobody's eyes. */
  get ticket(): string | null {
    return this.#ticket;
  }

  get who(): Who | null {
    return this.#who;
  }

  put({ ticket, name, vouched, admin }: Who & { readonly ticket: string }): void {
    this.#ticket = ticket;
    this.#who = { name, vouched, admin };
  }

  empty(): void {
    this.#ticket = null;
    this.#who = null;
  }
}
