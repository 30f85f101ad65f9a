import { fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InkBoard } from '#lib/ink/ink-board.ts';
import { InkPen } from '#lib/ink/ink-pen.ts';
import { LaserPointer } from '#lib/ink/laser.ts';
import type { InkMessage } from '#protocol/ink.ts';
import type { LaserMessage } from '#protocol/wire.ts';
import Viewer from '#lib/ui/helper/Viewer.svelte';

/** The element stands at (10, 20) in the window, and a picture of 1600x900 in it is fitted to 800x450. */
const BOX = { left: 10, top: 20, width: 800, height: 600, right: 810, bottom: 620, x: 10, y: 20 } as DOMRect;
const at = (x: number, y: number) => ({ clientX: 10 + x * 800, clientY: 20 + 75 + y * 450 });

beforeEach(() => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      readonly #onsize: () => void;
      constructor(onsize: () => void) {
        this.#onsize = onsize;
      }
      observe() {
        this.#onsize();
      }
      disconnect() {}
    },
  );
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(BOX);
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue();
  Element.prototype.setPointerCapture = () => undefined;
  Object.defineProperties(HTMLVideoElement.prototype, {
    srcObject: { writable: true, configurable: true, value: null },
    videoWidth: { configurable: true, get: () => 1600 },
    videoHeight: { configurable: true, get: () => 900 },
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

async function viewer(over: Record<string, unknown> = {}) {
  const [board, laser] = [new InkBoard(), new LaserPointer()];
  const sent: InkMessage[] = [];
  const pointed: LaserMessage[] = [];
  const zooms: string[] = [];
  const sizes: [number, number][] = [];
  const pen = new InkPen({
    board,
    laser,
    send: (message) => sent.push(structuredClone(message)) > 0,
    sendLaser: (message) => pointed.push(message),
    requestFrame: (callback) => queueMicrotask(callback),
    now: () => 0,
    after: () => () => undefined,
  });
  const props = { stream: {} as MediaStream, board, laser, pen, tool: 'none', colour: 'red', zoom: 'fit' } as const;
  const shown = render(Viewer, {
    ...props,
    onzoom: (zoom: string) => zooms.push(zoom),
    onsize: (width: number, height: number) => sizes.push([width, height]),
    ...over,
  });
  const video = shown.container.querySelector('video')!;
  const element = screen.getByRole('application', { name: 'Shared screen' });
  await fireEvent(video, new Event('resize'));
  const does = (kind: string, where: object, more: PointerEventInit = {}) =>
    fireEvent(
      element,
      new PointerEvent(kind, { bubbles: true, button: 0, pointerId: 1, pointerType: 'mouse', ...where, ...more }),
    );
  return { ...shown, video, element, does, board, sent, pointed, zooms, sizes, pen };
}
const ink = (board: InkBoard) => board.visible(0).map((mark) => (mark.is === 'stroke' ? [...mark.at] : mark));

describe('the shared screen', () => {
  it('can be found by its name and reached by the keyboard', async () => {
    const { element, video, sizes } = await viewer();
    expect(element.tabIndex).toBe(0);
    expect(video.muted).toBe(true);
    expect(sizes.at(-1)).toEqual([1600, 900]);
  });

  it('draws where the pen goes, and sends it while it is drawn', async () => {
    const { does, board, sent } = await viewer({ tool: 'pen' });
    await does('pointerdown', at(0.25, 0.5));
    await does('pointermove', at(0.5, 0.5));
    expect(sent.map((message) => message.is)).toEqual(['begin', 'points', 'points']);
    await does('pointermove', at(0.75, 2));
    await does('pointerup', at(0.75, 2));
    expect(ink(board)).toEqual([[0.25, 0.5, 0.5, 0.5, 0.75, 1]]);
    await does('pointermove', at(0.1, 0.1));
    expect(ink(board)).toHaveLength(1);
  });

  it('begins no stroke beside the picture or with another button', async () => {
    const { does, sent } = await viewer({ tool: 'pen' });
    await does('pointerdown', at(0.5, -0.1));
    await does('pointerdown', at(0.5, 0.5), { button: 2 });
    expect(sent).toEqual([]);
  });

  it('takes a second finger for a pinch, and the stroke of the first back', async () => {
    const { does, board, zooms } = await viewer({ tool: 'pen' });
    const finger = (pointerId: number) => ({ pointerId, pointerType: 'touch' });
    await does('pointerdown', at(0.4, 0.5), finger(1));
    await does('pointermove', at(0.41, 0.5), finger(1));
    await does('pointerdown', at(0.6, 0.5), finger(2));
    await does('pointermove', at(0.8, 0.5), finger(2));
    expect(ink(board)).toEqual([]);
    expect(zooms).toEqual(['actual']);
  });

  it('points while the mouse is over the picture, and stops beside it', async () => {
    const { does, pointed } = await viewer({ tool: 'laser', colour: 'lime' });
    await does('pointermove', at(0.5, 0.25));
    expect(pointed).toMatchObject([{ is: 'laser', x: 0.5, y: 0.25, colour: 'lime' }]);
    await does('pointermove', at(0.5, -0.1));
    expect(pointed.at(-1)).toMatchObject({ is: 'laser-off' });
  });

  it('stops pointing when the laser is put down', async () => {
    const { does, pointed, rerender } = await viewer({ tool: 'laser' });
    await does('pointermove', at(0.5, 0.25));
    await rerender({ tool: 'pen' });
    expect(pointed.at(-1)).toMatchObject({ is: 'laser-off' });
  });

  it('writes a label where it was clicked, with Enter', async () => {
    const { does, board, element } = await viewer({ tool: 'text', colour: 'blue' });
    let keys = 0;
    element.parentElement!.addEventListener('keydown', () => keys++);
    await does('click', at(0.25, 0.5));
    const box = screen.getByRole('textbox', { name: 'Text on the picture' });
    expect(document.activeElement).toBe(box);
    expect(box.getAttribute('maxlength')).toBe('64');
    await fireEvent.keyDown(box, { key: 'p' }); // the key of the pen, were it not written here
    expect(keys).toBe(0);
    await fireEvent.input(box, { target: { value: 'Press this' } });
    await fireEvent.keyDown(box, { key: 'Enter' });
    expect(ink(board)).toMatchObject([{ is: 'label', x: 0.25, y: 0.5, text: 'Press this', colour: 'blue' }]);
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(document.activeElement).toBe(element);
  });

  it('writes nothing after Escape, and can be asked for by keyboard alone', async () => {
    const { element, board } = await viewer({ tool: 'text' });
    element.focus();
    await fireEvent.keyDown(element, { key: 'Enter' });
    const box = screen.getByRole('textbox');
    await fireEvent.input(box, { target: { value: 'No' } });
    await fireEvent.keyDown(box, { key: 'Escape' });
    expect(ink(board)).toEqual([]);
    expect(screen.queryByRole('textbox')).toBeNull();
  });

  it('goes between all of it and every pixel of it by double click, unless a tool is in the hand', async () => {
    const { does, zooms, rerender } = await viewer();
    await does('dblclick', at(0.5, 0.5));
    expect(zooms).toEqual(['actual']);
    await rerender({ tool: 'pen' });
    await does('dblclick', at(0.5, 0.5));
    expect(zooms).toEqual(['actual']);
  });

  it('is dragged and moved by arrow keys at its actual size', async () => {
    const { does, element, container } = await viewer({ zoom: 'actual' });
    const left = () => parseFloat(container.querySelector<HTMLElement>('.picture')!.style.left);
    expect(left()).toBe(-400);
    await does('pointerdown', { clientX: 400, clientY: 300 });
    await does('pointermove', { clientX: 300, clientY: 300 });
    await does('pointerup', { clientX: 300, clientY: 300 });
    expect(left()).toBe(-500);
    await fireEvent.keyDown(element, { key: 'ArrowRight' });
    expect(left()).toBe(-564);
    await fireEvent.wheel(element, { deltaX: -64, deltaY: 0 });
    expect(left()).toBe(-500);
  });

  it('says why it is not live, and lets the tools rest', async () => {
    const { does, sent } = await viewer({ tool: 'pen', dimmed: true, caption: 'Paused by the sharer' });
    expect(screen.getByRole('status').textContent).toBe('Paused by the sharer');
    await does('pointerdown', at(0.5, 0.5));
    expect(sent).toEqual([]);
  });

  it('keeps the last picture only where it is seen to be old', async () => {
    const stream = {} as MediaStream;
    const { video, rerender } = await viewer({ stream });
    expect(video.srcObject).toBe(stream);
    await rerender({ stream: null, dimmed: true });
    expect(video.srcObject).toBe(stream);
    await rerender({ stream: null, dimmed: false });
    expect(video.srcObject).toBeNull();
  });

  it('lets go of everything when it is taken away', async () => {
    const { does, board, unmount, video, pointed, rerender } = await viewer({ tool: 'laser' });
    await does('pointermove', at(0.5, 0.5));
    await rerender({ tool: 'pen' });
    await does('pointerdown', at(0.5, 0.5));
    unmount();
    await tick();
    expect(ink(board)).toEqual([]);
    expect(pointed.at(-1)).toMatchObject({ is: 'laser-off' });
    expect(video.srcObject).toBeNull();
  });
});
