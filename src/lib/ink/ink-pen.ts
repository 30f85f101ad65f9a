/**
 * The helper's hand: turns positions over the picture into ink and laser messages.
 *
 * Every message is applied to the helper's own board at once, so that a line is under the pointer
 * before it has travelled anywhere. What goes out is at most one message a frame: a message goes
 * at once when this frame has had none, otherwise it waits, and points that wait grow together.
 */
import { MAX_LABEL_CHARS, MAX_STROKE_POINTS } from '#protocol/limits.ts';
import { plainText } from '#protocol/plain-text.ts';
import type { InkColour, InkMessage, InkTool } from '#protocol/ink.ts';
import type { LaserMessage } from '#protocol/wire.ts';
import type { InkBoard } from '#lib/ink/ink-board.ts';
import type { LaserPointer } from '#lib/ink/laser.ts';

/** Below this a point adds nothing that can be seen, only bytes. */
const MIN_STEP = 0.0005;
/** A shape smaller than this is a slip of the hand. */
const MIN_SHAPE = 0.004;
/** The schema takes 800 numbers in one message. */
const MAX_NUMBERS = 800;
/** Somebody who points at one spot without moving must not disappear after `LASER_LIFETIME_MS`. */
const KEEP_ALIVE_MS = 500;

export interface PenNeeds {
  /** The helper's own board and laser, shown over the picture. */
  readonly board: InkBoard;
  readonly laser: LaserPointer;
  /** False where it could not be sent now: it is tried again in the next frame, so that no stroke gets a hole. */
  readonly send: (message: InkMessage) => boolean;
  /** Whether it could be sent does not matter: a newer one follows. */
  readonly sendLaser: (message: LaserMessage) => unknown;
  /** Calls back once, at the next animation frame. */
  readonly requestFrame: (callback: () => void) => unknown;
  /** The clock of the boards. */
  readonly now: () => number;
  /** Calls back after so many milliseconds; the returned function calls it off. */
  readonly after?: (ms: number, callback: () => void) => () => void;
}

type Points = Extract<InkMessage, { is: 'points' }>;

interface OpenStroke {
  readonly tool: InkTool;
  readonly colour: InkColour;
  /** All the strokes of this press: a very long line is several, and one Undo takes it all away. */
  readonly ids: number[];
  id: number;
  points: number;
  startX: number;
  startY: number;
  lastX: number;
  lastY: number;
}

export class InkPen {
  readonly #needs: PenNeeds;
  readonly #waiting: InkMessage[] = [];
  #frameUsed = false;
  #open: OpenStroke | null = null;
  /** What can be undone, oldest first. */
  readonly #done: (readonly number[])[] = [];

  #pointing: { colour: InkColour; x: number; y: number; fresh: boolean } | null = null;
  #laserFrameUsed = false;
  #restEnds: (() => void) | null = null;

  constructor(needs: PenNeeds) {
    this.#needs = needs;
  }

  /** True while something of one's own is left to undo. */
  get canUndo(): boolean {
    return this.#done.some((ids) => ids.some((id) => this.#needs.board.has(id)));
  }

  press(tool: InkTool, colour: InkColour, x: number, y: number): void {
    this.release();
    this.#open = { tool, colour, ids: [], id: 0, points: 0, startX: x, startY: y, lastX: x, lastY: y };
    this.#begin(this.#open, rounded(x), rounded(y));
  }

  /** @param positions x, y, x, y, … since the last call, coalesced ones included; only read. */
  move(positions: readonly number[]): void {
    const open = this.#open;
    if (!open || positions.length < 2) return;
    if (!this.#needs.board.has(open.id)) {
      this.#open = null; // cleared, or the sharer has chosen another screen, under the moving pen
      return;
    }
    if (open.tool === 'arrow' || open.tool === 'rectangle') {
      open.lastX = rounded(positions[positions.length - 2]!);
      open.lastY = rounded(positions[positions.length - 1]!);
      this.#say({ is: 'points', id: open.id, from: 1, at: [open.lastX, open.lastY] });
      return;
    }
    let fresh: number[] = [];
    for (let i = 0; i + 1 < positions.length; i += 2) {
      const x = rounded(positions[i]!);
      const y = rounded(positions[i + 1]!);
      if (Math.hypot(x - open.lastX, y - open.lastY) < MIN_STEP) continue;
      if (open.points + fresh.length / 2 >= MAX_STROKE_POINTS) {
        this.#append(open, fresh);
        fresh = [];
        this.#say({ is: 'end', id: open.id });
        this.#begin(open, open.lastX, open.lastY);
      } else if (fresh.length >= MAX_NUMBERS) {
        this.#append(open, fresh);
        fresh = [];
      }
      fresh.push(x, y);
      open.lastX = x;
      open.lastY = y;
    }
    this.#append(open, fresh);
  }

