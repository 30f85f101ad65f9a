/**
 * What a helper and a sharer do, in verbs. Everything is found by role and name, as spec.md section 2
 * has them: what a screen reader cannot find, these people cannot use.
 */
import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { digitsOf, readCode } from '#protocol/code.ts';
import { inkPatches, isDisc, type Patch } from '../support/ink.ts';
import { fromPng, type Colour, colourAt, difference, type Picture } from '../support/picture.ts';

/** A place on the shared picture: fractions of its width and height. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Chat, and what else both people do alike. */
class Person {
  readonly page: Page;
  readonly origin: string;
  readonly chat: Locator;

  constructor(page: Page, origin: string) {
    this.page = page;
    this.origin = origin;
    this.chat = page.getByRole('log', { name: 'Chat' });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async press(name: string | RegExp): Promise<void> {
    await this.button(name).click();
  }

  async say(text: string): Promise<void> {
    const message = this.page.getByRole('textbox', { name: 'Message' });
    await this.#opensChat(message);
    await message.fill(text);
    await this.press('Send');
  }

  /** Waits until the other person's (or their own) words stand in the chat. */
  async reads(text: string): Promise<void> {
    await this.#opensChat(this.chat);
    await expect(this.chat).toContainText(text);
  }

  /** Waits until a text is on the screen. */
  async sees(text: string | RegExp): Promise<void> {
    await expect(this.page.getByText(text).filter({ visible: true }).first()).toBeVisible();
  }

  /** Waits until the browser has painted so many times; frames that come, come within them. */
  async blinks(times: number): Promise<void> {
    await this.page.evaluate(async (count) => {
      for (let i = 0; i < count; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
    }, times);
  }

  /** One button opens and closes it, and a new screen may bring it along: look again after every press. */
  async #opensChat(part: Locator): Promise<void> {
    await expect(async () => {
      if (!(await part.isVisible())) await this.button('Chat').click({ timeout: 1_000 });
      await expect(part).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 15_000 });
  }
}

/** At the demo provider: any name will do. */
export async function typesName(provider: Page, name: string): Promise<void> {
  await provider.getByRole('textbox', { name: 'Your name' }).fill(name);
  await provider.getByRole('button', { name: 'Continue' }).click();
}

export class Helper extends Person {
  readonly screen: Locator;
  readonly tools: Locator;
  readonly code: Locator;

  constructor(page: Page, origin: string) {
    super(page, origin);
    this.screen = page.getByRole('application', { name: 'Shared screen' });
    this.tools = page.getByRole('toolbar', { name: 'Session tools' });
    this.code = page.getByRole('status', { name: 'Session code' });
  }

  /** Signs in at the demo provider, in the window that opens for it. @returns the digits of the code. */
  async openSession(name = 'Ada Lovelace'): Promise<string> {
    await this.page.goto(`${this.origin}/assist`);
    await typesName(await this.opensSignIn(), name);
    return this.readsCode();
  }

  /** Presses the one button there is. @returns the provider's window */
  async opensSignIn(button: string | RegExp = /^Sign in/): Promise<Page> {
    const opened = this.page.waitForEvent('popup');
    await this.press(button);
    return opened;
  }

  async readsCode(): Promise<string> {
    await expect(this.code).toHaveText(/^[\d\s]{9,}$/);
    return digitsOf((await this.code.textContent()) ?? '') ?? '';
  }

  async chooseViewOnly(): Promise<void> {
    await this.#choose('View Only');
  }

  async chooseFullControl(): Promise<void> {
    await this.#choose('Full Control');
  }

  async leave(): Promise<void> {
    await this.press('Leave');
  }

  async takes(tool: string): Promise<void> {
    await this.tools.getByRole('button', { name: tool, exact: true }).click();
  }

  async seesPicture(): Promise<void> {
    await expect.poll(async () => (await this.picture())?.width ?? 0).toBeGreaterThan(0);
  }

  /** The shared picture as it stands before the helper now, in its own pixels; null before the first frame. */
  picture(): Promise<Picture | null> {
    return this.#pixelsOf('video');
  }

  /** The still that stands over the live picture; null while there is none. */
  still(): Promise<Picture | null> {
    return this.#pixelsOf('video ~ canvas, video ~ img');
  }

  async colour(x: number, y: number): Promise<Colour | null> {
    const picture = await this.picture();
    return picture && colourAt(picture, x, y);
  }

  /** Waits until the shared picture has a colour at a place given in its pixels. */
  async seesColour(colour: Colour, x: number, y: number): Promise<void> {
    await expect
      .poll(
        async () => {
          const seen = await this.colour(x, y);
          return seen !== null && difference(seen, colour) < 40 ? 'seen' : `not seen: ${String(seen)}`;
        },
        { message: `rgb(${colour.join()}) at ${x},${y}` },
      )
      .toBe('seen');
  }

