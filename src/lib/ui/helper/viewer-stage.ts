/**
 * How much of the shared screen is seen, and which part: fitted, at its actual size, or pinched in
 * between. It is told sizes and gestures and says where the picture lies; it knows no element.
 */
import {
  MAX_ZOOM,
  centreToKeep,
  fitScale,
  isEmpty,
  place,
  reachable,
  type Rect,
  type Size,
  type Spot,
} from '#lib/ui/helper/viewer-geometry.ts';

export type Zoom = 'fit' | 'actual';

const NOTHING: Rect = { left: 0, top: 0, width: 0, height: 0 };
const MIDDLE: Spot = { x: 0.5, y: 0.5 };

export interface StageEars {
  /** The picture lies here now. */
  onplace: (placed: Rect) => void;
  /** The person, not the toolbar, has zoomed in from `fit` or back to it. */
  onzoom: (zoom: Zoom) => void;
}

export class Stage {
  readonly #ears: StageEars;
  #box: Rect = NOTHING;
  #picture: Size = NOTHING;
  #dpr = 1;
  #centre = MIDDLE;
  /** CSS pixels per picture pixel; null follows the size of the element. */
  #scale: number | null = null;
  #placed: Rect = NOTHING;

  constructor(ears: StageEars) {
    this.#ears = ears;
  }

  get placed(): Rect {
    return this.#placed;
  }

  get box(): Rect {
    return this.#box;
  }

  get zoom(): Zoom {
    return this.#scale === null ? 'fit' : 'actual';
  }

  /** True where part of the picture is out of sight. */
  get canPan(): boolean {
    return this.#placed.width > this.#box.width + 0.5 || this.#placed.height > this.#box.height + 0.5;
  }

  setBox(box: Rect, dpr: number): void {
    const actual = this.#scale !== null && Math.abs(this.#scale * this.#dpr - 1) < 1e-9;
    this.#box = box;
    this.#dpr = dpr;
    if (actual) this.#scale = 1 / dpr; // moved to another monitor: still one pixel to one pixel
    this.#settle();
  }

  setPicture(picture: Size): void {
    this.#picture = picture;
    this.#settle();
  }

  /** From the toolbar. Asked for what already is, it changes nothing, so a pinched view stays as it is. */
  setZoom(zoom: Zoom, at?: Spot): void {
    if (zoom === this.zoom) return;
    if (zoom === 'fit') {
      this.#scale = null;
      this.#centre = MIDDLE;
    } else {
      this.#scaleTo(1 / this.#dpr, at);
    }
    this.#settle();
  }

  /** Double click: between all of it and every pixel of it, about the spot that was clicked. */
  toggle(at: Spot): void {
    this.setZoom(this.zoom === 'fit' ? 'actual' : 'fit', at);
    this.#ears.onzoom(this.zoom);
  }

  panBy(dx: number, dy: number): void {
    if (this.#scale === null || isEmpty(this.#placed)) return;
    this.#centre = {
      x: this.#centre.x - dx / this.#placed.width,
      y: this.#centre.y - dy / this.#placed.height,
    };
    this.#settle();
  }

  /** Pinch: `factor` larger about a point of the element, from fit to `MAX_ZOOM`. */
  zoomBy(factor: number, at: Spot): void {
    if (isEmpty(this.#placed)) return;
    const before = this.zoom;
    const fit = fitScale(this.#box, this.#picture);
    const scale = Math.min((this.#scale ?? fit) * factor, Math.max(fit, MAX_ZOOM / this.#dpr));
    if (scale <= fit) {
      this.#scale = null;
      this.#centre = MIDDLE;
    } else {
      this.#scaleTo(scale, at);
    }
    this.#settle();
    if (this.zoom !== before) this.#ears.onzoom(this.zoom);
  }

  #scaleTo(scale: number, at: Spot = { x: this.#box.width / 2, y: this.#box.height / 2 }): void {
    this.#scale = scale;
    if (isEmpty(this.#placed)) return;
    this.#centre = centreToKeep(this.#box, this.#picture, this.#placed, at.x, at.y, scale);
  }

  #settle(): void {
    if (isEmpty(this.#box) || isEmpty(this.#picture)) this.#placed = NOTHING;
    else {
      const scale = this.#scale ?? fitScale(this.#box, this.#picture);
      // What was dragged beyond the edge is forgotten, so that dragging back answers at once.
      this.#centre = reachable(this.#box, this.#picture, scale, this.#centre);
      this.#placed = place(this.#box, this.#picture, scale, this.#centre, this.#dpr);
    }
    this.#ears.onplace(this.#placed);
  }
}
