/** Draws labels: a few words on a small plate of paper, never larger than part of the picture. */
import { PAINTS, PLATE } from '#lib/ink/ink-colours.ts';
import type { Label } from '#lib/ink/ink-board.ts';
import type { Ground } from '#lib/ink/ink-shapes.ts';

export interface LabelGround extends Ground {
  /** CSS `font-family`. */
  readonly font: string;
}

const SIZE = 0.013;
const MIN_CSS_PX = 14;
/** So that a label can never pass for a window. */
const MAX_WIDTH = 0.45;
/** In letter heights. The box in which a label is typed has the same (Viewer.svelte). */
const PADDING = { inline: 0.55, block: 0.3 };
const LINE_HEIGHT = 1.25;
const RADIUS = 0.35;
const BORDER_CSS_PX = 2;
const EDGE_CSS_PX = 1;

/** Height of letters in CSS pixels over a picture that is `pictureWidth` CSS pixels wide. */
export function labelSize(pictureWidth: number): number {
  return Math.max(MIN_CSS_PX, pictureWidth * SIZE);
}

export interface Plate {
  readonly font: string;
  readonly size: number;
  readonly room: number;
  readonly lines: readonly string[];
  readonly width: number;
  readonly height: number;
}

/** Measures once; the same label on the same ground gets back `known`. */
export function plateOf(ctx: CanvasRenderingContext2D, label: Label, ground: LabelGround, known?: Plate): Plate {
  const size = labelSize(ground.picture.width / ground.scale) * ground.scale;
  const font = `600 ${size}px ${ground.font}`;
  const room = ground.picture.width * MAX_WIDTH;
  if (known?.font === font && known.room === room) return known;
  ctx.font = font;
  const measure = (text: string) => ctx.measureText(text).width;
  const lines = wrapped(label.text, room, measure);
  return {
    font,
    size,
    room,
    lines,
    width: Math.ceil(Math.max(...lines.map(measure)) + 2 * size * PADDING.inline),
    height: Math.ceil(size * (lines.length * LINE_HEIGHT + 2 * PADDING.block)),
  };
}

/** Relative to the corner of the picture, and clamped into it. */
export function paintLabel(ctx: CanvasRenderingContext2D, label: Label, plate: Plate, ground: LabelGround): void {
  const { picture, scale } = ground;
  const { fill, outline } = PAINTS[label.colour];
  const { size } = plate;
  const left = Math.round(Math.max(0, Math.min(label.x * picture.width, picture.width - plate.width)));
  const top = Math.round(Math.max(0, Math.min(label.y * picture.height, picture.height - plate.height)));
  const border = BORDER_CSS_PX * scale;
  // Border and edge lie inside the plate, so that a clamped one is seen whole.
  const inset = border / 2 + EDGE_CSS_PX * scale;
  ctx.globalAlpha = label.opacity;
  ctx.beginPath();
  ctx.roundRect(left + inset, top + inset, plate.width - 2 * inset, plate.height - 2 * inset, size * RADIUS);
  ctx.strokeStyle = outline;
  ctx.lineWidth = border + 2 * EDGE_CSS_PX * scale;
  ctx.stroke();
  ctx.strokeStyle = fill;
  ctx.lineWidth = border;
  ctx.stroke();
  ctx.fillStyle = PLATE.fill;
  ctx.fill();
  ctx.fillStyle = PLATE.outline;
  ctx.font = plate.font;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  plate.lines.forEach((line, i) => {
    ctx.fillText(line, left + size * PADDING.inline, top + size * (PADDING.block + LINE_HEIGHT * (i + 0.5)));
  });
}

/** Breaks at spaces, and inside a word only when it is wider than the room by itself. */
function wrapped(text: string, room: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
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
