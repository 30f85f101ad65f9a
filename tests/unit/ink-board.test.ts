import { describe, expect, it } from 'vitest';
import { FADE_MS, InkBoard, type Stroke } from '#lib/ink/ink-board.ts';
import { INK_LIFETIME_MS, MAX_STROKES, MAX_STROKE_POINTS } from '#protocol/limits.ts';
import type { InkMessage } from '#protocol/ink.ts';

const begin = (id: number, over: Partial<Extract<InkMessage, { is: 'begin' }>> = {}): InkMessage => ({
  is: 'begin',
  id,
  epoch: 0,
  tool: 'pen',
  colour: 'red',
  ...over,
});
const points = (id: number, from: number, ...at: number[]): InkMessage => ({ is: 'points', id, from, at });
const end = (id: number): InkMessage => ({ is: 'end', id });
const label = (id: number, text: string): InkMessage => ({
  is: 'label',
  id,
  epoch: 0,
  colour: 'blue',
  x: 0.1,
  y: 0.2,
  text,
});

/** A board to which all of this has been said at time 0. */
function boardWith(...messages: InkMessage[]): InkBoard {
  const board = new InkBoard();
  for (const message of messages) board.apply(message, 0);
  return board;
}
const line = (id: number) => [begin(id), points(id, 0, 0.1, 0.1, 0.2, 0.2), end(id)];
const drawn = (board: InkBoard, now = 0) =>
  board.visible(now).map((mark) => (mark.is === 'stroke' ? [mark.id, ...mark.at] : [mark.id, mark.text]));

