/**
 * Where a picture lies in the element that shows it, and which spot of it a pointer is on.
 * All in CSS pixels relative to the element, and fractions of the picture. No DOM.
 */

export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Rect extends Size {
  readonly left: number;
  readonly top: number;
}
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** A small window is not blown up to fill a big screen: beyond this it only gets blurred. */
export const MAX_FIT_SCALE = 2;
/** Picture pixels as many device pixels wide, at most. */
export const MAX_ZOOM = 3;

/** Nothing can be said of a picture, or of an element, without extent. */
export const isEmpty = (size: Size): boolean => !(size.width > 0 && size.height > 0);

/** The scale at which all of the picture is seen. */
export function fitScale(box: Size, picture: Size): number {
  if (isEmpty(picture) || isEmpty(box)) return 1;
  return Math.min(box.width / picture.width, box.height / picture.height, MAX_FIT_SCALE);
}

const clamp = (n: number, least = 0, most = 1) => Math.min(most, Math.max(least, n));

/** The nearest centre that opens no gap at an edge; the middle where all of the picture has room. */
export function reachable(box: Size, picture: Size, scale: number, centre: Spot): Spot {
  const half = { x: box.width / 2 / (picture.width * scale), y: box.height / 2 / (picture.height * scale) };
  return {
    x: half.x >= 0.5 ? 0.5 : clamp(centre.x, half.x, 1 - half.x),
    y: half.y >= 0.5 ? 0.5 : clamp(centre.y, half.y, 1 - half.y),
  };
}

/**
 * Lays the picture out with the fraction `centre` of it in the middle of the element.
 * @param box the element, its corner counted from the corner of the window
 * @param dpr device pixels per CSS pixel: a picture edge between two of them would blur every letter
 */
export function place(box: Rect, picture: Size, scale: number, centre: Spot, dpr: number): Rect {
  const width = picture.width * scale;
  const height = picture.height * scale;
  const onPixel = (from: number, n: number) => Math.round((from + n) * dpr) / dpr - from;
  return {
    left: onPixel(box.left, box.width / 2 - centre.x * width),
    top: onPixel(box.top, box.height / 2 - centre.y * height),
    width,
    height,
  };
}

/** The fraction of the picture at a point of the element; outside it, the nearest on its edge. */
export function fractionAt(placed: Rect, x: number, y: number): Spot {
  if (isEmpty(placed)) return { x: 0, y: 0 };
  return { x: clamp((x - placed.left) / placed.width), y: clamp((y - placed.top) / placed.height) };
}

export function pointAt(placed: Rect, fraction: Spot): Spot {
  return { x: placed.left + fraction.x * placed.width, y: placed.top + fraction.y * placed.height };
}

/** @param slack how far beside the picture still counts: nobody hits an edge exactly. */
export function isOver(placed: Rect, x: number, y: number, slack = 0): boolean {
  return (
    !isEmpty(placed) &&
    x >= placed.left - slack &&
    x <= placed.left + placed.width + slack &&
    y >= placed.top - slack &&
    y <= placed.top + placed.height + slack
  );
}

/** The centre that leaves the picture's spot under (x, y) where it is while the scale changes to `scale`. */
export function centreToKeep(box: Size, picture: Size, placed: Rect, x: number, y: number, scale: number): Spot {
  const held = fractionAt(placed, x, y);
  return {
    x: held.x + (box.width / 2 - x) / (picture.width * scale),
    y: held.y + (box.height / 2 - y) / (picture.height * scale),
  };
}
