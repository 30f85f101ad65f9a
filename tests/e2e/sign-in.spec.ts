/** A helper signs in at the demo provider: a real one, in a real window, and everything that can become of that window. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { startSharing, typesName } from './people.ts';

const DEMO = 'Demo sign-in: anyone can type any name. Not for real use.';
const AWAY = 'The sign-in window is closed, or it is behind this one. Finish there, or try again.';

test('from Assist another person to a code it takes a name and less than 15 s', async ({ helper }) => {
  await helper.page.goto(helper.origin);
  const pressed = Date.now();
  await helper.press('Assist another person');
  await typesName(await helper.opensSignIn(), 'Ada Lovelace');
  await helper.readsCode();
  expect(Date.now() - pressed).toBeLessThan(15_000);
  await expect(helper.page.getByRole('region', { name: 'Signed in' })).toContainText('They see you as Ada L.');
});

test('every screen of a helper says that it is the demo', async ({ helper, sharer }) => {
  const says = (words: string) => expect(helper.page.getByText(words).filter({ visible: true }).first()).toBeVisible();
  await helper.page.goto(`${helper.origin}/assist`);
  await says(DEMO);
  const provider = await helper.opensSignIn();
  await says(DEMO);
  await typesName(provider, 'Ada Lovelace');
  const code = await helper.readsCode();
  await says(DEMO);
  await sharer.join(code);
  await expect(helper.page.getByRole('dialog', { name: 'How do you want to help?' })).toBeVisible();
  await says(DEMO);
  await helper.chooseViewOnly();
  await helper.sees('Waiting for permission');
  await says(DEMO);
  await expect(sharer.question).toContainText(/demo sign-in/i);
  await sharer.allow();
  await helper.seesPicture();
  await says('Demo sign-in');
  await helper.leave();
  await helper.sees('You left the session');
  await says(DEMO);
});

test.describe('a window that the helper closes', () => {
  test('is missed at once, and trying again works', async ({ helper }) => {
    await helper.page.goto(`${helper.origin}/assist`);
    const provider = await helper.opensSignIn();
    await expect(provider.getByRole('textbox', { name: 'Your name' })).toBeVisible();
    await expect(helper.page.getByText(AWAY)).toBeHidden();
    await provider.close();
    await expect(helper.page.getByText(AWAY)).toBeVisible({ timeout: 3_000 });

    await typesName(await helper.opensSignIn('Try again'), 'Grace Hopper');
    await helper.readsCode();
    await helper.sees('Grace H.');
  });

  test('can be given up, and the button is there again', async ({ helper }) => {
    await helper.page.goto(`${helper.origin}/assist`);
    await (await helper.opensSignIn()).close();
    await helper.press('Cancel');
    await expect(helper.button(/^Sign in/))
      .toBeFocused({ timeout: 1 })
      .catch(() => undefined);
    await typesName(await helper.opensSignIn(), 'Grace Hopper');
    await helper.readsCode();
  });
});

test('a sign-in that was given up closes its window, and what it would have brought counts no more', async ({
  helper,
}) => {
  await helper.page.goto(`${helper.origin}/assist`);
  const provider = await helper.opensSignIn();
  await expect(provider.getByRole('textbox', { name: 'Your name' })).toBeVisible();
  await Promise.all([provider.waitForEvent('close'), helper.press('Cancel')]);
  await expect(helper.button(/^Sign in/)).toBeVisible();

  // The answer is on its way when the helper gives up.
  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (answer = resolve));
  await helper.page.route('**/auth/finish', async (route) => {
    await held;
    await route.continue().catch(() => undefined); // nobody waits for it any more
  });
  await typesName(await helper.opensSignIn(), 'Ada Lovelace');
  await helper.sees('Checking your sign-in…');
  await helper.press('Cancel');
  answer();
  await helper.page.unroute('**/auth/finish');
  await expect(helper.button(/^Sign in/)).toBeVisible();
  await typesName(await helper.opensSignIn(), 'Grace Hopper');
  await helper.readsCode();
  await helper.sees('Grace H.');
});

