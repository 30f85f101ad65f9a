/**
 * Firefox as a helper has it, driven by WebDriver BiDi: Playwright only drives a Firefox of its own
 * making, and the one people have is the one to test. Things are found by role and name, as
 * everywhere in these tests.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Page } from 'puppeteer-core';

const FIREFOXES = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];

export function firefoxPath(): string {
  const path = process.env['FIREFOX'] ?? FIREFOXES.find((each) => existsSync(each));
  if (!path) throw new Error('no Firefox here: install firefox-esr, or say where it is in FIREFOX');
  return path;
}

export interface Firefox {
  readonly page: Page;
  /** Errors and warnings of the page so far. */
  readonly complaints: string[];
  goto(url: string): Promise<void>;
  click(role: string, name: string): Promise<void>;
  fill(role: string, name: string, text: string): Promise<void>;
  /** The window that opens while that is done. */
  popup(during: () => Promise<void>): Promise<Page>;
  /** Waits until it is there, then what it says. */
  text(role: string, name: string): Promise<string>;
  evaluate<T>(expression: string): Promise<T>;
  /** Evaluates until it is truthy. */
  until(expression: string): Promise<void>;
  /** What a video shows now, as a PNG in its own pixels. */
  pixels(video: string): Promise<Buffer>;
  /** Presses, moves and lets go of the mouse, between places in fractions of an element. */
  drag(element: string, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void>;
  close(): Promise<void>;
}

export async function openFirefox(): Promise<Firefox> {
  const profile = mkdtempSync(join(tmpdir(), 'firefox-'));
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: firefoxPath(),
    headless: true,
    userDataDir: profile,
    timeout: 60_000, // a new profile on a busy machine
    env: { ...process.env, HOME: profile },
    extraPrefsFirefox: {
      'media.peerconnection.ice.obfuscate_host_addresses': false, // no multicast names between two browsers of one machine
      'media.autoplay.default': 0,
      'media.autoplay.blocking_policy': 0,
      'network.proxy.type': 0,
      'app.update.enabled': false,
      'datareporting.policy.dataSubmissionEnabled': false,
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
    },
  });
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on('console', (line) => {
    if (line.type() === 'error' || line.type() === 'warn') complaints.push(`${line.type()}: ${line.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`thrown: ${String(error)}`));
  const locate = (role: string, name: string) => page.locator(`::-p-aria([name="${name}"][role="${role}"])`);

  return {
    page,
    complaints,
    goto: async (url) => void (await page.goto(url)),
    click: (role, name) => locate(role, name).click(),
    fill: (role, name, text) => locate(role, name).fill(text),
    async popup(during) {
      const opened = new Promise<Page | null>((resolve) => page.once('popup', resolve));
      await during();
      const popup = await opened;
      if (!popup) throw new Error('no window opened');
      popup.setDefaultTimeout(30_000);
      return popup;
    },
    text: async (role, name) => {
      const handle = await locate(role, name).waitHandle();
      return handle.evaluate((element) => element.textContent ?? '');
    },
    evaluate: (expression) => page.evaluate(expression) as never,
    until: async (expression) => void (await page.waitForFunction(expression)),
    async pixels(video) {
      const png = await page.$eval(video, (element) => {
        const source = element as HTMLVideoElement;
        const canvas = document.createElement('canvas');
        canvas.width = source.videoWidth;
        canvas.height = source.videoHeight;
        canvas.getContext('2d')?.drawImage(source, 0, 0);
        return canvas.toDataURL('image/png');
      });
      return Buffer.from(png.slice(png.indexOf(',') + 1), 'base64');
    },
    async drag(element, from, to) {
      const box = await (await page.$(element))?.boundingBox();
      if (!box) throw new Error(`no ${element} to draw on`);
      await page.mouse.move(box.x + from.x * box.width, box.y + from.y * box.height);
      await page.mouse.down();
      await page.mouse.move(box.x + to.x * box.width, box.y + to.y * box.height, { steps: 12 });
      await page.mouse.up();
    },
    async close() {
      await browser.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
