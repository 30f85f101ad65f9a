/** Finds ink in a picture of a canvas: connected patches of the colours that helpers draw with. */
import type { Picture } from './picture.ts';
import { PAINTS } from '#lib/ink/ink-colours.ts';

/** One patch, in pixels of the picture. */
export interface Patch {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Centre of mass. */
  readonly x: number;
  readonly y: number;
  readonly pixels: number;
}

const INKS = Object.values(PAINTS).map(({ fill }) => [1, 3, 5].map((at) => parseInt(fill.slice(at, at + 2), 16)));
/** Edges are mixed with their rim; only what is plainly ink counts. */
const TOLERANCE = 24;
const OPAQUE = 200;

/** Largest first. Dust of a few pixels is left out. */
export function inkPatches({ width, height, data }: Picture): Patch[] {
  const unseen = new Uint8Array(width * height);
  for (let i = 0; i < unseen.length; i++) {
    const isInk = INKS.some((ink) =>
      ink.every((value, part) => Math.abs((data[i * 4 + part] ?? 0) - value) < TOLERANCE),
    );
    if (isInk && (data[i * 4 + 3] ?? 0) > OPAQUE) unseen[i] = 1;
  }
  const patches: Patch[] = [];
  for (let start = 0; start < unseen.length; start++) {
    if (!unseen[start]) continue;
    const pixels: number[] = [start];
    unseen[start] = 0;
    for (const pixel of pixels) {
      const x = pixel % width;
      for (const next of [x > 0 ? pixel - 1 : -1, x < width - 1 ? pixel + 1 : -1, pixel - width, pixel + width]) {
        if (!unseen[next]) continue;
        unseen[next] = 0;
        pixels.push(next);
      }
    }
    if (pixels.length > 6) patches.push(patchOf(pixels, width));
  }
  return patches.sort((a, b) => b.pixels - a.pixels);
}

/** A laser pointer is a disc; a name or a line beside it is not. */
export function isDisc({ left, right, top, bottom, pixels }: Patch): boolean {
  const [width, height] = [right - left, bottom - top];
  const filled = pixels / (width * height);
  return width > 6 && Math.abs(width - height) <= 2 && Math.abs(filled - Math.PI / 4) < 0.09;
}

function patchOf(pixels: number[], width: number): Patch {
  let [left, top, right, bottom, x, y] = [Infinity, Infinity, 0, 0, 0, 0];
  for (const pixel of pixels) {
    const [column, row] = [pixel % width, Math.floor(pixel / width)];
    left = Math.min(left, column);
    top = Math.min(top, row);
    right = Math.max(right, column + 1);
    bottom = Math.max(bottom, row + 1);
    x += column + 0.5;
    y += row + 0.5;
  }
  return { left, top, right, bottom, x: x / pixels.length, y: y / pixels.length, pixels: pixels.length };
}
