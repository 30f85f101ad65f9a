/**
 * What lies over the shared picture right now. Both sides keep one: the helper's own messages are
 * applied to it at once, the sharer's is fed from the link, and the same messages in the same order
 * leave the same ink on both.
 *
 * It knows no pixels, no canvas and no clock: `now` is given by the caller and must always come from
 * the same one (`performance.now()` of the page, also for a canvas in a window of its own).
 */
import { INK_LIFETIME_MS, MAX_STROKES, MAX_STROKE_POINTS } from '#protocol/limits.ts';
import { plainText } from '#protocol/plain-text.ts';
import type { InkColour, InkMessage, InkTool } from '#protocol/ink.ts';

/** Ink that is not kept goes out softly over the last part of its life. */
export const FADE_MS = 600;
/** Longer than anybody rests in the middle of a stroke; a pen that went away must not leave ink for ever. */
const UNFINISHED_LIFETIME_MS = 30_000;
/** An arrow is two points, a rectangle is two corners. */
const MAX_SHAPE_POINTS = 2;

interface Mark {
  readonly id: number;
  readonly colour: InkColour;
  /** False while it is being drawn. */
  readonly finished: boolean;
  /** From 1 to 0 while it fades; as of the last `visible`. */
  readonly opacity: number;
  /** Grows with every change of shape, so that a painter knows when its outline is out of date. */
  readonly version: number;
}
export interface Stroke extends Mark {
  readonly is: 'stroke';
  readonly tool: InkTool;
  /** x, y, x, y, … in fractions of the picture. */
  readonly at: readonly number[];
}
export interface Label extends Mark {
  readonly is: 'label';
  readonly x: number;
  readonly y: number;
  readonly text: string;
}
export type Ink = Stroke | Label;

export interface Spot {
  readonly x: number;
  readonly y: number;
}

type Kept<T> = { -readonly [K in keyof T]: T[K] } & { touchedAt: number };
type KeptStroke = Kept<Omit<Stroke, 'at'>> & { at: number[] };
type KeptInk = KeptStroke | Kept<Label>;

export class InkBoard {
  /** Oldest first. At most `MAX_STROKES`, and the one being drawn is the last, so a search from the end is short. */
  readonly #marks: KeptInk[] = [];
  readonly #watchers = new Set<() => void>();
  #epoch = 0;
  #kept = false;
  #version = 0;
  #largestId = 0;

  /** Grows whenever something would be drawn differently, fading apart. */
  get version(): number {
    return this.#version;
  }

  /** Which choice of screen this ink points at (wire.ts, `picture`). */
  get epoch(): number {
    return this.#epoch;
  }

  /** True while ink stays until it is removed. */
  get kept(): boolean {
    return this.#kept;
  }

  /** An id that no ink here has had, so that a new pen never collides with what an earlier one left. */
  get freeId(): number {
    return this.#largestId + 1;
  }

  has(id: number): boolean {
    return this.#find(id) !== undefined;
  }

  /** Calls back after every change, until the returned function is called. */
  watch(onchange: () => void): () => void {
    this.#watchers.add(onchange);
    return () => void this.#watchers.delete(onchange);
  }

