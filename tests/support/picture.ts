/**
 * Pictures and how alike they are: what the helper sees, held against what really was on the
 * sharer's screen.
 */
import { PNG } from 'pngjs';
import { ssim } from 'ssim.js';
import type { Rect } from './x11.ts';

/** RGBA, row by row. A decoded PNG is one. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Red, green, blue, 0 to 255. */
export type Colour = readonly [number, number, number];

export const fromPng = (bytes: Buffer): Picture => PNG.sync.read(bytes);

export function toPng({ width, height, data }: Picture): Buffer {
  const png = new PNG({ width, height });
  png.data = Buffer.from(data);
  return PNG.sync.write(png);
}

export function crop(picture: Picture, { x, y, width, height }: Rect): Picture {
  if (x < 0 || y < 0 || x + width > picture.width || y + height > picture.height) {
    throw new RangeError(`${width}x${height} at ${x},${y} is not within ${picture.width}x${picture.height}`);
  }
  const data = new Uint8Array(width * height * 4);
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * picture.width + x) * 4;
    data.set(picture.data.subarray(from, from + width * 4), row * width * 4);
  }
  return { width, height, data };
}

export function colourAt(picture: Picture, x: number, y: number): Colour {
  const { data } = crop(picture, { x: Math.round(x), y: Math.round(y), width: 1, height: 1 });
  return [data[0] ?? 0, data[1] ?? 0, data[2] ?? 0];
}

/** The largest difference of a channel: video codecs move colours a little, never a lot. */
export const difference = (a: Colour, b: Colour): number =>
  Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1]), Math.abs(a[2] - b[2]));

/**
 * Structural similarity of the brightness, 1 for equal pictures. Not scaled down first, as the
 * original method does: that would forgive exactly the blur that makes 12 px text unreadable.
 */
export function likeness(a: Picture, b: Picture): number {
  if (a.width !== b.width || a.height !== b.height) {
    throw new RangeError(`cannot compare ${a.width}x${a.height} with ${b.width}x${b.height}`);
  }
  const pixels = ({ width, height, data }: Picture) => ({ width, height, data: new Uint8ClampedArray(data) });
  return ssim(pixels(a), pixels(b), { downsample: false, ssim: 'weber' }).mssim;
}
