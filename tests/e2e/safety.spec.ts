/** What must not happen to a sharer. */
import { launchSharer } from '../support/browsers.ts';
import { letTimePass } from '../support/long-waits.ts';
import { expect, test } from './fixtures.ts';
import { pair, startSharing } from './people.ts';

const HALF_AN_HOUR_MS = 30 * 60_000;

test.describe('a sharer', () => {
  test('is asked before anything is captured, and Enter pressed by habit says no', async ({ helper, sharer }) => {
    await pair(helper, sharer);
    expect(await sharer.captures()).toEqual([]);
    await helper.chooseViewOnly();
    await expect(sharer.question).toBeVisible();
    await expect(sharer.question.getByRole('button', { name: 'Decline' })).toBeFocused();
    expect(await sharer.captures()).toEqual([]);

    await sharer.page.keyboard.press('Enter');
    await expect(sharer.question).toBeHidden();
    await helper.sees('They declined');
    expect(await sharer.captures()).toEqual([]);
  });

  test('is captured once, and only after Allow', async ({ helper, sharer }) => {
    await startSharing(helper, sharer);
    expect(await sharer.captures()).toEqual(['live']);
  });

  test('who does not answer for two minutes has declined', async ({ helper, sharer }) => {
    await pair(helper, sharer);
    await helper.chooseViewOnly();
    await expect(sharer.question).toBeVisible();
    await letTimePass(sharer.page, 115_000);
    await expect(sharer.question).toBeVisible();
    await letTimePass(sharer.page, 6_000);
    await expect(sharer.question).toBeHidden();
    await helper.sees('There was no answer');
    expect(await sharer.captures()).toEqual([]);
  });

  test('is asked for a look first when the helper wants control, which is not there yet', async ({
    helper,
    sharer,
  }) => {
    await pair(helper, sharer);
    await helper.chooseFullControl();
    await expect(sharer.question).toHaveAccessibleName('Allow Ada L. to see your screen?');
    await sharer.allow();
    await helper.seesPicture();
    await helper.sees('Control needs a small program that is not available');
  });

  test('is asked every thirty minutes whether everything is all right', async ({ helper, sharer }) => {
    await startSharing(helper, sharer);
    const question = sharer.page.getByRole('dialog', { name: 'Is everything all right?' });
    await letTimePass(sharer.page, HALF_AN_HOUR_MS);
    await question.getByRole('button', { name: 'Yes, go on' }).click();
    await expect(question).toBeHidden();
    await letTimePass(sharer.page, HALF_AN_HOUR_MS);
    await expect(question).toBeVisible();
    await letTimePass(sharer.page, 5 * 60_000);
    await expect(helper.screen).toBeHidden();
    expect(await sharer.captures()).toEqual(['ended']);
  });
});

test.describe('a sharer whose browser shows its picker', () => {
  test.use({
    sharerBrowser: async ({ stage }, use) => {
      const asking = await launchSharer(stage.sharerDisplay, 'asking');
      await use(asking);
      await asking.close();
    },
  });

  test('and who chooses nothing is asked again, with an explanation', async ({ helper, sharer, desktop }) => {
    await pair(helper, sharer);
    await helper.chooseViewOnly();
    await sharer.allow();
    await expect.poll(() => sharer.captures()).toEqual(['none']); // asked, not answered
    await expect(async () => {
      await desktop.pressKey('Escape');
      await expect(sharer.question).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 15_000 });
    await sharer.sees('Nothing was chosen');
    await expect(sharer.question.getByRole('button', { name: 'Decline' })).toBeFocused();
    await expect(helper.screen).toBeHidden();
  });
});
