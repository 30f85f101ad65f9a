/**
 * Draws a board and a laser over a picture. It is given a canvas context and the rectangle in which
 * the picture lies on it, both in device pixels; it knows neither elements nor windows.
 *
 * Widths are fractions of the picture, so that ink covers the same letters on both sides; they only
 * stop shrinking where a line would become invisible.
 */
import { getStroke } from 'perfect-freehand';
import { PAINTS, PLATE, type Paint } from '#lib/ink/ink-colours.ts';
import type { Ink, InkBoard, Label, Spot, Stroke } from '#lib/ink/ink-board.ts';
import type { LaserPointer, LaserSpot } from '#lib/ink/laser.ts';

export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface View {
  readonly board: InkBoard;
  readonly laser: LaserPointer;
  readonly now: number;
  /** Where the picture lies, in device pixels of the canvas. */
  readonly picture: Rect;
  /** Device pixels per CSS pixel. */
  readonly scale: number;
  /** Beside the laser; empty for none. */
  readonly name: string;
  /** CSS `font-family` of labels and name. */
  readonly font: string;
  /** Without the laser's tail, for those who want less motion. */
  readonly calm: boolean;
}

const PEN_WIDTH = 0.0035;
const MIN_PEN_DEVICE_PX = 2.5;
const MIN_PEN_CSS_PX = 2;
const HIGHLIGHTER_WIDTH = 0.016;
const MIN_HIGHLIGHTER_CSS_PX = 9;
const HIGHLIGHTER_OPACITY = 0.42;
const HIGHLIGHTER_OUTLINE_OPACITY = 0.5;
const LABEL_SIZE = 0.013;
const MIN_LABEL_CSS_PX = 14;
const LABEL_MAX_WIDTH = 0.45;
const LASER_RADIUS_CSS_PX = 10;
const NAME_CSS_PX = 13;

/** Height of label letters in CSS pixels over a picture that is `pictureWidth` CSS pixels wide. */
export function labelSize(pictureWidth: number): number {
  return Math.max(MIN_LABEL_CSS_PX, pictureWidth * LABEL_SIZE);
}

/** Space around the letters of a label, in letter heights. */
export const LABEL_PADDING = { inline: 0.55, block: 0.3 } as const;
const LINE_HEIGHT = 1.25;

interface Outline {
  readonly version: number;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly path: Path2D;
}
interface Plate {
  readonly size: number;
  readonly font: string;
  readonly room: number;
  readonly lines: readonly string[];
  readonly width: number;
  readonly height: number;
}

export class InkPainter {
  /** Shapes are worked out once and drawn many times; relative to the picture, so that panning costs nothing. */
  readonly #outlines = new WeakMap<Stroke, Outline>();
  readonly #plates = new WeakMap<Label, Plate>();

  /** Paints everything; the time at which it must be painted again is in what it returns. */
  paint(ctx: CanvasRenderingContext2D, view: View): number {
    const { board, laser, now, picture } = view;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
    if (picture.width <= 0 || picture.height <= 0) return Infinity;
    const marks = board.visible(now);
    if (marks.length > 0) {
      ctx.save();
      ctx.beginPath();
      ctx.rect(picture.left, picture.top, picture.width, picture.height);
      ctx.clip(); // nothing may be drawn where the other side has no picture
      ctx.translate(picture.left, picture.top);
      ctx.lineJoin = 'round';
      ctx.lineCap = 'round';
      // A highlighter lies under the lines, whichever came first: it marks, it must not cover.
      for (const mark of marks) if (isHighlighter(mark)) this.#highlight(ctx, mark, view);
      for (const mark of marks) {
        if (isHighlighter(mark)) continue;
        if (mark.is === 'label') this.#label(ctx, mark, view);
        else this.#stroke(ctx, mark, view);
      }
      ctx.restore();
    }
    const spot = laser.spot(now);
    if (spot) drawLaser(ctx, spot, view);
    return Math.min(board.nextChangeAt(now), laser.nextChangeAt(now));
  }

