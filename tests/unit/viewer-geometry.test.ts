import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MAX_FIT_SCALE,
  centreToKeep,
  fitScale,
  fractionAt,
  isOver,
  place,
  pointAt,
  reachable,
} from '#lib/ui/helper/viewer-geometry.ts';

const box = fc.record({
  left: fc.double({ min: 0, max: 500, noNaN: true }),
  top: fc.double({ min: 0, max: 500, noNaN: true }),
  width: fc.double({ min: 50, max: 4_000, noNaN: true }),
  height: fc.double({ min: 50, max: 3_000, noNaN: true }),
});
const picture = fc.record({ width: fc.integer({ min: 16, max: 8_000 }), height: fc.integer({ min: 16, max: 8_000 }) });
const scale = fc.double({ min: 0.05, max: 3, noNaN: true });
const dpr = fc.constantFrom(1, 1.25, 1.5, 2, 3);
const unit = fc.double({ min: 0, max: 1, noNaN: true });
const spot = fc.record({ x: unit, y: unit });

describe('a fitted picture', () => {
  it.each([
    ['wider than its place', { width: 1000, height: 800 }, { width: 2000, height: 1000 }, 0.5],
    ['higher than its place', { width: 1000, height: 500 }, { width: 1000, height: 1000 }, 0.5],
    ['a little smaller', { width: 1500, height: 1500 }, { width: 1000, height: 1000 }, 1.5],
    ['much smaller, so it is not blown up', { width: 1500, height: 1500 }, { width: 100, height: 100 }, MAX_FIT_SCALE],
    ['not there yet', { width: 1500, height: 1500 }, { width: 0, height: 0 }, 1],
  ])('is %s', (_, room, shown, wanted) => {
    expect(fitScale(room, shown)).toBe(wanted);
  });

  it('is seen whole and in the middle', () => {
    fc.assert(
      fc.property(box, picture, dpr, (room, shown, pixels) => {
        const placed = place(room, shown, fitScale(room, shown), { x: 0.5, y: 0.5 }, pixels);
        const slack = 1 / pixels + 1e-6;
        expect(placed.width).toBeLessThanOrEqual(room.width + 1e-6);
        expect(placed.height).toBeLessThanOrEqual(room.height + 1e-6);
        expect(Math.abs(placed.left * 2 + placed.width - room.width)).toBeLessThanOrEqual(slack);
        expect(Math.abs(placed.top * 2 + placed.height - room.height)).toBeLessThanOrEqual(slack);
      }),
    );
  });
});

describe('a placed picture', () => {
  it('leads from a spot to the screen and back to the same spot', () => {
    fc.assert(
      fc.property(box, picture, scale, spot, spot, dpr, (room, shown, size, centre, at, pixels) => {
        const placed = place(room, shown, size, reachable(room, shown, size, centre), pixels);
        const point = pointAt(placed, at);
        const back = fractionAt(placed, point.x, point.y);
        expect(Math.abs(back.x - at.x)).toBeLessThan(1e-6);
        expect(Math.abs(back.y - at.y)).toBeLessThan(1e-6);
      }),
    );
  });

  it('begins on a device pixel of the window, or its letters would be blurred', () => {
    fc.assert(
      fc.property(box, picture, scale, spot, dpr, (room, shown, size, centre, pixels) => {
        const { left, top } = place(room, shown, size, centre, pixels);
        for (const edge of [(room.left + left) * pixels, (room.top + top) * pixels]) {
          expect(Math.abs(edge - Math.round(edge))).toBeLessThan(1e-6);
        }
      }),
    );
  });

  it('leaves no gap at an edge as long as there is picture to fill it', () => {
    fc.assert(
      fc.property(box, picture, scale, spot, (room, shown, size, centre) => {
        const placed = place(room, shown, size, reachable(room, shown, size, centre), 1);
        if (placed.width >= room.width) {
          expect(placed.left).toBeLessThanOrEqual(1);
          expect(placed.left + placed.width).toBeGreaterThanOrEqual(room.width - 1);
        }
        if (placed.height >= room.height) {
          expect(placed.top).toBeLessThanOrEqual(1);
          expect(placed.top + placed.height).toBeGreaterThanOrEqual(room.height - 1);
        }
      }),
    );
  });

  it('keeps the spot under the fingers while it is zoomed', () => {
    const room = { left: 0, top: 0, width: 400, height: 300 };
    const shown = { width: 1600, height: 1200 };
    const before = place(room, shown, 0.5, { x: 0.5, y: 0.5 }, 1);
    const held = fractionAt(before, 120, 90);
    const after = place(room, shown, 1, centreToKeep(room, shown, before, 120, 90, 1), 1);
    expect(pointAt(after, held)).toEqual({ x: 120, y: 90 });
  });

  it('takes a point beside it for its edge', () => {
    const placed = { left: 100, top: 50, width: 200, height: 100 };
    expect(fractionAt(placed, 0, 500)).toEqual({ x: 0, y: 1 });
    expect(isOver(placed, 95, 60)).toBe(false);
    expect(isOver(placed, 95, 60, 12)).toBe(true);
    expect(isOver({ ...placed, width: 0 }, 100, 60)).toBe(false);
    expect(fractionAt({ ...placed, width: 0 }, 100, 60)).toEqual({ x: 0, y: 0 });
  });
});