  /** Writes down, frame by frame, every colour that stands at one place, until told to stop. */
  async watchColour(x: number, y: number): Promise<() => Promise<Colour[]>> {
    const diary = await this.screen.evaluateHandle(
      (screen, at) => {
        const seen: [number, number, number][] = [];
        const canvas = new OffscreenCanvas(1, 1);
        const brush = canvas.getContext('2d', { willReadFrequently: true });
        const look = () => {
          const video = screen.querySelector('video');
          if (video?.videoWidth && brush) {
            brush.drawImage(video, at.x, at.y, 1, 1, 0, 0, 1, 1);
            const [red = 0, green = 0, blue = 0] = brush.getImageData(0, 0, 1, 1).data;
            const last = seen.at(-1);
            if (last?.join() !== [red, green, blue].join()) seen.push([red, green, blue]);
          }
          requestAnimationFrame(look);
        };
        look();
        return seen;
      },
      { x, y },
    );
    return () => diary.jsonValue();
  }

  /** Where on the helper's page a place of the shared picture is. */
  async at(place: Place): Promise<{ x: number; y: number }> {
    const picture = await this.screen.locator('video').evaluate((video: HTMLVideoElement) => {
      const box = video.getBoundingClientRect();
      const scale = Math.min(box.width / video.videoWidth, box.height / video.videoHeight);
      const width = video.videoWidth * scale;
      const height = video.videoHeight * scale;
      return { left: box.left + (box.width - width) / 2, top: box.top + (box.height - height) / 2, width, height };
    });
    return { x: picture.left + place.x * picture.width, y: picture.top + place.y * picture.height };
  }

  async pointsAt(place: Place): Promise<void> {
    const { x, y } = await this.at(place);
    await this.page.mouse.move(x, y);
  }

  async startsDrawing(at: Place): Promise<void> {
    await this.pointsAt(at);
    await this.page.mouse.down();
  }

  /** Goes on to a place, in as many steps as a hand makes, and does not let go. */
  async drawsTo(place: Place): Promise<void> {
    const { x, y } = await this.at(place);
    await this.page.mouse.move(x, y, { steps: 12 });
  }

  async letsGo(): Promise<void> {
    await this.page.mouse.up();
  }

  /** A finished mark from corner to corner, or from end to end. */
  async draws(from: Place, to: Place): Promise<void> {
    await this.startsDrawing(from);
    await this.drawsTo(to);
    await this.letsGo();
  }

  /** Draws as a finger does on a touch screen. */
  async drawsWithFinger(from: Place, to: Place): Promise<void> {
    const steps = 12;
    const touch = await this.page.context().newCDPSession(this.page);
    const dispatch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', at?: Place) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints: at ? [await this.at(at)] : [] });
    await dispatch('touchStart', from);
    for (let step = 1; step <= steps; step++) {
      const part = step / steps;
      await dispatch('touchMove', { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part });
    }
    await dispatch('touchEnd');
    await touch.detach();
  }

  async #choose(mode: string): Promise<void> {
    const question = this.page.getByRole('dialog', { name: 'How do you want to help?' });
    await question.getByRole('radio', { name: mode }).check();
    await question.getByRole('button', { name: 'Continue' }).click();
  }

  async #pixelsOf(layer: string): Promise<Picture | null> {
    const png = await this.screen.evaluate(async (screen, selector) => {
      const source = screen.querySelector<HTMLVideoElement | HTMLCanvasElement | HTMLImageElement>(selector);
      if (!source) return null;
      const [width, height] =
        source instanceof HTMLVideoElement
          ? [source.videoWidth, source.videoHeight]
          : source instanceof HTMLImageElement
            ? [source.naturalWidth, source.naturalHeight]
            : [source.width, source.height];
      if (!width || !height) return null;
      const canvas = new OffscreenCanvas(width, height);
      canvas.getContext('2d')?.drawImage(source, 0, 0);
      const blob = await canvas.convertToBlob({ type: 'image/png' });
      return new Promise<string>((resolve) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result as string);
        reader.readAsDataURL(blob);
      });
    }, layer);
    return png === null ? null : fromPng(Buffer.from(png.slice(png.indexOf(',') + 1), 'base64'));
  }
}

/** What a sharer says when they are asked how this started. */
export const STARTS = {
  asked: 'I asked someone I know for help',
  contacted: 'I contacted a company or my IT team myself',
  calledFirst: 'Someone contacted me first, or a warning popped up',
} as const;

export class Sharer extends Person {
  readonly codeBox: Locator;
  readonly start: Locator;
  readonly warning: Locator;
  /** How it started is asked once for every visit of the code box. */
  #told = false;
  readonly question: Locator;
  readonly status: Locator;

  constructor(page: Page, origin: string) {
    super(page, origin);
    this.codeBox = page.getByRole('textbox', { name: 'Code from assistant' });
    this.start = page.getByRole('dialog', { name: 'How did this start?' });
    this.warning = page.getByRole('alertdialog', { name: 'This is how scams start' });
    this.question = page.getByRole('dialog', { name: /^Allow .+ to see your screen\?$/ });
    this.status = page.getByRole('status').filter({ hasText: /can see your screen/ });
  }

  async opens(): Promise<void> {
    await this.page.goto(`${this.origin}/share`);
    await expect(this.codeBox).toBeVisible();
    this.#told = false;
  }

