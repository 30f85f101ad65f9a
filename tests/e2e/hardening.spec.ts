/**
 * What the headers forbid inside the real page, and what they leave to the product: a script that got
 * into the built app tries each thing, and another host counts who comes.
 *
 * The same is tried once without the headers. There everything has to work: a thing that fails
 * anyway would prove nothing about them.
 */
import { expect, test, chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Server } from '../outside/server.ts';
import { chromiumPath } from '../support/browsers.ts';
import { bareServer, otherHost, type BareServer, type OtherHost } from '../support/other-host.ts';
import type { Probed } from '../support/probe.ts';
import { ensureBuilt } from '../../scripts/build.mjs';

const ROOT = join(import.meta.dirname, '../..');
const TRUSTED_TYPES = 'require-trusted-types-for';

/** What forbids each thing: the directive of the content policy, or the error of what the permissions policy shut. */
const FORBIDDEN: Probed = {
  'markup: script': 'script-src-elem',
  'markup: handler': 'script-src-attr',
  'markup: style': 'style-src-attr',
  'text as markup': TRUSTED_TYPES,
  'text as a program: eval': TRUSTED_TYPES,
  'text as a program: new Function': TRUSTED_TYPES,
  'text as a program: setTimeout': TRUSTED_TYPES,
  'text as a program: handler': TRUSTED_TYPES,
  'text as a program: script element': TRUSTED_TYPES,
  'text as an address of a program': TRUSTED_TYPES,
  'text as an address of a worker': TRUSTED_TYPES,
  'text as an address of a service worker': TRUSTED_TYPES,
  'a policy of its own': 'trusted-types',
  'a policy of the app, made again': 'trusted-types',
  'trusted program: eval': 'script-src',
  'trusted program: script element': 'script-src-elem',
  'trusted program: handler in markup': 'script-src-attr',
  'trusted address: program of another host': 'script-src-elem',
  'trusted address: program in the address': 'script-src-elem',
  'trusted address: worker made of text': 'worker-src',
  'trusted address: worker out of memory': 'worker-src',
  'module in the address': 'script-src-elem',
  'module of another host': 'script-src-elem',
  'style attribute': 'style-src-attr',
  'style element': 'style-src-elem',
  'style of another host': 'style-src-elem',
  'fetch from another host': 'connect-src',
  'beacon to another host': 'connect-src',
  'events from another host': 'connect-src',
  'WebSocket to another host': 'connect-src',
  'picture of another host': 'img-src',
  'sound of another host': 'media-src',
  'font of another host': 'font-src',
  'frame of another host': 'frame-src',
  'object of another host': 'object-src',
  'embedded page of another host': 'object-src',
  'all addresses led elsewhere': 'base-uri',
  microphone: 'NotAllowedError',
  place: 'position error 1',
  clipboard: 'NotAllowedError',
  'form sent elsewhere': 'form-action',
};

const NEEDED = [
  'capture of a screen',
  'module of the app',
  'style through the object model',
  'style sheet of the app',
  'font of the app',
  'markup that Svelte made',
  'service worker of the app',
  'answer of this server',
  'WebSocket of this server',
  'picture of the app',
  'picture out of memory',
  'picture in its address',
  'words for the clipboard',
  'a peer connection',
];

/** Where only the other host can tell that it worked. */
const SILENT = ['beacon to another host', 'form sent elsewhere'];

let server: Server;
/** Serves the same files, and no header but what kind of file it is. */
let bare: BareServer;
let other: OtherHost;
let browser: Browser;
let context: BrowserContext;

test.beforeAll(async () => {
  test.setTimeout(180_000); // it may have to build the product
  await ensureBuilt();
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'tests/support/probe.ts')],
    bundle: true,
    format: 'iife',
    target: 'es2024',
    write: false,
    supported: { 'dynamic-import': true },
  });
  server = await Server.prepare(
    {},
    {
      'probe.js': outputFiles[0]?.text ?? '',
      'idle.js': '',
      'probe.css': 'p { margin: 0 }',
      'probe.html': await page(),
    },
  );
  await cp(join(ROOT, 'dist/app'), join(server.folder, 'dist/app'), { recursive: true });
  await server.start();
  bare = await bareServer(join(server.folder, 'dist/app'));
  other = await otherHost({ '/framing': '<!doctype html><title>other</title><iframe></iframe>' });
  const executablePath = chromiumPath();
  browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  });
});
test.afterAll(async () => {
  await browser.close();
  await other.stop();
  await bare.stop();
  await server.remove();
});

