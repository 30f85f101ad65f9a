/**
 * Chromium as two people have it: with a window on a screen of their own. What differs from a
 * person's browser is said flag by flag.
 */
import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions } from '@playwright/test';
import type { Display } from './display.ts';

export type { Browser };

const CHROMIUMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];

/** The installed Chromium; `undefined` lets Playwright use its own. */
export function chromiumPath(): string | undefined {
  return process.env['CHROMIUM'] ?? CHROMIUMS.find((path) => existsSync(path));
}

const COMMON = [
  // One list only: Chromium takes the last it is given.
  // WebRtcHideLocalIpsWithMdns: two browsers on one machine without multicast could not meet.
  '--disable-features=WebRtcHideLocalIpsWithMdns,Translate,HttpsUpgrades,MediaRouter,OptimizationHints,LensOverlay',
  // A request to anyone but the server under test fails, and so is seen.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Where the sharer's window stands. Chromium makes no window narrower than about 500 px, and what
 * is left of the screen beside it is the desktop that is shared.
 */
export const SHARER_WINDOW = { x: 760, y: 20, width: 510, height: 680 } as const;

/**
 * Part of a 1280x720 desktop that nothing covers: neither the window nor the bar "… is sharing your
 * screen" which Chromium puts at the bottom.
 */
export const FREE_DESKTOP = { x: 0, y: 0, width: 740, height: 650 } as const;

/** The sharer's Chromium. Unless it is `asking`, it picks the whole screen by itself instead of showing its picker. */
export function launchSharer(display: Display, picker: 'whole-screen' | 'asking' = 'whole-screen'): Promise<Browser> {
  const { x, y, width, height } = SHARER_WINDOW;
  return launch(display, [
    ...(picker === 'whole-screen' ? ['--auto-select-desktop-capture-source=Entire screen'] : []),
    `--window-position=${x},${y}`,
    `--window-size=${width},${height}`,
  ]);
}

export function launchHelper(display: Display): Promise<Browser> {
  return launch(display, ['--window-position=0,0', `--window-size=${display.width},${display.height}`]);
}

function launch(display: Display, args: string[]): Promise<Browser> {
  const executablePath = chromiumPath();
  return chromium.launch({
    headless: false,
    ...(executablePath && { executablePath }),
    env: { ...process.env, DISPLAY: display.name },
    args: [...COMMON, ...args],
  });
}

/** A phone held upright, as in the issue: 390x844, touch, no mouse. */
export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};
