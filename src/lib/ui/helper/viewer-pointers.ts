/**
 * What mouse, finger, stylus, wheel and arrow keys do over the shared screen: draw and point where a
 * tool is in the hand, otherwise move the picture. Two fingers always move and zoom it.
 *
 * Runs for every pointer event, so nothing here is reactive and nothing is kept but numbers.
 */
import type { InkColour, InkTool } from '#protocol/ink.ts';
import type { InkPen } from '#lib/ink/ink-pen.ts';
import { fractionAt, isOver, type Spot } from '#lib/ui/helper/viewer-geometry.ts';
import type { Stage } from '#lib/ui/helper/viewer-stage.ts';

export type ViewerTool = 'none' | 'laser' | 'text' | InkTool;

export interface Hand {
  readonly stage: Stage;
  readonly pen: InkPen;
  readonly tool: () => ViewerTool;
  readonly colour: () => InkColour;
  /** The text tool wants to write at this fraction of the picture. */
  readonly onwrite: (at: Spot) => void;
}

/** A press this close beside the picture still means its edge. */
const EDGE_SLACK_PX = 12;
const KEY_PAN_PX = 64;
const WHEEL_LINE_PX = 24;
/** Of a trackpad's pinch, which the browser reports as a wheel with Ctrl held. */
const WHEEL_ZOOM_RATE = 0.01;

