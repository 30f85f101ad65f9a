/**
 * A helper and a sharer whose server lies, and a third person who listens. Nobody needs a screen:
 * what is attacked here must fail before anything is captured.
 */
import { test as base, chromium, expect, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { chromiumPath } from '../support/browsers.ts';
import { Liar } from '../support/liar.ts';
import { Mallory } from '../support/mallory.ts';
import { startServer } from '../support/server.ts';
import type { CHANNELS } from '#protocol/wire.ts';
import { Helper, Sharer, watchCaptures } from './people.ts';

interface Stage {
  readonly browser: Browser;
  readonly liar: Liar;
}

interface People {
  liar: Liar;
  mallory: Mallory;
  helper: Helper;
  /** The server's own page in the helper's place. */
  impostor: Helper;
  sharer: Sharer;
}

/** What a page holds that was opened with `watchLinks`. */
declare const window: {
  links: RTCPeerConnection[];
  lines: Record<string, RTCDataChannel>;
  heard: string[];
  patience: Set<() => void>;
};

export const test = base.extend<People, { truth: string; stage: Stage }>({
  /** Where the real server is, behind the lies. */
  truth: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from the pattern
    async ({}, use) => {
      const server = await startServer();
      await use(server.origin);
      await server.stop();
    },
    { scope: 'worker', timeout: 180_000 }, // the first one may have to build the product
  ],

  stage: [
    async ({ truth }, use) => {
      const executablePath = chromiumPath();
      const browser = await chromium.launch({
        headless: true,
        ...(executablePath && { executablePath }),
        // Two browsers on one machine without multicast could not meet under names.
        args: [
          '--disable-features=WebRtcHideLocalIpsWithMdns',
          // Stands in for a screen, for the attacks on a session that has one.
          '--use-fake-device-for-media-stream',
          '--use-fake-ui-for-media-stream',
          '--disable-background-networking',
          '--no-first-run',
        ],
      });
      const liar = await Liar.before(truth);
      await use({ browser, liar });
      await browser.close();
      await liar.stop();
    },
    { scope: 'worker' },
  ],

  liar: async ({ stage }, use) => {
    await use(stage.liar);
    stage.liar.forget();
  },

  mallory: async ({ stage }, use) => {
    const mallory = await Mallory.from(stage.browser);
    await use(mallory);
    await mallory.leave();
  },

  helper: async ({ stage, liar }, use) => {
    const page = await openPage(stage.browser);
    await use(new Helper(page, liar.origin));
    await page.context().close();
  },

  impostor: async ({ stage, liar }, use) => {
    const page = await openPage(stage.browser);
    await use(new Helper(page, liar.origin));
    await page.context().close();
  },

  sharer: async ({ stage, liar }, use) => {
    const page = await openPage(stage.browser);
    await use(new Sharer(page, liar.origin));
    await page.context().close();
  },
});

async function openPage(browser: Browser): Promise<Page> {
  // The service worker has no part in this, and would load the whole product for every person.
  const context = await browser.newContext({ serviceWorkers: 'block' });
  await watchCaptures(context);
  await watchLinks(context);
  return context.newPage();
}

/** Lets a test see the connections of a page, and end its patience of 30 s when nothing more can come. */
async function watchLinks(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const links: RTCPeerConnection[] = [];
    const lines: Record<string, RTCDataChannel> = {};
    const heard: string[] = [];
    const patience = new Set<() => void>();
    const Real = RTCPeerConnection;
    class Watched extends Real {
      constructor(how?: RTCConfiguration) {
        super(how);
        links.push(this);
      }
      override createDataChannel(label: string, options?: RTCDataChannelInit): RTCDataChannel {
        const line = super.createDataChannel(label, options);
        lines[label] = line;
        line.addEventListener('message', ({ data }) => typeof data === 'string' && heard.push(data));
        return line;
      }
    }
    const set = globalThis.setTimeout.bind(globalThis);
    const setTimeout = (work: () => void, ms = 0, ...given: unknown[]): number => {
      if (ms === 30_000) patience.add(work);
      return set(work, ms, ...given);
    };
    Object.assign(window, { links, lines, heard, patience, setTimeout, RTCPeerConnection: Watched });
  });
}

/** How the connections of a page are, in the order in which they were made. */
export const linksOf = ({ page }: { page: Page }): Promise<string[]> =>
  page.evaluate(() => window.links.map((link) => link.connectionState));

/** What a hostile page says on its link, past everything that our own page would have kept it from. */
export const saysRaw = (
  { page }: { page: Page },
  channel: keyof typeof CHANNELS,
  ...frames: unknown[]
): Promise<void> =>
  page.evaluate(
    ({ channel, frames }) => {
      const line = window.lines[channel];
      for (const frame of frames) line?.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
    },
    { channel, frames },
  );

/** All that a page was told on its link, in order. */
export const heardBy = ({ page }: { page: Page }): Promise<string[]> => page.evaluate(() => window.heard);

/** Media frames that have arrived at a page, on all its connections. */
export const framesAt = ({ page }: { page: Page }): Promise<number> =>
  page.evaluate(async () => {
    let frames = 0;
    for (const link of window.links) {
      for (const stats of (await link.getStats()).values() as Iterable<{ type: string; framesReceived?: number }>) {
        if (stats.type === 'inbound-rtp') frames += stats.framesReceived ?? 0;
      }
    }
    return frames;
  });

/** The newest offer that a page has agreed to, its own or the other's. */
export const agreedOffer = ({ page }: { page: Page }): Promise<RTCSessionDescriptionInit> =>
  page.evaluate(() => {
    const { currentLocalDescription: mine, currentRemoteDescription: theirs } = window.links.at(-1) ?? {};
    return { type: 'offer' as const, sdp: (mine?.type === 'offer' ? mine : theirs)?.sdp ?? '' };
  });

/** The thirty seconds that a page waits for its link are over. */
export const losesPatience = ({ page }: { page: Page }): Promise<void> =>
  page.evaluate(() => {
    for (const give of window.patience) give();
  });

export { expect };
