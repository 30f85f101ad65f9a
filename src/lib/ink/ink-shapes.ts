/**
 * The outlines of strokes, in device pixels from the corner of the picture. Widths are fractions of
 * the picture, so that ink covers the same letters on both sides; they only stop shrinking where a
 * line would become invisible.
 */
import { getStroke } from 'perfect-freehand';
import type { Spot, Stroke } from '#lib/ink/ink-board.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Rect extends Size {
  readonly left: number;
  readonly top: number;
}
/** What the shape of a stroke depends on, besides its points. */
export interface Ground {
  /** The picture, in device pixels. */
  readonly picture: Size;
  /** Device pixels per CSS pixel. */
  readonly scale: number;
}

const PEN_WIDTH = 0.0035;
const MIN_PEN_DEVICE_PX = 2.5;
const MIN_PEN_CSS_PX = 2;
const HIGHLIGHTER_WIDTH = 0.016;
const MIN_HIGHLIGHTER_CSS_PX = 9;
/** Of the corners of an arrow, in widths of the pen. */
const ARROW_ROUNDING = 0.5;

export const penWidth = ({ picture, scale }: Ground): number =>
  Math.max(picture.width * PEN_WIDTH, MIN_PEN_DEVICE_PX, MIN_PEN_CSS_PX * scale);

export const highlighterWidth = ({ picture, scale }: Ground): number =>
  Math.max(picture.width * HIGHLIGHTER_WIDTH, MIN_HIGHLIGHTER_CSS_PX * scale);

/** Stroked around an arrow in its own colour, which rounds every corner at once. */
export const arrowRounding = (ground: Ground): number => penWidth(ground) * ARROW_ROUNDING;

/** An outline to fill for pen and arrow, a middle line to stroke for the others. Needs one point at least. */
export function shapeOf(stroke: Stroke, ground: Ground): Path2D {
  switch (stroke.tool) {
    case 'pen':
      return penPath(stroke.at, ground);
    case 'highlighter':
      return smoothPath(stroke.at, ground.picture);
    case 'arrow':
      return arrowPath(stroke.at, ground);
    case 'rectangle':
      return rectanglePath(stroke.at, ground);
  }
}

/** The tail of a laser: nothing at its oldest point, `size` wide at its newest. */
export function tailPath(trail: readonly Spot[], { left, top, width, height }: Rect, size: number): Path2D {
  const points = trail.map(({ x, y }): [number, number] => [left + x * width, top + y * height]);
  return closedPath(
    getStroke(points, {
      size,
      thinning: 0,
      streamline: 0.2,
      simulatePressure: false,
      start: { taper: true },
      last: true,
    }),
  );
}

function penPath(at: readonly number[], ground: Ground): Path2D {
  const { width, height } = ground.picture;
  const points: [number, number][] = [];
  for (let i = 0; i + 1 < at.length; i += 2) points.push([at[i]! * width, at[i + 1]! * height]);
  // `last` also while it is being drawn: otherwise the line trails behind the hand that draws it.
  const outline = getStroke(points, {
    size: penWidth(ground),
    thinning: 0,
    smoothing: 0.5,
    streamline: 0.4,
    simulatePressure: false,
    last: true,
  });
  return closedPath(outline);
}

/** Through the middles of the sides, which is what makes corners of an outline soft. */
function closedPath(outline: readonly (readonly [number, number])[]): Path2D {
  const path = new Path2D();
  const count = outline.length;
  if (count === 0) return path;
  const [firstX, firstY] = outline[0]!;
  const [lastX, lastY] = outline[count - 1]!;
  path.moveTo((lastX + firstX) / 2, (lastY + firstY) / 2);
  for (let i = 0; i < count; i++) {
    const [x, y] = outline[i]!;
    const [nextX, nextY] = outline[(i + 1) % count]!;
    path.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  path.closePath();
  return path;
}

/** As wide as its pen everywhere, with no seams where it crosses itself. */
function smoothPath(at: readonly number[], { width, height }: Size): Path2D {
  const path = new Path2D();
  path.moveTo(at[0]! * width, at[1]! * height);
  for (let i = 2; i + 3 < at.length; i += 2) {
    const x = at[i]! * width;
    const y = at[i + 1]! * height;
    path.quadraticCurveTo(x, y, (x + at[i + 2]! * width) / 2, (y + at[i + 3]! * height) / 2);
  }
  path.lineTo(at[at.length - 2]! * width, at[at.length - 1]! * height);
  return path;
}

/** One outline from tail to tip and back. The tip is exactly where the helper let go. */
function arrowPath(at: readonly number[], ground: Ground): Path2D {
  const { width, height } = ground.picture;
  const line = penWidth(ground);
  const [x0 = 0, y0 = 0, x1 = x0, y1 = y0] = at;
  const [fromX, fromY] = [x0 * width, y0 * height];
  const length = Math.hypot((x1 - x0) * width, (y1 - y0) * height);
  const path = new Path2D();
  if (length < 1) {
    path.arc(fromX, fromY, line / 2, 0, 2 * Math.PI);
    return path;
  }
  const ux = ((x1 - x0) * width) / length;
  const uy = ((y1 - y0) * height) / length;
  // The rounding is stroked around the outline, so the outline itself is thinner by as much.
  const rim = arrowRounding(ground) / 2;
  const half = line / 2 - rim;
  const tip = Math.max(0, length - rim * 2);
  const head = Math.min(line * 5.5, tip * 0.7);
  const barb = head * 0.46;
  const neck = tip - head * 0.82;
  const to = (along: number, across: number) =>
    path.lineTo(fromX + ux * along - uy * across, fromY + uy * along + ux * across);
  to(0, -half);
  to(neck, -half);
  to(tip - head, -barb);
  to(tip, 0);
  to(tip - head, barb);
  to(neck, half);
  to(0, half);
  path.closePath();
  return path;
}

function rectanglePath(at: readonly number[], ground: Ground): Path2D {
  const { width, height } = ground.picture;
  const [x0 = 0, y0 = 0, x1 = x0, y1 = y0] = at;
  const w = Math.abs(x1 - x0) * width;
  const h = Math.abs(y1 - y0) * height;
  const path = new Path2D();
  const radius = Math.min(penWidth(ground) * 2, w / 2, h / 2);
  path.roundRect(Math.min(x0, x1) * width, Math.min(y0, y1) * height, w, h, radius);
  return path;
}