  /** What is shared has changed: no ink can point at anything that is still there. */
  setEpoch(epoch: number): void {
    if (epoch === this.#epoch) return;
    this.#epoch = epoch;
    this.#marks.length = 0;
    this.#changed();
  }

  /** Never throws; what makes no sense here (unknown, out of order, too much, another epoch) changes nothing. */
  apply(message: InkMessage, now: number): void {
    switch (message.is) {
      case 'begin':
        return this.#add(message, {
          is: 'stroke',
          id: message.id,
          tool: message.tool,
          colour: message.colour,
          at: [],
          opacity: 1,
          version: 0,
          touchedAt: now,
          finished: false,
        });
      case 'label': {
        const text = plainText(message.text);
        if (!text) return;
        return this.#add(message, {
          is: 'label',
          id: message.id,
          colour: message.colour,
          x: message.x,
          y: message.y,
          text,
          opacity: 1,
          version: 0,
          touchedAt: now,
          finished: true,
        });
      }
      case 'points':
        return this.#extend(message.id, message.from, message.at, now);
      case 'end':
        return this.#finish(message.id, now);
      case 'remove':
        return this.#remove(message.id);
      case 'clear':
        if (this.#marks.length === 0) return;
        this.#marks.length = 0;
        return this.#changed();
      case 'keep':
        if (message.on === this.#kept) return;
        this.#kept = message.on;
        for (const mark of this.#marks) mark.touchedAt = now;
        return this.#changed();
      default:
        message satisfies never;
    }
  }

  /**
   * Oldest first, each with its opacity; what has faded away is forgotten on the way.
   * The list and its marks are the board's own: look at them now, do not keep them.
   */
  visible(now: number): readonly Ink[] {
    let left = 0;
    for (const mark of this.#marks) {
      mark.opacity = Math.min(1, Math.max(0, (this.#endOf(mark) - now) / FADE_MS));
      if (mark.opacity > 0) this.#marks[left++] = mark;
    }
    if (left < this.#marks.length) {
      this.#marks.length = left;
      this.#version++;
    }
    return this.#marks;
  }

  /** Where the ink that was touched last is being drawn, or points: the tip of an arrow, the middle of a rectangle. */
  newest(): (Spot & { readonly touchedAt: number }) | null {
    let newest: KeptInk | null = null;
    for (const mark of this.#marks) {
      if (mark.is === 'stroke' && mark.at.length < 2) continue;
      if (!newest || mark.touchedAt >= newest.touchedAt) newest = mark;
    }
    if (!newest) return null;
    const { touchedAt } = newest;
    if (newest.is === 'label') return { x: newest.x, y: newest.y, touchedAt };
    const [left = 0, top = 0] = newest.at;
    const [x = 0, y = 0] = newest.at.slice(-2);
    return newest.tool === 'rectangle' ? { x: (left + x) / 2, y: (top + y) / 2, touchedAt } : { x, y, touchedAt };
  }

  /** When, without any further message, something will look different: `now` while something fades, Infinity if never. */
  nextChangeAt(now: number): number {
    let next = Infinity;
    for (const mark of this.#marks) next = Math.min(next, this.#endOf(mark) - FADE_MS);
    return Math.max(now, next);
  }

  #endOf(mark: KeptInk): number {
    if (this.#kept) return Infinity;
    return mark.touchedAt + (mark.finished ? INK_LIFETIME_MS : UNFINISHED_LIFETIME_MS);
  }

  #add(message: { epoch: number }, mark: KeptInk): void {
    if (message.epoch !== this.#epoch || this.#find(mark.id)) return;
    this.#largestId = Math.max(this.#largestId, mark.id);
    if (this.#marks.length >= MAX_STROKES) this.#marks.shift();
    this.#marks.push(mark);
    this.#changed();
  }

  #extend(id: number, from: number, at: readonly number[], now: number): void {
    const stroke = this.#find(id);
    if (stroke?.is !== 'stroke' || stroke.finished) return;
    const most = stroke.tool === 'arrow' || stroke.tool === 'rectangle' ? MAX_SHAPE_POINTS : MAX_STROKE_POINTS;
    // A gap would be joined by a line that nobody drew.
    if (from * 2 > stroke.at.length || from + at.length / 2 > most) return;
    stroke.at.length = from * 2;
    for (const number of at) stroke.at.push(number);
    stroke.touchedAt = now;
    stroke.version++;
    this.#changed();
  }

  #finish(id: number, now: number): void {
    const stroke = this.#find(id);
    if (stroke?.is !== 'stroke' || stroke.finished) return;
    if (stroke.at.length === 0) return this.#remove(id);
    stroke.finished = true;
    stroke.touchedAt = now;
    this.#changed();
  }

  #remove(id: number): void {
    const index = this.#marks.findLastIndex((mark) => mark.id === id);
    if (index < 0) return;
    this.#marks.splice(index, 1);
    this.#changed();
  }

  #find(id: number): KeptInk | undefined {
    return this.#marks.findLast((mark) => mark.id === id);
  }

  #changed(): void {
    this.#version++;
    for (const onchange of this.#watchers) onchange();
  }
}
