/**
 * The sharer's desktop: a page of small text with patches of colour that a test changes on command.
 * It is the background of the real X screen, so whatever a browser captures of it went the way any
 * screen goes; there is no fake media anywhere.
 */
import type { Browser } from '@playwright/test';
import { fromPng, type Colour, type Picture } from './picture.ts';
import { XClient, type Bgrx, type Rect } from './x11.ts';

export class Desktop {
  readonly #x: XClient;
  readonly #pixmap: number;
  readonly #gc: number;

  static async open(display: string): Promise<Desktop> {
    const desktop = new Desktop(await XClient.open(display));
    await desktop.wipe();
    return desktop;
  }

  private constructor(x: XClient) {
    this.#x = x;
    this.#pixmap = x.createPixmap(x.width, x.height);
    this.#gc = x.createGC();
  }

  get size(): { width: number; height: number } {
    return { width: this.#x.width, height: this.#x.height };
  }

  /** Shows a picture on the whole desktop. */
  async show(picture: Picture): Promise<void> {
    if (picture.width !== this.#x.width || picture.height !== this.#x.height) {
      throw new RangeError(`a ${picture.width}x${picture.height} picture does not fit this desktop`);
    }
    this.#x.put(this.#pixmap, this.#gc, swapped(picture));
    await this.#x.setRootBackground(this.#pixmap, this.#all);
  }

  /** Paints one patch. Seen by the server when this resolves. */
  async paint(colour: Colour, rect: Rect): Promise<void> {
    this.#x.fill(this.#pixmap, this.#gc, (colour[0] << 16) | (colour[1] << 8) | colour[2], rect);
    await this.#x.setRootBackground(this.#pixmap, rect);
  }

  /** A plain grey desktop. */
  async wipe(): Promise<void> {
    await this.paint([200, 200, 200], this.#all);
  }

  /** Puts the mouse pointer where it does not matter: captured pictures show it, screenshots do not. */
  async movePointer(x: number, y: number): Promise<void> {
    await this.#x.movePointer(x, y);
  }

  /** A key pressed at the sharer's keyboard: it goes to the window in front, browser dialogs included. */
  async pressKey(key: 'Escape' | 'Enter'): Promise<void> {
    await this.#x.pressKey(key);
  }

  /** A click with the sharer's mouse, on whatever is on the screen there. */
  async click(x: number, y: number): Promise<void> {
    await this.#x.click(x, y);
  }

  /** A screenshot of the whole X screen, windows included. */
  async shot(): Promise<Picture> {
    const { width, height, bytes } = await this.#x.picture();
    return swapped({ width, height, data: bytes });
  }

  close(): void {
    this.#x.close();
  }

  get #all(): Rect {
    return { x: 0, y: 0, width: this.#x.width, height: this.#x.height };
  }
}

/** Between the byte orders of X (BGRX) and of pictures (RGBA). */
function swapped<P extends Picture>({ width, height, data }: P): Picture & Bgrx {
  const bytes = Buffer.alloc(data.length, 255);
  for (let i = 0; i < data.length; i += 4) {
    bytes[i] = data[i + 2] ?? 0;
    bytes[i + 1] = data[i + 1] ?? 0;
    bytes[i + 2] = data[i] ?? 0;
  }
  return { width, height, data: bytes, bytes };
}

/**
 * A full page of 12 px text, drawn by a browser because that is where most small text is read.
 * Different `page` numbers give different text.
 */
export async function textPage(browser: Browser, size: { width: number; height: number }, page = 1): Promise<Picture> {
  const words = 'the printer says offline since Monday and nobody changed anything they said'.split(' ');
  const lines = Array.from({ length: Math.ceil(size.height / 15) }, (_, line) =>
    Array.from({ length: Math.ceil(size.width / 32) }, (_, column) => {
      const word = words[(line * 7 + column * 5 + page * 3) % words.length] ?? '';
      return (line + column) % 4 === 0 ? `${word} ${line * 31 + column + page}` : word;
    }).join(' '),
  );
  const tab = await browser.newPage();
  try {
    // Drawn, not photographed: a window that has just been opened cannot always be photographed yet.
    const png = await tab.evaluate(
      async ({ lines, width, height }) => {
        const canvas = new OffscreenCanvas(width, height);
        const pen = canvas.getContext('2d', { alpha: false });
        if (!pen) throw new Error('this browser draws nothing');
        pen.fillStyle = '#fff';
        pen.fillRect(0, 0, width, height);
        pen.fillStyle = '#111';
        pen.font = '12px "DejaVu Sans", sans-serif';
        lines.forEach((line, index) => pen.fillText(line, 0, index * 15 + 12));
        const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
        return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
      },
      { lines, ...size },
    );
    return fromPng(Buffer.from(png, 'base64'));
  } finally {
    await tab.close();
  }
}