  release(): void {
    const open = this.#open;
    this.#open = null;
    if (!open || !this.#needs.board.has(open.id)) return;
    const shape = open.tool === 'arrow' || open.tool === 'rectangle';
    if (shape && Math.hypot(open.lastX - open.startX, open.lastY - open.startY) < MIN_SHAPE) {
      this.#say({ is: 'remove', id: open.id });
    } else {
      this.#say({ is: 'end', id: open.id });
      this.#done.push(open.ids);
    }
  }

  /** As if this stroke had never begun: the second finger of a pinch is no drawing. */
  cancel(): void {
    const open = this.#open;
    this.#open = null;
    if (open) this.#removeAll(open.ids);
  }

  label(colour: InkColour, x: number, y: number, text: string): void {
    const short = cut(plainText(text).replace(/\s+/g, ' '), MAX_LABEL_CHARS);
    if (!short) return;
    const { board } = this.#needs;
    const id = board.freeId;
    this.#say({ is: 'label', id, epoch: board.epoch, colour, x: rounded(x), y: rounded(y), text: short });
    this.#done.push([id]);
  }

  /** Takes away the newest thing of one's own that is still there. */
  undo(): void {
    this.release();
    let ids: readonly number[] | undefined;
    while ((ids = this.#done.pop())) if (this.#removeAll(ids)) return;
  }

  clear(): void {
    this.#open = null;
    this.#done.length = 0;
    this.#say({ is: 'clear' });
  }

  /** Pins what is drawn, or lets it fade again. */
  keep(on: boolean): void {
    this.#say({ is: 'keep', on });
  }

  /** The laser rests on, or moves to, this spot until `leave` or `lift`. */
  point(colour: InkColour, x: number, y: number): void {
    const pointing = (this.#pointing ??= { colour, x: NaN, y: NaN, fresh: false });
    const [newX, newY] = [rounded(x), rounded(y)];
    if (pointing.x === newX && pointing.y === newY && pointing.colour === colour) return;
    pointing.colour = colour;
    pointing.x = newX;
    pointing.y = newY;
    pointing.fresh = true;
    if (!this.#laserFrameUsed) this.#sayLaser();
  }

  /** The pointer has left the picture. */
  leave(): void {
    if (!this.#pointing) return;
    this.lift();
    const off: LaserMessage = { is: 'laser-off', seq: this.#needs.laser.nextSeq };
    this.#needs.laser.apply(off, this.#needs.now());
    this.#needs.sendLaser(off);
  }

  /** The finger has left the glass: the spot it showed stays for a moment, as nobody sees under a finger. */
  lift(): void {
    this.#pointing = null;
    this.#restEnds?.();
    this.#restEnds = null;
  }

  #begin(open: OpenStroke, x: number, y: number): void {
    const { board } = this.#needs;
    open.id = board.freeId;
    open.ids.push(open.id);
    open.points = 0;
    this.#say({ is: 'begin', id: open.id, epoch: board.epoch, tool: open.tool, colour: open.colour });
    open.lastX = x;
    open.lastY = y;
    this.#append(open, [x, y]);
  }

  #append(open: OpenStroke, at: number[]): void {
    if (at.length === 0) return;
    this.#say({ is: 'points', id: open.id, from: open.points, at });
    open.points += at.length / 2;
  }

  /** True if any of them was still there. */
  #removeAll(ids: readonly number[]): boolean {
    const there = ids.filter((id) => this.#needs.board.has(id));
    for (const id of there) this.#say({ is: 'remove', id });
    return there.length > 0;
  }

  #say(message: InkMessage): void {
    this.#needs.board.apply(message, this.#needs.now());
    const last = this.#waiting.at(-1);
    if (message.is === 'points' && last?.is === 'points' && joined(last, message)) return;
    this.#waiting.push(message);
    if (!this.#frameUsed) this.#sendNext();
  }

  readonly #sendNext = (): void => {
    const message = this.#waiting[0];
    this.#frameUsed = message !== undefined;
    if (!message) return;
    this.#needs.requestFrame(this.#sendNext);
    if (this.#needs.send(message)) this.#waiting.shift();
  };

  readonly #sayLaser = (): void => {
    const pointing = this.#pointing;
    this.#laserFrameUsed = pointing?.fresh === true;
    if (!pointing?.fresh) return;
    pointing.fresh = false;
    this.#needs.requestFrame(this.#sayLaser);
    this.#repeatLaser();
  };

  readonly #repeatLaser = (): void => {
    const pointing = this.#pointing;
    if (!pointing) return;
    const { laser, board, now, sendLaser, after = timer } = this.#needs;
    const { colour, x, y } = pointing;
    const message: LaserMessage = { is: 'laser', seq: laser.nextSeq, epoch: board.epoch, x, y, colour };
    laser.apply(message, now());
    sendLaser(message);
    this.#restEnds?.();
    this.#restEnds = after(KEEP_ALIVE_MS, this.#repeatLaser);
  };
}

/** Puts points that follow on `waiting`, or replace its end, into it; false if they do not fit. */
function joined(waiting: Points, more: Points): boolean {
  const kept = (more.from - waiting.from) * 2;
  if (waiting.id !== more.id || kept < 0 || kept > waiting.at.length) return false;
  if (kept + more.at.length > MAX_NUMBERS) return false;
  waiting.at.length = kept;
  for (const number of more.at) waiting.at.push(number);
  return true;
}

const rounded = (fraction: number) => Math.round(Math.min(1, Math.max(0, fraction)) * 1e5) / 1e5;

/** At most `most` UTF-16 units, never half a character. */
function cut(text: string, most: number): string {
  return text.length <= most ? text : text.slice(0, most).replace(/[\uD800-\uDBFF]$/u, '');
}

function timer(ms: number, callback: () => void): () => void {
  const id = setTimeout(callback, ms);
  return () => clearTimeout(id);
}
