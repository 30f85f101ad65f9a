/** Beside as an installed app: it opens without a network and says so, and updates only when asked. */
import type { Page } from '@playwright/test';
import { standBefore, type NewerServer } from '../support/newer.ts';
import { expect, test } from './fixtures.ts';
import { startSharing } from './people.ts';

interface Manifest {
  name: string;
  start_url: string;
  display: string;
  icons: { src: string; sizes: string; type: string; purpose?: string }[];
  shortcuts: { name: string; url: string }[];
}

test('the app can be installed, and has shortcuts to both ways in', async ({ helper }) => {
  await helper.page.goto(helper.origin);
  const manifest = await helper.page.evaluate(async () => {
    const link = document.querySelector<HTMLLinkElement>('link[rel=manifest]');
    return link && ((await (await fetch(link.href)).json()) as unknown);
  });
  const { name, start_url, display, icons, shortcuts } = manifest as Manifest;
  expect({ name, start_url, display }).toEqual({ name: 'Beside', start_url: '/', display: 'standalone' });
  expect(shortcuts.map((each) => each.name).sort()).toEqual(['Get assistance', 'Give assistance']);
  expect(icons.some(({ purpose = '' }) => purpose.includes('maskable'))).toBe(true);
  for (const { src } of icons) {
    const answer = await helper.page.request.get(new URL(src, helper.origin).href);
    expect(answer.headers()['content-type'], src).toMatch(/^image\//);
  }
  for (const { url } of shortcuts) {
    await helper.page.goto(new URL(url, helper.origin).href);
    await expect(helper.page.getByRole('heading', { level: 1 })).toBeVisible();
  }

  // What Chromium itself says about it; an empty list is "installable".
  const devtools = await helper.page.context().newCDPSession(helper.page);
  await helper.page.goto(helper.origin);
  await helper.page.evaluate(() => navigator.serviceWorker.ready);
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  const about = installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito');
  expect(about).toEqual([]);
});

test('the app opens without a network and says that it is offline', async ({ sharer, watch }) => {
  watch.expects(/ERR_INTERNET_DISCONNECTED|Failed to load resource|WebSocket connection/);
  await sharer.opens();
  await sharer.page.evaluate(() => navigator.serviceWorker.ready);
  await sharer.page.context().setOffline(true);
  for (const path of ['/', '/share']) {
    await sharer.page.goto(sharer.origin + path);
    await expect(sharer.page.getByRole('heading', { level: 1 })).toBeVisible();
    await sharer.sees(/you are offline/i);
  }
  await sharer.page.context().setOffline(false);
  await expect(sharer.page.getByText(/you are offline/i)).toBeHidden();
});

test.describe('an update', () => {
  let newer: NewerServer;
  test.use({
    server: async ({ stage }, use) => {
      newer = await standBefore(stage.server.origin);
      await use({ ...stage.server, origin: newer.origin });
      await newer.stop();
    },
  });

  test('is offered, and comes only when the person says so', async ({ sharer }) => {
    const { page } = sharer;
    const offer = page.getByRole('button', { name: UPDATE });
    await page.goto(sharer.origin);
    await installed(page);
    await leaveMark(page);
    newer.update();
    await lookForUpdate(page);
    await expect(offer).toBeVisible();
    expect(await hasMark(page)).toBe(true);

    await offer.click();
    await expect.poll(() => hasMark(page).catch(() => true)).toBe(false);
    await installed(page);
    await expect(offer).toBeHidden();
  });

  test('waits until a session is over', async ({ helper, sharer }) => {
    await sharer.opens();
    await installed(sharer.page);
    await startSharing(helper, sharer);
    newer.update();
    await lookForUpdate(sharer.page);
    await sharer.say('do you see me?');
    await helper.reads('do you see me?');
    await expect(sharer.page.getByRole('button', { name: UPDATE })).toBeHidden();
    await sharer.stop();
    await expect(sharer.page.getByRole('button', { name: UPDATE })).toBeVisible();
  });
});

const UPDATE = /update|new version/i;

/** A service worker that is installed takes its page over at the next visit. */
async function installed(page: Page): Promise<void> {
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
}

/** Asks for a new version as browsers do by themselves once a day, and waits until it is there. */
async function lookForUpdate(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
    const coming = registration.installing;
    if (!coming) return;
    await new Promise<void>((resolve) => {
      coming.addEventListener('statechange', () => {
        if (coming.state === 'installed') resolve();
      });
    });
  });
}

/** Something that does not outlive a reload. */
const leaveMark = (page: Page) => page.evaluate(() => void Object.assign(window, { sameLife: true }));
const hasMark = (page: Page) => page.evaluate(() => 'sameLife' in window);
