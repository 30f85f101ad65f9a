/** The chat of one session: kept on this page, and gone with it. */
import { plainText } from '#protocol/plain-text.ts';

export interface ChatLine {
  readonly id: number;
  readonly from: 'me' | 'them';
  readonly text: string;
}

/** More than two people ever type in a session; a flood beyond it pushes the oldest lines out. */
const MAX_LINES = 1_000;

export class ChatLog {
  #lines = $state.raw<readonly ChatLine[]>([]);
  #nextId = 1;
  /** Lines of the other person since the chat was last looked at. */
  unread = $state(0);

  get lines(): readonly ChatLine[] {
    return this.#lines;
  }

  get newestOfTheirs(): string | null {
    return this.#lines.findLast((line) => line.from === 'them')?.text ?? null;
  }

  /** @returns the text as it was kept, or null where nothing showable was in it. */
  add(from: ChatLine['from'], received: string): string | null {
    const text = plainText(received);
    if (text === '') return null;
    this.#lines = [...this.#lines, { id: this.#nextId, from, text }].slice(-MAX_LINES);
    this.#nextId += 1;
    if (from === 'them') this.unread += 1;
    return text;
  }
}