  #stroke(ctx: CanvasRenderingContext2D, stroke: Stroke, view: View): void {
    if (stroke.at.length < 2) return;
    const { fill, outline } = PAINTS[stroke.colour];
    const path = this.#outlineOf(stroke, view);
    const line = penWidth(view);
    const edge = 2 * edgeWidth(view);
    ctx.globalAlpha = stroke.opacity;
    ctx.strokeStyle = outline;
    if (stroke.tool === 'rectangle') {
      ctx.lineWidth = line + edge;
      ctx.stroke(path);
      ctx.strokeStyle = fill;
      ctx.lineWidth = line;
      ctx.stroke(path);
      return;
    }
    // The rim first and the body over it, so that the inner half of the rim is never seen.
    const rounding = stroke.tool === 'arrow' ? line * ARROW_ROUNDING : 0;
    ctx.lineWidth = edge + rounding;
    ctx.stroke(path);
    ctx.fillStyle = fill;
    if (rounding > 0) {
      ctx.strokeStyle = fill;
      ctx.lineWidth = rounding;
      ctx.stroke(path);
    }
    ctx.fill(path);
  }

  #highlight(ctx: CanvasRenderingContext2D, stroke: Stroke, view: View): void {
    if (stroke.at.length < 2) return;
    const { fill, outline } = PAINTS[stroke.colour];
    const path = this.#outlineOf(stroke, view);
    const line = highlighterWidth(view);
    ctx.globalAlpha = stroke.opacity * HIGHLIGHTER_OUTLINE_OPACITY;
    ctx.strokeStyle = outline;
    ctx.lineWidth = line + 2 * edgeWidth(view);
    ctx.stroke(path);
    // Leaves only the rim, and takes away what another highlighter put here: twice marked is not twice as dark.
    ctx.globalCompositeOperation = 'destination-out';
    ctx.globalAlpha = stroke.opacity;
    ctx.lineWidth = line;
    ctx.stroke(path);
    ctx.globalCompositeOperation = 'source-over';
    ctx.globalAlpha = stroke.opacity * HIGHLIGHTER_OPACITY;
    ctx.strokeStyle = fill;
    ctx.stroke(path);
  }

  #label(ctx: CanvasRenderingContext2D, label: Label, view: View): void {
    const { picture, scale } = view;
    const plate = this.#plateOf(ctx, label, view);
    const { size } = plate;
    const left = Math.round(within(label.x * picture.width, 0, picture.width - plate.width));
    const top = Math.round(within(label.y * picture.height, 0, picture.height - plate.height));
    ctx.globalAlpha = label.opacity;
    drawPlate(ctx, { left, top, width: plate.width, height: plate.height }, size * 0.35, {
      fill: PLATE.fill,
      border: PAINTS[label.colour].fill,
      edge: PAINTS[label.colour].outline,
      scale,
    });
    ctx.fillStyle = PLATE.outline;
    ctx.font = `600 ${size}px ${view.font}`;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    const x = left + size * LABEL_PADDING.inline;
    let y = top + size * (LABEL_PADDING.block + LINE_HEIGHT / 2);
    for (const line of plate.lines) {
      ctx.fillText(line, x, y);
      y += size * LINE_HEIGHT;
    }
  }

  #outlineOf(stroke: Stroke, view: View): Path2D {
    const { width, height } = view.picture;
    const { scale } = view;
    const known = this.#outlines.get(stroke);
    if (
      known?.version === stroke.version &&
      known.width === width &&
      known.height === height &&
      known.scale === scale
    ) {
      return known.path;
    }
    const path = shapeOf(stroke, view);
    this.#outlines.set(stroke, { version: stroke.version, width, height, scale, path });
    return path;
  }

  #plateOf(ctx: CanvasRenderingContext2D, label: Label, view: View): Plate {
    const { font, picture, scale } = view;
    const size = labelSize(picture.width / scale) * scale;
    const room = picture.width * LABEL_MAX_WIDTH;
    const known = this.#plates.get(label);
    if (known?.size === size && known.font === font && known.room === room) return known;
    ctx.font = `600 ${size}px ${font}`;
    const measure = (text: string) => ctx.measureText(text).width;
    const lines = wrapped(label.text, room, measure);
    const plate: Plate = {
      size,
      font,
      room,
      lines,
      width: Math.ceil(Math.max(...lines.map(measure)) + 2 * size * LABEL_PADDING.inline),
      height: Math.ceil(size * (lines.length * LINE_HEIGHT + 2 * LABEL_PADDING.block)),
    };
    this.#plates.set(label, plate);
    return plate;
  }
}

