/**
 * A helper and a sharer whose server lies, and a third person who listens. Nobody needs a screen:
 * what is attacked here must fail before anything is captured.
 */
import { test as base, chromium, expect, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { chromiumPath } from '../support/browsers.ts';
import { Liar } from '../support/liar.ts';
import { Mallory } from '../support/mallory.ts';
import { startServer } from '../support/server.ts';
import { Helper, Sharer, watchCaptures } from './people.ts';

interface Stage {
  readonly browser: Browser;
  readonly liar: Liar;
}

interface People {
  liar: Liar;
  mallory: Mallory;
  helper: Helper;
  sharer: Sharer;
}

/** What a page holds that was opened with `watchLinks`. */
declare const window: { links: RTCPeerConnection[]; patience: Set<() => void> };

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
        args: ['--disable-features=WebRtcHideLocalIpsWithMdns', '--disable-background-networking', '--no-first-run'],
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
    const patience = new Set<() => void>();
    const Real = RTCPeerConnection;
    class Watched extends Real {
      constructor(how?: RTCConfiguration) {
        super(how);
        links.push(this);
      }
    }
    const set = globalThis.setTimeout.bind(globalThis);
    const setTimeout = (work: () => void, ms = 0, ...given: unknown[]): number => {
      if (ms === 30_000) patience.add(work);
      return set(work, ms, ...given);
    };
    Object.assign(window, { links, patience, setTimeout, RTCPeerConnection: Watched });
  });
}

/** How the connections of a page are, in the order in which they were made. */
export const linksOf = ({ page }: { page: Page }): Promise<string[]> =>
  page.evaluate(() => window.links.map((link) => link.connectionState));

/** The thirty seconds that a page waits for its link are over. */
export const losesPatience = ({ page }: { page: Page }): Promise<void> =>
  page.evaluate(() => {
    for (const give of window.patience) give();
  });

export { expect };
