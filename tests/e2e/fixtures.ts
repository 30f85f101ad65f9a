/**
 * Two people at two computers. A test says what they do; how they do it stands in people.ts.
 *
 * Screens, browsers and the server are started once and shared by all tests of a run; every test
 * gets fresh people, who know nothing of the test before.
 */
import {
  test as base,
  expect,
  type Browser,
  type BrowserContextOptions,
  type Page,
  type TestInfo,
} from '@playwright/test';
import { launchHelper, launchSharer } from '../support/browsers.ts';
import { Desktop, textPage } from '../support/desktop.ts';
import { holdLongWaits } from '../support/long-waits.ts';
import { openDisplay, type Display } from '../support/display.ts';
import type { Picture } from '../support/picture.ts';
import { startServer, type Server } from '../support/server.ts';
import { Watch } from '../support/watch.ts';
import { Helper, Sharer, watchCaptures } from './people.ts';

/** A button that is not there after this long will not come: a test says so while it still can. */
const PATIENCE_MS = 15_000;

interface Stage {
  readonly sharerDisplay: Display;
  readonly sharerBrowser: Browser;
  readonly helperBrowser: Browser;
  readonly desktop: Desktop;
  readonly text: Picture;
  readonly server: Server;
}

interface People {
  helper: Helper;
  sharer: Sharer;
  /** One more person who might type a code. */
  another: () => Promise<Sharer>;
  /** The sharer's desktop: a page of 12 px text at the beginning of every test. */
  desktop: Desktop;
  /** Complaints of all browsers; a test ends with comparing them with nothing. */
  watch: Watch;
  /** The server everybody talks to. */
  server: Server;
  /** What the helper holds in their hands. */
  helperDevice: BrowserContextOptions;
  /** The sharer's browser: one that picks the whole screen by itself. */
  sharerBrowser: Browser;
}

export const test = base.extend<People, { stage: Stage }>({
  stage: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from the pattern
    async ({}, use) => {
      const [server, sharerDisplay, helperDisplay] = await Promise.all([
        startServer(),
        openDisplay(1280, 720),
        openDisplay(1600, 1000),
      ]);
      const desktop = await Desktop.open(sharerDisplay.name);
      const [sharerBrowser, helperBrowser] = await Promise.all([
        launchSharer(sharerDisplay),
        launchHelper(helperDisplay),
      ]);
      const text = await textPage(helperBrowser, desktop.size);
      await use({ sharerDisplay, sharerBrowser, helperBrowser, desktop, text, server });
      await Promise.all([sharerBrowser.close(), helperBrowser.close()]);
      desktop.close();
      await Promise.all([server.stop(), sharerDisplay.stop(), helperDisplay.stop()]);
    },
    { scope: 'worker', timeout: 180_000 }, // the first one may have to build the product
  ],

  server: ({ stage }, use) => use(stage.server),

  sharerBrowser: ({ stage }, use) => use(stage.sharerBrowser),

  helperDevice: [{ viewport: null }, { option: true }],

  desktop: async ({ stage }, use) => {
    await stage.desktop.show(stage.text);
    await stage.desktop.movePointer(1279, 719);
    await use(stage.desktop);
  },

  // eslint-disable-next-line no-empty-pattern -- as above
  watch: async ({}, use, info) => {
    const watch = new Watch();
    await use(watch);
    if (info.status === info.expectedStatus) expect(watch.complaints, 'what the browsers complained about').toEqual([]);
    else await info.attach('complaints', { body: watch.complaints.join('\n') });
  },

  helper: async ({ stage, watch, server, helperDevice }, use, info) => {
    const context = await stage.helperBrowser.newContext({ ...helperDevice, permissions: ['clipboard-write'] });
    context.setDefaultTimeout(PATIENCE_MS);
    await watch.over('helper', context, server.origin);
    const page = await context.newPage();
    await use(new Helper(page, server.origin));
    await keepEvidence(info, 'helper', page);
    await context.close();
  },

  sharer: async ({ another, desktop }, use) => {
    await desktop.movePointer(1279, 719);
    await use(await another());
  },

  another: async ({ sharerBrowser, watch, server, desktop: _ }, use, info) => {
    const came: Sharer[] = [];
    await use(async () => {
      const context = await sharerBrowser.newContext({ viewport: null });
      context.setDefaultTimeout(PATIENCE_MS);
      await watch.over(`sharer ${came.length + 1}`, context, server.origin);
      await watchCaptures(context);
      await holdLongWaits(context);
      const sharer = new Sharer(await context.newPage(), server.origin);
      came.push(sharer);
      return sharer;
    });
    for (const [index, { page }] of came.entries()) {
      await keepEvidence(info, `sharer ${index + 1}`, page);
      await page.context().close();
    }
  },
});

/** What the person had before them when a test failed. */
async function keepEvidence(info: TestInfo, who: string, page: Page): Promise<void> {
  if (info.status === info.expectedStatus || page.isClosed()) return;
  await info.attach(who, { body: await page.screenshot(), contentType: 'image/png' });
  await info.attach(`${who} in words`, { body: await page.locator('body').ariaSnapshot() });
}

export { expect };
