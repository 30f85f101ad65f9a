/**
 * Draws a board and a laser over a picture. It is given a canvas context and the rectangle in which
 * the picture lies on it, both in device pixels; it knows neither elements nor windows.
 */
import { PAINTS } from '#lib/ink/ink-colours.ts';
import { paintLabel, plateOf, type Plate } from '#lib/ink/ink-label.ts';
import { arrowRounding, highlighterWidth, penWidth, shapeOf, type Rect } from '#lib/ink/ink-shapes.ts';
import { paintLaser, type LaserView } from '#lib/ink/laser-painter.ts';
import type { Ink, InkBoard, Label, Stroke } from '#lib/ink/ink-board.ts';

export interface View extends LaserView {
  readonly board: InkBoard;
}

const HIGHLIGHTER_OPACITY = 0.42;
const HIGHLIGHTER_EDGE_OPACITY = 0.5;
/** Fewer than this are drawn faster than a layer of their own is laid over the picture. */
const LAYER_FROM = 8;

interface Outline {
  readonly version: number;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly path: Path2D;
}

type Depth = 'under' | 'over';

/** Ink that does not change, drawn once: somebody who pins a lot of it must not slow down the pen. */
interface Layer {
  readonly ctx: CanvasRenderingContext2D;
  readonly drawn: Ink[];
  ground: string;
}

export class InkPainter {
  /** Shapes are worked out once and drawn many times; relative to the picture, so that panning costs nothing. */
  readonly #outlines = new WeakMap<Stroke, Outline>();
  readonly #plates = new WeakMap<Label, Plate>();
  readonly #layers: Partial<Record<Depth, Layer | null>> = {};
  readonly #makeContext: () => CanvasRenderingContext2D | null;

  /** @param makeContext another canvas, never shown; without one everything is drawn anew each time. */
  constructor(makeContext: () => CanvasRenderingContext2D | null = () => null) {
    this.#makeContext = makeContext;
  }

  /** Paints everything, and says when it will look different by itself: `now`, later, or Infinity. */
  paint(ctx: CanvasRenderingContext2D, view: View): number {
    const { board, laser, now, picture } = view;
    ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
    if (picture.width <= 0 || picture.height <= 0) return Infinity;
    const marks = board.visible(now);
    if (marks.length > 0) {
      // A highlighter lies under the lines, whichever came first: it marks, it must not cover.
      this.#paintDepth(ctx, 'under', marks, view);
      this.#paintDepth(ctx, 'over', marks, view);
    }
    paintLaser(ctx, view);
    return Math.min(board.nextChangeAt(now), laser.nextChangeAt(now));
  }

  #paintDepth(ctx: CanvasRenderingContext2D, depth: Depth, marks: readonly Ink[], view: View): void {
    let steady = 0;
    for (const mark of marks) if (depthOf(mark) === depth && isSteady(mark)) steady++;
    const layer = steady < LAYER_FROM ? null : this.#layer(depth);
    if (!layer) {
      withinPicture(ctx, view.picture, () => {
        for (const mark of marks) if (depthOf(mark) === depth) this.#paintMark(ctx, mark, view);
      });
      return;
    }
    const paintThose = (wanted: (mark: Ink) => boolean) =>
      withinPicture(ctx, view.picture, () => {
        for (const mark of marks) if (depthOf(mark) === depth && wanted(mark)) this.#paintMark(ctx, mark, view);
      });
    paintThose((mark) => mark.opacity < 1); // the oldest, so they lie at the bottom
    this.#bringUpToDate(
      layer,
      marks.filter((mark) => depthOf(mark) === depth && isSteady(mark)),
      ctx.canvas,
      view,
    );
    ctx.drawImage(layer.ctx.canvas, 0, 0);
    paintThose((mark) => mark.opacity === 1 && !mark.finished);
  }

  #layer(depth: Depth): Layer | null {
    if (this.#layers[depth] !== undefined) return this.#layers[depth];
    const ctx = this.#makeContext();
    return (this.#layers[depth] = ctx && { ctx, drawn: [], ground: '' });
  }

  #bringUpToDate(layer: Layer, steady: readonly Ink[], { width, height }: HTMLCanvasElement, view: View): void {
    const { ctx, drawn } = layer;
    const { picture, scale, font } = view;
    const ground = [width, height, picture.left, picture.top, picture.width, picture.height, scale, font].join();
    const grew = layer.ground === ground && drawn.every((mark, i) => steady[i] === mark);
    if (!grew) {
      layer.ground = ground;
      drawn.length = 0;
      ctx.canvas.width = width; // clears it
      ctx.canvas.height = height;
    }
    if (drawn.length === steady.length) return;
    withinPicture(ctx, picture, () => {
      for (const mark of steady.slice(drawn.length)) {
        this.#paintMark(ctx, mark, view);
        drawn.push(mark);
      }
    });
  }

  #paintMark(ctx: CanvasRenderingContext2D, mark: Ink, view: View): void {
    if (mark.is === 'label') {
      const plate = plateOf(ctx, mark, view, this.#plates.get(mark));
      this.#plates.set(mark, plate);
      paintLabel(ctx, mark, plate, view);
    } else if (mark.at.length >= 2) {
      const path = this.#outlineOf(mark, view);
      if (mark.tool === 'highlighter') paintHighlighter(ctx, mark, path, view);
      else if (mark.tool === 'rectangle') paintLine(ctx, mark, path, view);
      else paintBody(ctx, mark, path, view);
    }
  }

  #outlineOf(stroke: Stroke, view: View): Path2D {
    const { version } = stroke;
    const { width, height } = view.picture;
    const { scale } = view;
    const known = this.#outlines.get(stroke);
    if (known?.version === version && known.width === width && known.height === height && known.scale === scale) {
      return known.path;
    }
    const path = shapeOf(stroke, view);
    this.#outlines.set(stroke, { version, width, height, scale, path });
    return path;
  }
}