describe('an ink board', () => {
  it('shows a stroke while it is being drawn', () => {
    const board = boardWith(begin(1), points(1, 0, 0.1, 0.2), points(1, 1, 0.3, 0.4, 0.5, 0.6));
    expect(drawn(board)).toEqual([[1, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]]);
  });

  it('replaces what stands behind the first new point, as a moving arrow does', () => {
    const arrow = begin(1, { tool: 'arrow' });
    expect(drawn(boardWith(arrow, points(1, 0, 0, 0), points(1, 1, 0.5, 0.5), points(1, 1, 0.9, 0.8)))).toEqual([
      [1, 0, 0, 0.9, 0.8],
    ]);
  });

  const long = new Array<number>(800).fill(0.5);
  it.each<[string, InkMessage[], unknown[]]>([
    ['points of an unknown stroke', [points(7, 0, 0.1, 0.1)], []],
    ['points after a gap', [begin(1), points(1, 0, 0, 0), points(1, 2, 1, 1)], [[1, 0, 0]]],
    ['points after the end', [...line(1), points(1, 2, 1, 1)], [[1, 0.1, 0.1, 0.2, 0.2]]],
    ['points of a label', [label(1, 'here'), points(1, 0, 1, 1)], [[1, 'here']]],
    ['a third point of an arrow', [begin(1, { tool: 'arrow' }), points(1, 0, 0, 0, 1, 1, 0, 1)], [[1]]],
    ['a second beginning', [...line(1), begin(1, { colour: 'blue' })], [[1, 0.1, 0.1, 0.2, 0.2]]],
    ['ink of another epoch', [begin(1, { epoch: 3 }), points(1, 0, 0, 0)], []],
    ['the removal of what is not there', [...line(1), { is: 'remove', id: 2 }], [[1, 0.1, 0.1, 0.2, 0.2]]],
    ['a label of nothing but invisible characters', [label(1, '\u202E\u200B')], []],
  ])('ignores %s', (_, messages, left) => {
    expect(drawn(boardWith(...messages))).toEqual(left);
  });

  it('takes no more points than a stroke may have', () => {
    const board = boardWith(
      begin(1),
      ...[0, 1, 2, 3, 4].map((i) => points(1, i * 400, ...long)),
      points(1, MAX_STROKE_POINTS, 0.9, 0.9),
    );
    expect((board.visible(0)[0] as Stroke).at).toHaveLength(MAX_STROKE_POINTS * 2);
  });

  it('drops the oldest ink when there is too much', () => {
    const board = boardWith(...Array.from({ length: MAX_STROKES + 2 }, (_, i) => line(i + 1)).flat());
    expect(board.visible(0)).toHaveLength(MAX_STROKES);
    expect(board.visible(0)[0]?.id).toBe(3);
  });

  it('forgets a stroke that ended before its first point', () => {
    expect(drawn(boardWith(begin(1), end(1)))).toEqual([]);
  });

  it('removes one, and clears all', () => {
    const board = boardWith(...line(1), ...line(2), label(3, 'x'), { is: 'remove', id: 2 });
    expect(board.visible(0).map((mark) => mark.id)).toEqual([1, 3]);
    board.apply({ is: 'clear' }, 0);
    expect(board.visible(0)).toEqual([]);
  });

  it('is empty as soon as something else is shared', () => {
    const board = boardWith(...line(1), begin(2));
    board.setEpoch(1);
    board.apply(points(2, 0, 0.5, 0.5), 0);
    expect(drawn(board)).toEqual([]);
    board.apply(begin(3, { epoch: 1 }), 0);
    expect(drawn(board)).toEqual([[3]]);
  });

  it('lets finished ink fade at the end of its life', () => {
    const board = boardWith(...line(1));
    const opacityAt = (now: number) => board.visible(now)[0]?.opacity;
    expect(opacityAt(INK_LIFETIME_MS - FADE_MS)).toBe(1);
    expect(opacityAt(INK_LIFETIME_MS - FADE_MS / 2)).toBeCloseTo(0.5);
    expect(opacityAt(INK_LIFETIME_MS)).toBeUndefined();
    expect(board.has(1)).toBe(false);
  });

  it('does not fade what is still being drawn, unless nobody draws it any more', () => {
    const board = boardWith(begin(1), points(1, 0, 0, 0));
    expect(board.visible(INK_LIFETIME_MS * 2)[0]?.opacity).toBe(1);
    expect(board.visible(60_000)).toEqual([]);
  });

  it('keeps pinned ink, and lets it fade from the moment it is no longer pinned', () => {
    const board = boardWith(...line(1), { is: 'keep', on: true });
    expect(board.visible(10 * INK_LIFETIME_MS)[0]?.opacity).toBe(1);
    const unpinned = 10 * INK_LIFETIME_MS;
    board.apply({ is: 'keep', on: false }, unpinned);
    expect(board.visible(unpinned + INK_LIFETIME_MS - FADE_MS)[0]?.opacity).toBe(1);
    expect(board.visible(unpinned + INK_LIFETIME_MS)).toEqual([]);
  });

  it('says when it will look different by itself', () => {
    const board = new InkBoard();
    expect(board.nextChangeAt(5)).toBe(Infinity);
    for (const message of line(1)) board.apply(message, 100);
    expect(board.nextChangeAt(100)).toBe(100 + INK_LIFETIME_MS - FADE_MS);
    const fading = 100 + INK_LIFETIME_MS - 10;
    expect(board.nextChangeAt(fading)).toBe(fading);
    board.apply({ is: 'keep', on: true }, fading);
    expect(board.nextChangeAt(fading)).toBe(Infinity);
  });

  it('tells those who watch of every change, and only of changes', () => {
    const board = new InkBoard();
    let told = 0;
    const unwatch = board.watch(() => told++);
    for (const message of [...line(1), begin(1), points(9, 0, 0, 0), { is: 'keep', on: false } as const]) {
      board.apply(message, 0);
    }
    expect(told).toBe(3);
    expect(board.version).toBe(3);
    unwatch();
    board.apply({ is: 'clear' }, 0);
    expect(told).toBe(3);
  });

  it.each<[InkMessage[], { x: number; y: number }]>([
    [[begin(1), points(1, 0, 0.1, 0.1, 0.7, 0.6)], { x: 0.7, y: 0.6 }],
    [[begin(1, { tool: 'arrow' }), points(1, 0, 0, 0, 0.4, 0.3)], { x: 0.4, y: 0.3 }],
    [[begin(1, { tool: 'rectangle' }), points(1, 0, 0.2, 0.2, 0.6, 0.4)], { x: 0.4, y: 0.30000000000000004 }],
    [[...line(1), label(2, 'x')], { x: 0.1, y: 0.2 }],
    [[...line(1), begin(2)], { x: 0.2, y: 0.2 }],
  ])('knows where its newest ink is', (messages, at) => {
    expect(boardWith(...messages).newest()).toMatchObject(at);
  });

  it('has an id for the next stroke that no earlier one had', () => {
    const board = boardWith(...line(41), { is: 'remove', id: 41 });
    expect(board.freeId).toBe(42);
  });
});