test.beforeEach(async () => {
  other.forget();
  // The person has allowed everything: nothing but the headers stands in the way.
  context = await browser.newContext({
    permissions: ['microphone', 'geolocation', 'clipboard-read', 'clipboard-write'],
    geolocation: { latitude: 1, longitude: 1 },
  });
});
test.afterEach(() => context.close());

/** The page as it would be if somebody had got their own markup into it. */
async function page(): Promise<string> {
  const assets = join(ROOT, 'dist/app/assets');
  const names = await readdir(assets);
  const font = names.find((name) => name.endsWith('.woff2')) ?? '';
  // One that imports nothing: the framework would take the name of its policy, which the probe needs.
  const alone = names.filter(
    (name) => name.endsWith('.js') && !/\bimport\b/.test(readFileSync(join(assets, name), 'utf8')),
  );
  return `<!doctype html>
<html lang="en" data-module="/assets/${alone[0] ?? ''}" data-font="/assets/${font}">
  <title>Probe</title>
  <script src="/probe.js"></script>
  <script>harm('script')</script>
  <p id="handler" onclick="harm('handler')">Click here</p>
  <p id="style" style="width: 7px"></p>
</html>`;
}

/** Clicks as a person does, because a screen may only be asked for after that, and waits until all was tried. */
async function probedIn(place: Page, origin: string): Promise<Probed> {
  await place.goto(`${origin}/probe.html?other=${other.origin}`);
  await place.getByText('Click here').click();
  const probed = await place.waitForFunction(() => window.probed);
  return (await probed.jsonValue()) as Probed;
}

/** What stands in a frame of another page that should show ours. */
async function framedBy(place: Page, address: string): Promise<string> {
  await place.goto(`${other.origin}/framing`);
  await place.locator('iframe').evaluate(
    (frame: HTMLIFrameElement, src) =>
      new Promise((resolve) => {
        frame.onload = resolve;
        frame.src = src;
      }),
    address,
  );
  const shown = () => place.frames()[1]?.url() ?? '';
  await expect.poll(shown).not.toBe('about:blank');
  return shown();
}

function usedBy(place: Page, picture: string): Promise<string> {
  return place.evaluate(
    (src) =>
      new Promise<string>((resolve) => {
        const image = new Image();
        image.onload = () => resolve('shown');
        image.onerror = () => resolve('refused');
        image.src = src;
      }),
    picture,
  );
}

test('every forbidden thing is refused by what forbids it, and everything needed works', async () => {
  const probed = await probedIn(await context.newPage(), server.url);
  expect(probed).toEqual({ ...Object.fromEntries(NEEDED.map((name) => [name, 'done'])), ...FORBIDDEN });
  expect([...other.taken]).toEqual([]);
});

test('without the headers each of them goes through', async () => {
  const probed = await probedIn(await context.newPage(), bare.origin);
  const held = Object.keys(FORBIDDEN).filter((name) => !SILENT.includes(name) && probed[name] !== 'done');
  expect(held.map((name) => [name, probed[name]])).toEqual([]);
  await expect.poll(() => [...other.taken]).toEqual(expect.arrayContaining(SILENT));
});

test('nobody puts the page into theirs, or uses a file of it', async () => {
  const place = await context.newPage();
  for (const path of ['/', '/share', '/assist', '/probe.html', '/redirect.html']) {
    expect(await framedBy(place, server.url + path), path).toMatch(/^chrome-error:/);
  }
  expect(await usedBy(place, `${server.url}/icons/icon.svg`)).toBe('refused');

  expect(await framedBy(place, `${bare.origin}/probe.html`)).toBe(`${bare.origin}/probe.html`);
  expect(await usedBy(place, `${bare.origin}/icons/icon.svg`)).toBe('shown');
});
