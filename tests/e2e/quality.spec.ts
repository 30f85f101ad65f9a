/** What is true of every screen: readable by machines, usable by keyboard, narrow enough, and quiet. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { writeCode } from '#protocol/code.ts';
import { expect, test } from './fixtures.ts';
import { pair, startSharing, type Helper, type Sharer } from './people.ts';

/** Every screen, and how to get there. What is looked at is whichever page `show` gives back. */
const SCREENS: Record<string, (helper: Helper, sharer: Sharer) => Promise<Page>> = {
  home: async ({ page, origin }) => {
    await page.goto(origin);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    return page;
  },
  'the code box': async (_, sharer) => {
    await sharer.opens();
    return sharer.page;
  },
  'a code with a typo': async (_, sharer) => {
    await sharer.join('123456789');
    await sharer.sees(/typo/);
    return sharer.page;
  },
  'how it started': async (_, sharer) => {
    await sharer.opens();
    await sharer.enters(writeCode({ nameplate: '987', secret: '12345' }));
    await expect(sharer.start).toBeVisible();
    return sharer.page;
  },
  'the warning': async (_, sharer) => {
    await sharer.opens();
    await sharer.enters(writeCode({ nameplate: '987', secret: '12345' }));
    await sharer.tells('calledFirst');
    await expect(sharer.warning).toBeVisible();
    return sharer.page;
  },
  'the sign-in': async ({ page, origin }) => {
    await page.goto(`${origin}/assist`);
    await expect(page.getByText(/^Demo sign-in/)).toBeVisible();
    return page;
  },
  'waiting for the sign-in': async (helper) => {
    await helper.page.goto(`${helper.origin}/assist`);
    await helper.opensSignIn();
    await expect(helper.button('Try again')).toBeVisible();
    return helper.page;
  },
  'ready to help': async (helper) => {
    await helper.openSession();
    await helper.press('Cancel');
    await expect(helper.button('New code')).toBeVisible();
    return helper.page;
  },
  'the code': async (helper) => {
    await helper.openSession();
    return helper.page;
  },
  'how to help': async (helper, sharer) => {
    await pair(helper, sharer);
    await expect(helper.page.getByRole('dialog')).toBeVisible();
    return helper.page;
  },
  'the question': async (helper, sharer) => {
    await pair(helper, sharer);
    await helper.chooseViewOnly();
    await expect(sharer.question).toBeVisible();
    return sharer.page;
  },
  'waiting for permission': async (helper, sharer) => {
    await pair(helper, sharer);
    await helper.chooseViewOnly();
    await helper.sees('Waiting for permission');
    return helper.page;
  },
  sharing: async (helper, sharer) => {
    await startSharing(helper, sharer);
    await sharer.say('hello');
    return sharer.page;
  },
  viewing: async (helper, sharer) => {
    await startSharing(helper, sharer);
    await helper.say('hello');
    return helper.page;
  },
  "the sharer's end": async (helper, sharer) => {
    await startSharing(helper, sharer);
    await sharer.stop();
    await expect(sharer.status).toBeHidden();
    return sharer.page;
  },
  "the helper's end": async (helper, sharer) => {
    await startSharing(helper, sharer);
    await helper.leave();
    await expect(helper.screen).toBeHidden();
    return helper.page;
  },
  'the check': async ({ page, origin }) => {
    await page.goto(`${origin}/check`);
    await expect(page.getByRole('button', { name: 'Run the check' })).toBeVisible();
    return page;
  },
};

for (const [name, show] of Object.entries(SCREENS)) {
  test(`${name}: nothing serious for screen readers, in light and dark, and no wider than 320 px`, async ({
    helper,
    sharer,
  }) => {
    const page = await show(helper, sharer);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${colorScheme}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
      expect(serious).toEqual([]);
    }
    await page.setViewportSize({ width: 320, height: 720 });
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: 'width of the page' })
      .toBeLessThanOrEqual(320);
  });
}

test('a whole session by keyboard alone', async ({ helper, sharer }) => {
  await helper.page.goto(helper.origin);
  await onto(helper, 'button', 'Assist another person');
  await helper.page.keyboard.press('Enter');
  await onto(helper, 'button', 'Sign in');
  const opened = helper.page.waitForEvent('popup');
  await helper.page.keyboard.press('Enter');
  const provider = await opened;
  await expect(provider.getByRole('textbox', { name: 'Your name' })).toBeFocused();
  await provider.keyboard.type('Ada Lovelace');
  await provider.keyboard.press('Enter');
  const code = await helper.readsCode();

  await sharer.page.goto(sharer.origin);
  await onto(sharer, 'textbox', 'Code from assistant');
  await sharer.page.keyboard.type(code);
  await sharer.page.keyboard.press('Enter');
  await expect(sharer.start).toBeVisible();
  await sharer.page.keyboard.press('Space'); // the first answer has the focus
  await onto(sharer, 'button', 'Continue');
  await sharer.page.keyboard.press('Enter');

  await expect(helper.page.getByRole('dialog', { name: 'How do you want to help?' })).toBeVisible();
  await onto(helper, 'button', 'Continue');
  await helper.page.keyboard.press('Enter');

  await expect(sharer.question).toBeVisible();
  await onto(sharer, 'button', 'Allow');
  await sharer.page.keyboard.press('Enter');
  await helper.seesPicture();

  await onto(helper, 'textbox', 'Message', 'm');
  await helper.page.keyboard.type('by keyboard');
  await helper.page.keyboard.press('Enter');
  await sharer.reads('by keyboard');

  await onto(sharer, 'button', 'Pause');
  await sharer.page.keyboard.press('Enter');
  await helper.sees('Paused by the sharer');
  await onto(sharer, 'button', 'Stop sharing');
  await sharer.page.keyboard.press('Enter');
  await expect(helper.screen).toBeHidden();
});

/** Presses Tab until it is reached, as somebody without a mouse does; `key` is the product's own shortcut to it. */
async function onto({ page }: Helper | Sharer, role: 'button' | 'textbox', name: string, key?: string): Promise<void> {
  const wanted = page.getByRole(role, { name, exact: true });
  if (key) await page.keyboard.press(key);
  await expect(wanted).toBeVisible();
  for (let presses = 0; presses < 60; presses++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) {
      const outline = await wanted.evaluate((element) => {
        const { outlineStyle, boxShadow } = getComputedStyle(element);
        return outlineStyle !== 'none' || boxShadow !== 'none';
      });
      expect(outline, `the focus on ${name} can be seen`).toBe(true);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reaches ${name}`);
}