/** Listens until the returned function is called. */
export function watchPointers(element: HTMLElement, hand: Hand): () => void {
  const { stage, pen } = hand;
  const stop = new AbortController();
  const fingers = new Map<number, Spot>();
  /** The pointer that draws, points or drags; other single pointers are ignored meanwhile. */
  let active: { id: number; does: 'draw' | 'drag'; x: number; y: number } | null = null;
  /** Used again for every move, because a mouse may report a thousand positions a second. */
  const positions: number[] = [];
  let box = { left: 0, top: 0 };

  const locate = () => {
    const { left, top } = element.getBoundingClientRect();
    box = { left: left + element.clientLeft, top: top + element.clientTop };
  };
  const here = (e: MouseEvent): Spot => ({ x: e.clientX - box.left, y: e.clientY - box.top });
  const isOnPicture = (e: Event) => e.target === element || !(e.target as Element).closest('input, button, a');

  const letGo = () => {
    if (active?.does === 'draw') pen.cancel();
    active = null;
    pen.leave();
  };

  const onDown = (e: PointerEvent) => {
    if (!isOnPicture(e)) return;
    locate();
    const at = here(e);
    if (e.pointerType === 'touch') {
      fingers.set(e.pointerId, at);
      if (fingers.size > 1) {
        // A palm beside the stylus is no second finger.
        if (active && !fingers.has(active.id)) return;
        return letGo();
      }
    }
    if (active || e.button !== 0) return;
    const tool = hand.tool();
    if (tool === 'none') {
      if (stage.canPan) active = { id: e.pointerId, does: 'drag', ...at };
    } else if (isOver(stage.placed, at.x, at.y, EDGE_SLACK_PX)) {
      const { x, y } = fractionAt(stage.placed, at.x, at.y);
      if (tool === 'laser') return pen.point(hand.colour(), x, y);
      if (tool === 'text') return; // on click: the focus that a press brings would take the writing away again
      active = { id: e.pointerId, does: 'draw', ...at };
      pen.press(tool, hand.colour(), x, y);
    }
    // So that a stroke or drag that leaves the picture still ends here.
    if (active) element.setPointerCapture(e.pointerId);
  };

  const onMove = (e: PointerEvent) => {
    const finger = fingers.get(e.pointerId);
    if (finger && fingers.size > 1 && !active) return pinch(e.pointerId, here(e));
    if (active && active.id !== e.pointerId) return;
    if (active?.does === 'draw') return draw(e);
    if (active?.does === 'drag') {
      const at = here(e);
      stage.panBy(at.x - active.x, at.y - active.y);
      active.x = at.x;
      active.y = at.y;
    } else if (hand.tool() === 'laser') point(e);
  };

  const draw = (e: PointerEvent) => {
    positions.length = 0;
    const { left, top, width, height } = stage.placed;
    if (!(width > 0 && height > 0)) return;
    const coalesced = e.getCoalescedEvents?.() ?? [];
    for (const event of coalesced.length > 0 ? coalesced : [e]) {
      positions.push((event.clientX - box.left - left) / width, (event.clientY - box.top - top) / height);
    }
    pen.move(positions);
  };

  const point = (e: PointerEvent) => {
    if (e.pointerType !== 'touch') locate(); // no press has told where the element is
    const at = here(e);
    if (!isOver(stage.placed, at.x, at.y)) return pen.leave();
    const { x, y } = fractionAt(stage.placed, at.x, at.y);
    pen.point(hand.colour(), x, y);
  };

  const pinch = (id: number, at: Spot) => {
    const before = fingers.get(id)!;
    const other = [...fingers].find(([otherId]) => otherId !== id)![1];
    fingers.set(id, at);
    const spread = Math.hypot(before.x - other.x, before.y - other.y);
    const wider = Math.hypot(at.x - other.x, at.y - other.y);
    if (spread > 0) stage.zoomBy(wider / spread, { x: (before.x + other.x) / 2, y: (before.y + other.y) / 2 });
    stage.panBy((at.x - before.x) / 2, (at.y - before.y) / 2);
  };

  const onUp = (e: PointerEvent) => {
    fingers.delete(e.pointerId);
    if (active?.id === e.pointerId) {
      if (active.does === 'draw') pen.release();
      active = null;
    } else if (e.pointerType === 'touch') pen.lift();
  };

  const onCancel = (e: PointerEvent) => {
    fingers.delete(e.pointerId);
    if (active?.id === e.pointerId) letGo();
  };

  const onLeave = (e: PointerEvent) => {
    if (e.pointerType !== 'touch') pen.leave();
  };

  const onClick = (e: MouseEvent) => {
    if (hand.tool() !== 'text' || !isOnPicture(e)) return;
    locate();
    const at = here(e);
    if (isOver(stage.placed, at.x, at.y, EDGE_SLACK_PX)) hand.onwrite(fractionAt(stage.placed, at.x, at.y));
  };

  const onDoubleClick = (e: MouseEvent) => {
    if (hand.tool() !== 'none' || !isOnPicture(e)) return;
    locate();
    stage.toggle(here(e));
  };

  const onWheel = (e: WheelEvent) => {
    if (e.ctrlKey) {
      e.preventDefault(); // else the browser zooms the whole page
      locate();
      stage.zoomBy(Math.exp(-e.deltaY * WHEEL_ZOOM_RATE), here(e));
    } else if (stage.canPan) {
      e.preventDefault();
      const px = e.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : WHEEL_LINE_PX;
      const [dx, dy] = e.shiftKey && e.deltaX === 0 ? [e.deltaY, 0] : [e.deltaX, e.deltaY];
      stage.panBy(-dx * px, -dy * px);
    }
  };

  const onKey = (e: KeyboardEvent) => {
    if (e.target !== element || e.ctrlKey || e.altKey || e.metaKey) return;
    if (e.key === 'Enter' && hand.tool() === 'text') {
      e.preventDefault();
      return hand.onwrite(fractionAt(stage.placed, stage.box.width / 2, stage.box.height / 2));
    }
    const [dx, dy] = ARROWS[e.key] ?? [0, 0];
    if ((dx === 0 && dy === 0) || !stage.canPan) return;
    e.preventDefault();
    stage.panBy(dx * KEY_PAN_PX, dy * KEY_PAN_PX);
  };

  element.addEventListener('pointerdown', onDown, stop);
  element.addEventListener('pointermove', onMove, stop);
  element.addEventListener('pointerup', onUp, stop);
  element.addEventListener('pointercancel', onCancel, stop);
  element.addEventListener('pointerleave', onLeave, stop);
  element.addEventListener('click', onClick, stop);
  element.addEventListener('dblclick', onDoubleClick, stop);
  element.addEventListener('wheel', onWheel, { signal: stop.signal, passive: false });
  element.addEventListener('keydown', onKey, stop);
  return () => {
    stop.abort();
    letGo();
  };
}

/** Where the picture moves: the arrow shows which part the eye wants to see. */
const ARROWS: Readonly<Record<string, readonly [number, number] | undefined>> = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