test('a helper who says no at the provider is told how to go on', async ({ helper }) => {
  await helper.page.goto(`${helper.origin}/assist`);
  const provider = await helper.opensSignIn();
  await provider.getByRole('button', { name: 'Cancel' }).click();
  await helper.sees('You did not finish signing in. You can try again at any time.');
});

test.describe('where no window may open', () => {
  const blocked = (page: Page) =>
    page.addInitScript(() => {
      window.open = () => null; // what a browser that blocks windows answers
    });

  test('the helper is led there and back to where they were', async ({ helper }) => {
    await blocked(helper.page);
    await helper.page.goto(`${helper.origin}/assist`);
    await helper.press(/^Sign in/);
    await helper.page.waitForURL('**/demo-idp/**');
    await typesName(helper.page, 'Ada Lovelace');
    await helper.readsCode();
    expect(helper.page.url()).toBe(`${helper.origin}/assist`);
    expect(await keptBy(helper.page)).toEqual(NOTHING);
  });

  test('the Back key leads to the button again', async ({ helper }) => {
    await blocked(helper.page);
    await helper.page.goto(`${helper.origin}/assist`);
    await helper.press(/^Sign in/);
    await expect(helper.page.getByRole('textbox', { name: 'Your name' })).toBeVisible();
    await helper.page.goBack();
    await expect(helper.button(/^Sign in/)).toBeVisible();
    await helper.press(/^Sign in/);
    await typesName(helper.page, 'Ada Lovelace');
    await helper.readsCode();
  });
});

test.describe('a signed-in helper', () => {
  test('leaves nothing of themselves in the browser, and a reload forgets them', async ({ helper, sharer }) => {
    await helper.openSession('Ada Lovelace');
    expect(await keptBy(helper.page)).toEqual(NOTHING);
    await helper.page.reload();
    await expect(helper.button(/^Sign in/)).toBeVisible();
    await expect(helper.page.getByText('Ada')).toHaveCount(1); // in “Ada L.”, the example

    await startSharing(helper, sharer);
    await helper.leave();
    await helper.sees('You left the session');
    expect(await keptBy(helper.page)).toEqual(NOTHING);
    expect(await keptBy(sharer.page)).toEqual(NOTHING);
  });

  test('never stands in an address', async ({ helper }) => {
    const addresses: string[] = [];
    helper.page.context().on('request', (request) => addresses.push(request.url()));
    helper.page.on('websocket', (socket) => addresses.push(socket.url()));
    await helper.openSession('Ada Lovelace');
    expect(addresses.some((address) => address.includes('/room/helper'))).toBe(true);
    for (const address of addresses) expect(address).not.toMatch(/Ada|Lovelace|ticket/);
  });

  test('needs no second sign-in for the next code, until they sign out', async ({ helper }) => {
    await helper.openSession();
    await helper.press('Cancel');
    await helper.press('New code');
    await helper.readsCode();
    await helper.press('Sign out');
    await expect(helper.button(/^Sign in/)).toBeVisible();
    await expect(helper.page.getByRole('region', { name: 'Signed in' })).toBeHidden();
    await typesName(await helper.opensSignIn(), 'Grace Hopper');
    await helper.readsCode();
  });

  test('is asked again when the server does not know the ticket any more', async ({ helper }) => {
    await helper.openSession();
    await helper.press('Cancel');
    // What the server says eight hours later.
    await helper.page.routeWebSocket('**/room/helper', (socket) => {
      socket.send(JSON.stringify({ is: 'refused', why: 'sign-in-needed' }));
    });
    await helper.press('New code');
    await helper.sees('You signed in too long ago for a new code. Please sign in again.');
  });
});

test('a helper who is signed in goes straight on to the next code after a session', async ({ helper, sharer }) => {
  await startSharing(helper, sharer);
  await sharer.stop();
  await helper.press('Assist another person');
  await helper.readsCode();
});

const NOTHING = { session: [], local: [], cookies: '', databases: ['keyval-store'] };

/** Everything that a page can find of earlier visits. */
function keptBy(page: Page) {
  return page.evaluate(async () => ({
    session: Object.keys(sessionStorage),
    local: Object.keys(localStorage),
    cookies: document.cookie,
    databases: (await indexedDB.databases()).map(({ name }) => name),
  }));
}