const depthOf = (mark: Ink): Depth => (mark.is === 'stroke' && mark.tool === 'highlighter' ? 'under' : 'over');

/** Nothing about it changes any more until it fades. */
const isSteady = (mark: Ink): boolean => mark.finished && mark.opacity === 1;

const edgeWidth = ({ scale }: View): number => Math.max(1, scale);

/** From the picture's corner, and nothing where the other side has no picture. */
function withinPicture(ctx: CanvasRenderingContext2D, picture: Rect, paint: () => void): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(picture.left, picture.top, picture.width, picture.height);
  ctx.clip();
  ctx.translate(picture.left, picture.top);
  ctx.lineJoin = 'round';
  ctx.lineCap = 'round';
  paint();
  ctx.restore();
}

/** The edge first and the body over it, so that the inner half of the edge is never seen. */
function paintBody(ctx: CanvasRenderingContext2D, stroke: Stroke, path: Path2D, view: View): void {
  const { fill, outline } = PAINTS[stroke.colour];
  const rounding = stroke.tool === 'arrow' ? arrowRounding(view) : 0;
  ctx.globalAlpha = stroke.opacity;
  ctx.strokeStyle = outline;
  ctx.lineWidth = 2 * edgeWidth(view) + rounding;
  ctx.stroke(path);
  ctx.fillStyle = fill;
  ctx.fill(path);
  if (rounding === 0) return;
  ctx.strokeStyle = fill;
  ctx.lineWidth = rounding;
  ctx.stroke(path);
}

function paintLine(ctx: CanvasRenderingContext2D, stroke: Stroke, path: Path2D, view: View): void {
  const { fill, outline } = PAINTS[stroke.colour];
  const line = penWidth(view);
  ctx.globalAlpha = stroke.opacity;
  ctx.strokeStyle = outline;
  ctx.lineWidth = line + 2 * edgeWidth(view);
  ctx.stroke(path);
  ctx.strokeStyle = fill;
  ctx.lineWidth = line;
  ctx.stroke(path);
}

function paintHighlighter(ctx: CanvasRenderingContext2D, stroke: Stroke, path: Path2D, view: View): void {
  const { fill, outline } = PAINTS[stroke.colour];
  const line = highlighterWidth(view);
  ctx.globalAlpha = stroke.opacity * HIGHLIGHTER_EDGE_OPACITY;
  ctx.strokeStyle = outline;
  ctx.lineWidth = line + 2 * edgeWidth(view);
  ctx.stroke(path);
  // Leaves only the edge, and takes away what another highlighter put here: twice marked is not twice as dark.
  ctx.globalCompositeOperation = 'destination-out';
  ctx.globalAlpha = stroke.opacity;
  ctx.lineWidth = line;
  ctx.stroke(path);
  ctx.globalCompositeOperation = 'source-over';
  ctx.globalAlpha = stroke.opacity * HIGHLIGHTER_OPACITY;
  ctx.strokeStyle = fill;
  ctx.stroke(path);
}
