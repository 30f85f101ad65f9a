/**
 * Where the helper points right now. Its channel may lose and reorder messages, so only the newest
 * sequence number counts, and silence means that nobody points any more.
 */
import type { InkColour } from '#protocol/ink.ts';
import type { LaserMessage } from '#protocol/wire.ts';

/** `laser-off` may be lost on its way, so silence for this long says the same. */
export const LASER_LIFETIME_MS = 1_500;
/** It goes out softly, within its lifetime. */
const FADE_MS = 300;
/** How far back the tail reaches: long enough for the eye to follow a jump, too short to look like ink. */
const TRAIL_MS = 220;
const MAX_TRAIL_POINTS = 32;

export interface LaserSpot {
  readonly x: number;
  readonly y: number;
  readonly colour: InkColour;
  readonly opacity: number;
  readonly heardAt: number;
}

export class LaserPointer {
  readonly #watchers = new Set<() => void>();
  /** Handed out again and again, because it is asked for in every frame. */
  readonly #spot = { x: 0, y: 0, colour: 'red' as InkColour, opacity: 1, heardAt: -Infinity };
  readonly #trail: { x: number; y: number; at: number }[] = [];
  #seq = -1;
  #epoch = 0;
  #on = false;
  #version = 0;

  get version(): number {
    return this.#version;
  }

  /** The next sequence number that will not be taken for a late one. */
  get nextSeq(): number {
    return this.#seq + 1;
  }

  watch(onchange: () => void): () => void {
    this.#watchers.add(onchange);
    return () => void this.#watchers.delete(onchange);
  }

  setEpoch(epoch: number): void {
    if (epoch === this.#epoch) return;
    this.#epoch = epoch;
    this.#off();
  }

  apply(message: LaserMessage, now: number): void {
    if (message.seq <= this.#seq) return;
    this.#seq = message.seq;
    if (message.is === 'laser-off') return this.#off();
    if (message.epoch !== this.#epoch) return;
    const spot = this.#spot;
    const moved = !this.#on || message.x !== spot.x || message.y !== spot.y;
    this.#on = true;
    spot.x = message.x;
    spot.y = message.y;
    spot.colour = message.colour;
    spot.heardAt = now;
    if (moved) {
      if (this.#trail.length >= MAX_TRAIL_POINTS) this.#trail.shift();
      this.#trail.push({ x: message.x, y: message.y, at: now });
    }
    this.#changed();
  }

  /** Null when nobody points. The object is the laser's own: look at it now, do not keep it. */
  spot(now: number): LaserSpot | null {
    if (!this.#on) return null;
    const left = this.#spot.heardAt + LASER_LIFETIME_MS - now;
    if (left <= 0) {
      this.#off();
      return null;
    }
    this.#spot.opacity = Math.min(1, left / FADE_MS);
    return this.#spot;
  }

  /** The way it came, oldest first; empty when it rests. */
  trail(now: number): readonly { readonly x: number; readonly y: number }[] {
    const fresh = this.#trail.findIndex((point) => now - point.at < TRAIL_MS);
    if (fresh < 0) this.#trail.length = 0;
    else if (fresh > 0) this.#trail.splice(0, fresh);
    return this.#trail;
  }

  /** As in `InkBoard.nextChangeAt`. */
  nextChangeAt(now: number): number {
    if (!this.#on) return Infinity;
    const last = this.#trail.at(-1);
    if (last && now - last.at < TRAIL_MS) return now;
    return Math.max(now, this.#spot.heardAt + LASER_LIFETIME_MS - FADE_MS);
  }

  #off(): void {
    this.#trail.length = 0;
    if (!this.#on) return;
    this.#on = false;
    this.#changed();
  }

  #changed(): void {
    this.#version++;
    for (const onchange of this.#watchers) onchange();
  }
}