const isHighlighter = (mark: Ink): mark is Stroke => mark.is === 'stroke' && mark.tool === 'highlighter';

const within = (n: number, least: number, most: number) => Math.max(least, Math.min(most, n));

const penWidth = ({ picture, scale }: View) =>
  Math.max(picture.width * PEN_WIDTH, MIN_PEN_DEVICE_PX, MIN_PEN_CSS_PX * scale);

const highlighterWidth = ({ picture, scale }: View) =>
  Math.max(picture.width * HIGHLIGHTER_WIDTH, MIN_HIGHLIGHTER_CSS_PX * scale);

const edgeWidth = ({ scale }: View) => Math.max(1, scale);

function shapeOf(stroke: Stroke, view: View): Path2D {
  switch (stroke.tool) {
    case 'pen':
      return penPath(stroke.at, view);
    case 'highlighter':
      return smoothPath(stroke.at, view.picture);
    case 'arrow':
      return arrowPath(stroke.at, view);
    case 'rectangle':
      return rectanglePath(stroke.at, view);
  }
}

function penPath(at: readonly number[], view: View): Path2D {
  const { width, height } = view.picture;
  const points: [number, number][] = [];
  for (let i = 0; i + 1 < at.length; i += 2) points.push([at[i]! * width, at[i + 1]! * height]);
  // `last` also while it is being drawn: otherwise the line trails behind the hand that draws it.
  const outline = getStroke(points, {
    size: penWidth(view),
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

/** The middle line of a broad stroke: as wide as its pen everywhere, with no seams where it crosses itself. */
function smoothPath(at: readonly number[], { width, height }: Rect): Path2D {
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

const ARROW_ROUNDING = 0.5;

/** One outline from tail to tip and back. The tip is exactly where the helper let go. */
function arrowPath(at: readonly number[], view: View): Path2D {
  const { width, height } = view.picture;
  const line = penWidth(view);
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
  const rim = (line * ARROW_ROUNDING) / 2;
  const half = Math.max(0.1, line / 2 - rim);
  const tip = length - rim * 2;
  const head = Math.min(line * 5.5, tip * 0.7);
  const barb = head * 0.46;
  const neck = tip - head * 0.82;
  const to = (along: number, across: number) =>
    path.lineTo(fromX + ux * along - uy * across, fromY + uy * along + ux * across);
  path.moveTo(fromX - uy * -half, fromY + ux * -half);
  to(neck, -half);
  to(tip - head, -barb);
  to(tip, 0);
  to(tip - head, barb);
  to(neck, half);
  to(0, half);
  path.closePath();
  return path;
}

function rectanglePath(at: readonly number[], view: View): Path2D {
  const { width, height } = view.picture;
  const [x0 = 0, y0 = 0, x1 = x0, y1 = y0] = at;
  const w = Math.abs(x1 - x0) * width;
  const h = Math.abs(y1 - y0) * height;
  const path = new Path2D();
  const radius = Math.min(penWidth(view) * 2, w / 2, h / 2);
  path.roundRect(Math.min(x0, x1) * width, Math.min(y0, y1) * height, w, h, radius);
  return path;
}

/** Breaks at spaces, and inside a word only when it is wider than the room by itself. */
function wrapped(text: string, room: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.trim().split(/\s+/)) {
    const longer = line ? `${line} ${word}` : word;
    if (measure(longer) <= room) {
      line = longer;
      continue;
    }
    if (line) lines.push(line);
    line = '';
    for (const letter of word) {
      if (line && measure(line + letter) > room) {
        lines.push(line);
        line = '';
      }
      line += letter;
    }
  }
  lines.push(line);
  return lines;
}

interface PlateLook {
  readonly fill: string;
  readonly border: string;
  readonly edge: string;
  readonly scale: number;
}

function drawPlate(ctx: CanvasRenderingContext2D, box: Rect, radius: number, look: PlateLook): void {
  const border = 2 * look.scale;
  ctx.beginPath();
  // The border lies inside the box, so that a plate clamped into the picture is seen whole.
  const inset = border / 2 + look.scale;
  ctx.roundRect(box.left + inset, box.top + inset, box.width - 2 * inset, box.height - 2 * inset, radius);
  ctx.strokeStyle = look.edge;
  ctx.lineWidth = border + 2 * look.scale;
  ctx.stroke();
  ctx.strokeStyle = look.border;
  ctx.lineWidth = border;
  ctx.stroke();
  ctx.fillStyle = look.fill;
  ctx.fill();
}

function drawLaser(ctx: CanvasRenderingContext2D, spot: LaserSpot, view: View): void {
  const { picture, scale } = view;
  const paint = PAINTS[spot.colour];
  const x = picture.left + spot.x * picture.width;
  const y = picture.top + spot.y * picture.height;
  const radius = LASER_RADIUS_CSS_PX * scale;
  const trail = view.laser.trail(view.now);
  ctx.globalAlpha = spot.opacity * 0.45;
  ctx.fillStyle = paint.fill;
  if (!view.calm && trail.length > 1) ctx.fill(tailPath(trail, picture, radius * 1.5));
  disc(ctx, x, y, radius * 1.7, spot.opacity * 0.25, paint.fill);
  // Two rings of opposite lightness: one of them is seen on any ground.
  const [inner, outer] = paint.outline === PLATE.outline ? [PLATE.outline, '#ffffff'] : ['#ffffff', PLATE.outline];
  disc(ctx, x, y, radius + 1 * scale, spot.opacity * 0.7, outer);
  disc(ctx, x, y, radius, spot.opacity, inner);
  disc(ctx, x, y, radius - 2 * scale, spot.opacity, paint.fill);
  if (view.name) drawName(ctx, { x, y }, paint, spot.opacity, view);
}

function disc(
  ctx: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  opacity: number,
  fill: string,
): void {
  ctx.globalAlpha = opacity;
  ctx.fillStyle = fill;
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fill();
}

function tailPath(trail: readonly Spot[], picture: Rect, size: number): Path2D {
  const points = trail.map((point): [number, number] => [
    picture.left + point.x * picture.width,
    picture.top + point.y * picture.height,
  ]);
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

/** Below and to the right like a tooltip, and on the other side where it would leave what can be seen. */
function drawName(ctx: CanvasRenderingContext2D, at: Spot, paint: Paint, opacity: number, view: View): void {
  const { scale } = view;
  const size = NAME_CSS_PX * scale;
  ctx.globalAlpha = opacity;
  ctx.font = `600 ${size}px ${view.font}`;
  const width = Math.ceil(ctx.measureText(view.name).width + size * 1.2);
  const height = Math.ceil(size * 1.6);
  const away = (LASER_RADIUS_CSS_PX + 4) * scale;
  const left = at.x + away + width > ctx.canvas.width ? at.x - away - width : at.x + away;
  const top = at.y + away + height > ctx.canvas.height ? at.y - away - height : at.y + away;
  const box = { left: Math.round(Math.max(0, left)), top: Math.round(Math.max(0, top)), width, height };
  ctx.beginPath();
  ctx.roundRect(box.left, box.top, width, height, height / 2);
  ctx.strokeStyle = paint.outline;
  ctx.lineWidth = 2 * scale;
  ctx.stroke();
  ctx.fillStyle = paint.fill;
  ctx.fill();
  ctx.fillStyle = paint.outline;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(view.name, box.left + width / 2, box.top + height / 2 + size * 0.05);
}