  async join(code: string): Promise<void> {
    await this.opens();
    await this.types(code);
  }

  /** Types a code into the box that is already there, and says how this started where that is asked. */
  async types(code: string): Promise<void> {
    await this.enters(code);
    if (!this.#told && readCode(code).ok) await this.tells('asked');
  }

  /** Types a code and presses the button, no more. */
  async enters(code: string): Promise<void> {
    await this.codeBox.fill(code);
    await this.press('Share screen');
  }

  async tells(start: keyof typeof STARTS): Promise<void> {
    await this.start.getByRole('radio', { name: STARTS[start] }).check();
    await this.start.getByRole('button', { name: 'Continue' }).click();
    this.#told = true;
  }

  async allow(): Promise<void> {
    await this.question.getByRole('button', { name: 'Allow', exact: true }).click();
  }

  async decline(): Promise<void> {
    await this.question.getByRole('button', { name: 'Decline', exact: true }).click();
  }

  async pause(): Promise<void> {
    await this.press('Pause');
  }

  async resume(): Promise<void> {
    await this.press('Resume');
  }

  async stop(): Promise<void> {
    await this.press('Stop sharing');
  }

  async change(): Promise<void> {
    await this.press('Change what I share');
  }

  /** The small window that stays on top of all others. */
  async openFloatingPanel(): Promise<Page> {
    const opened = this.page.context().waitForEvent('page');
    await this.press('Floating panel');
    return opened;
  }

  /**
   * How often this page asked the browser for a screen, and what became of it: `live`, `ended`, or
   * `none` where nothing was chosen. Needs `watchCaptures` before the page is opened.
   */
  captures(): Promise<string[]> {
    return this.page.evaluate(() => {
      const { captures = [] } = window as { captures?: (MediaStream | null)[] };
      return captures.map((stream) => stream?.getVideoTracks()[0]?.readyState ?? 'none');
    });
  }

  /** The helper's ink over the sharer's own preview, in fractions of the picture. Largest patch first. */
  async ink(): Promise<(Patch & { disc: boolean })[]> {
    const layer = await this.page.evaluate(() => {
      const video = [...document.querySelectorAll('video')].find((each) => each.videoWidth > 0);
      const canvas = video?.parentElement?.querySelector('canvas') ?? document.querySelector('main canvas');
      if (!video || !(canvas instanceof HTMLCanvasElement) || canvas.width === 0) return null;
      const [over, under] = [canvas.getBoundingClientRect(), video.getBoundingClientRect()];
      const scale = Math.min(under.width / video.videoWidth, under.height / video.videoHeight);
      const [width, height] = [video.videoWidth * scale, video.videoHeight * scale];
      const perPixel = canvas.width / over.width;
      return {
        png: canvas.toDataURL('image/png'),
        left: (under.left + (under.width - width) / 2 - over.left) * perPixel,
        top: (under.top + (under.height - height) / 2 - over.top) * perPixel,
        width: width * perPixel,
        height: height * perPixel,
      };
    });
    if (!layer) return [];
    const drawn = fromPng(Buffer.from(layer.png.slice(layer.png.indexOf(',') + 1), 'base64'));
    const x = (pixel: number) => (pixel - layer.left) / layer.width;
    const y = (pixel: number) => (pixel - layer.top) / layer.height;
    return inkPatches(drawn).map((patch) => ({
      pixels: patch.pixels,
      disc: isDisc(patch),
      left: x(patch.left),
      right: x(patch.right),
      top: y(patch.top),
      bottom: y(patch.bottom),
      x: x(patch.x),
      y: y(patch.y),
    }));
  }

  /** Where the helper points, in fractions of the picture; null while they do not. */
  async laser(): Promise<Place | null> {
    const disc = (await this.ink()).find((patch) => patch.disc);
    return disc ? { x: disc.x, y: disc.y } : null;
  }

  /** The largest line or shape drawn, in fractions of the picture; null where there is none. */
  async stroke(): Promise<Patch | null> {
    return (await this.ink()).find((patch) => !patch.disc) ?? null;
  }
}

/** Lets `Sharer.captures` tell what the page asked the browser for. Changes nothing about it. */
export async function watchCaptures(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const captures: (MediaStream | null)[] = [];
    Object.assign(window, { captures });
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    if (!devices) return;
    const real = devices.getDisplayMedia.bind(devices);
    devices.getDisplayMedia = async (options) => {
      const index = captures.push(null) - 1;
      const stream = await real(options);
      captures[index] = stream;
      return stream;
    };
  });
}

/** From a code to a picture before the helper. */
export async function startSharing(helper: Helper, sharer: Sharer): Promise<void> {
  await pair(helper, sharer);
  await helper.chooseViewOnly();
  await sharer.allow();
  await expect(sharer.status).toBeVisible();
  await helper.seesPicture();
}

/** From a code to the helper's choice of how to help. */
export async function pair(helper: Helper, sharer: Sharer): Promise<void> {
  await sharer.join(await helper.openSession());
}
