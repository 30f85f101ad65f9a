/** Draws the helper's laser: a dot that is seen on any ground, its short tail, and a name beside it. */
import { PAINTS, PLATE, type Paint } from '#lib/ink/ink-colours.ts';
import type { Spot } from '#lib/ink/ink-board.ts';
import { tailPath, type Rect } from '#lib/ink/ink-shapes.ts';
import type { LaserPointer } from '#lib/ink/laser.ts';

export interface LaserView {
  readonly laser: LaserPointer;
  readonly now: number;
  /** Where the picture lies, in device pixels of the canvas. */
  readonly picture: Rect;
  /** Device pixels per CSS pixel. */
  readonly scale: number;
  /** Beside the dot; empty for none. */
  readonly name: string;
  /** CSS `font-family` of the name. */
  readonly font: string;
  /** Without the tail, for those who want less motion. */
  readonly calm: boolean;
}

const RADIUS_CSS_PX = 10;
const HALO_OPACITY = 0.25;
const TAIL_OPACITY = 0.45;
const NAME_CSS_PX = 13;

export function paintLaser(ctx: CanvasRenderingContext2D, view: LaserView): void {
  const { laser, now, picture, scale } = view;
  const spot = laser.spot(now);
  if (!spot) return;
  const paint = PAINTS[spot.colour];
  const at = { x: picture.left + spot.x * picture.width, y: picture.top + spot.y * picture.height };
  const radius = RADIUS_CSS_PX * scale;
  const trail = laser.trail(now);
  if (!view.calm && trail.length > 1) {
    ctx.globalAlpha = spot.opacity * TAIL_OPACITY;
    ctx.fillStyle = paint.fill;
    ctx.fill(tailPath(trail, picture, radius * 1.5));
  }
  disc(ctx, at, radius * 1.7, spot.opacity * HALO_OPACITY, paint.fill);
  // Two rings of opposite lightness: one of them is seen on any ground.
  const opposite = paint.outline === PLATE.outline ? PLATE.fill : PLATE.outline;
  disc(ctx, at, radius + scale, spot.opacity * 0.7, opposite);
  disc(ctx, at, radius, spot.opacity, paint.outline);
  disc(ctx, at, radius - 2 * scale, spot.opacity, paint.fill);
  if (view.name) paintName(ctx, at, paint, view);
  ctx.globalAlpha = 1;
}

function disc(ctx: CanvasRenderingContext2D, at: Spot, radius: number, opacity: number, fill: string): void {
  ctx.globalAlpha = opacity;
  ctx.fillStyle = fill;
  ctx.beginPath();
  ctx.arc(at.x, at.y, radius, 0, 2 * Math.PI);
  ctx.fill();
}

/** Below and to the right like a tooltip, and on the other side where it would leave what can be seen. */
function paintName(ctx: CanvasRenderingContext2D, at: Spot, paint: Paint, view: LaserView): void {
  const { scale } = view;
  const size = NAME_CSS_PX * scale;
  ctx.font = `600 ${size}px ${view.font}`;
  const width = Math.ceil(ctx.measureText(view.name).width + size * 1.2);
  const height = Math.ceil(size * 1.6);
  const away = (RADIUS_CSS_PX + 4) * scale;
  const beside = (from: number, length: number, end: number) =>
    Math.round(Math.max(0, from + away + length > end ? from - away - length : from + away));
  const left = beside(at.x, width, ctx.canvas.width);
  const top = beside(at.y, height, ctx.canvas.height);
  ctx.beginPath();
  ctx.roundRect(left, top, width, height, height / 2);
  ctx.strokeStyle = paint.outline;
  ctx.lineWidth = 2 * scale;
  ctx.stroke();
  ctx.fillStyle = paint.fill;
  ctx.fill();
  ctx.fillStyle = paint.outline;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(view.name, left + width / 2, top + height / 2 + size * 0.05);
}
