/**
 * Ink: what the helper draws over the shared picture. Streamed while the pen moves, at most one
 * message a frame. Every position is a fraction of the shared picture, so that neither side needs
 * to know the other's pixels.
 */
import * as v from 'valibot';
import { MAX_LABEL_CHARS } from '#protocol/limits.ts';
import { fraction, text, whole } from '#protocol/read.ts';

/** Six that differ in lightness as well as in hue. */
export const INK_COLOURS = ['red', 'amber', 'lime', 'cyan', 'blue', 'violet'] as const;
export const InkColour = v.picklist(INK_COLOURS);
export type InkColour = v.InferOutput<typeof InkColour>;

export const INK_TOOLS = ['pen', 'highlighter', 'arrow', 'rectangle'] as const;
export const InkTool = v.picklist(INK_TOOLS);
export type InkTool = v.InferOutput<typeof InkTool>;

/** So many numbers (two per point) fit into one frame of a data channel with room to spare. */
const MAX_NUMBERS_PER_FRAME = 800;

const id = whole(1, 2 ** 31);
/** x, y, x, y, … in fractions of the picture. */
const positions = v.pipe(
  v.array(fraction),
  v.minLength(2),
  v.maxLength(MAX_NUMBERS_PER_FRAME),
  v.check((numbers) => numbers.length % 2 === 0),
);

export const InkMessage = v.variant('is', [
  /** A stroke begins; it belongs to the picture of `epoch` (wire.ts). */
  v.object({ is: v.literal('begin'), id, epoch: whole(0, 1_000_000), tool: InkTool, colour: InkColour }),
  /**
   * Points of a stroke from index `from` on; whatever stood there or behind is replaced. A pen
   * appends (`from` = points so far); an arrow or a rectangle moves its second point (`from` = 1).
   */
  v.object({ is: v.literal('points'), id, from: whole(0, 2_000), at: positions }),
  v.object({ is: v.literal('end'), id }),
  /** A short text; `x`, `y` is its upper left corner. */
  v.object({
    is: v.literal('label'),
    id,
    epoch: whole(0, 1_000_000),
    colour: InkColour,
    x: fraction,
    y: fraction,
    text: v.pipe(text(MAX_LABEL_CHARS), v.minLength(1)),
  }),
  v.object({ is: v.literal('remove'), id }),
  v.object({ is: v.literal('clear') }),
  /** While on, ink does not fade; when switched off, what stands begins to fade now. */
  v.object({ is: v.literal('keep'), on: v.boolean() }),
]);
export type InkMessage = v.InferOutput<typeof InkMessage>;
