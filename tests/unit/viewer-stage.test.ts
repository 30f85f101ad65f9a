import { describe, expect, it } from 'vitest';
import { Stage, type Zoom } from '#lib/ui/helper/viewer-stage.ts';

function stage({
  box = { left: 0, top: 0, width: 800, height: 600 },
  picture = { width: 1600, height: 900 },
  dpr = 1,
} = {}) {
  const zooms: Zoom[] = [];
  let places = 0;
  const it = new Stage({ onplace: () => places++, onzoom: (zoom) => zooms.push(zoom) });
  it.setBox(box, dpr);
  it.setPicture(picture);
  return { stage: it, zooms, placed: () => it.placed, places: () => places };
}

describe('the stage of the shared screen', () => {
  it('shows all of it at first', () => {
    expect(stage().placed()).toEqual({ left: 0, top: 75, width: 800, height: 450 });
  });

  it.each([1, 1.25, 2])('shows one pixel as one pixel where a pixel of the page is %s of the screen', (dpr) => {
    const { stage: it, placed } = stage({ dpr, picture: { width: 4000, height: 3000 } });
    it.setZoom('actual');
    expect(placed().width * dpr).toBe(4000);
    expect(it.canPan).toBe(true);
  });

  it('stays pixel for pixel when it is moved to another monitor', () => {
    const { stage: it, placed } = stage();
    it.setZoom('actual');
    it.setBox({ left: 0, top: 0, width: 800, height: 600 }, 2);
    expect(placed().width).toBe(800);
  });

  it('follows the size of its element while it is fitted', () => {
    const { stage: it, placed } = stage();
    it.setBox({ left: 0, top: 0, width: 400, height: 600 }, 1);
    expect(placed().width).toBe(400);
  });

  it('is dragged to its edges and no further', () => {
    const { stage: it, placed } = stage();
    it.setZoom('actual');
    it.panBy(10_000, 10_000);
    expect(placed()).toMatchObject({ left: 0, top: 0 });
    it.panBy(-30, -10);
    expect(placed()).toMatchObject({ left: -30, top: -10 });
    it.panBy(-10_000, -10_000);
    expect(placed()).toMatchObject({ left: -800, top: -300 });
  });

  it('adds up movements smaller than a pixel', () => {
    const { stage: it, placed } = stage();
    it.setZoom('actual');
    const { left } = placed();
    for (let i = 0; i < 10; i++) it.panBy(0.3, 0);
    expect(placed().left).toBe(left + 3);
  });

  it('cannot be dragged while all of it is seen', () => {
    const { stage: it, placed } = stage();
    it.panBy(50, 50);
    expect(placed()).toMatchObject({ left: 0, top: 75 });
    expect(it.canPan).toBe(false);
  });

  it('toggles about the spot that was double-clicked, and says so', () => {
    const { stage: it, placed, zooms } = stage();
    it.toggle({ x: 200, y: 300 }); // a quarter from the left, in the middle from above
    expect(placed()).toMatchObject({ left: -200, width: 1600 });
    it.toggle({ x: 0, y: 0 });
    expect(placed().width).toBe(800);
    expect(zooms).toEqual(['actual', 'fit']);
  });

  it('is pinched no smaller than fitted and no larger than three times', () => {
    const { stage: it, placed, zooms } = stage();
    for (let i = 0; i < 40; i++) it.zoomBy(1.2, { x: 400, y: 300 });
    expect(placed().width).toBe(3 * 1600);
    for (let i = 0; i < 40; i++) it.zoomBy(0.8, { x: 400, y: 300 });
    expect(placed().width).toBe(800);
    expect(zooms).toEqual(['actual', 'fit']);
  });

  it('leaves a pinched view as it is when the toolbar repeats what it was told', () => {
    const { stage: it, placed } = stage();
    it.zoomBy(1.5, { x: 400, y: 300 });
    const { width } = placed();
    it.setZoom('actual');
    expect(placed().width).toBe(width);
    it.setZoom('fit');
    expect(placed().width).toBe(800);
  });

  it('shows nothing of a picture that is not there', () => {
    const { stage: it, placed } = stage({ picture: { width: 0, height: 0 } });
    it.setZoom('actual');
    it.panBy(10, 10);
    it.zoomBy(2, { x: 0, y: 0 });
    expect(placed()).toEqual({ left: 0, top: 0, width: 0, height: 0 });
  });
});
