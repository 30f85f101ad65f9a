/** How did this start? What a sharer is asked before anything is sent, and what stands in a scammer's way. */
import type { Page } from '@playwright/test';
import { writeCode } from '#protocol/code.ts';
import { letTimePass } from '../support/long-waits.ts';
import { expect, test } from './fixtures.ts';
import type { Sharer } from './people.ts';

const HALF_A_MINUTE_MS = 30_000;
const SOME_CODE = writeCode({ nameplate: '987', secret: '12345' });

/** Everything the page asks of anybody from now on. */
function listen(page: Page): string[] {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('websocket', (socket) => asked.push(socket.url()));
  return asked;
}

/** At the code box, with everything loaded that is loaded by itself. */
async function atTheCodeBox(sharer: Sharer): Promise<string[]> {
  await sharer.opens();
  await sharer.page.waitForLoadState('networkidle');
  return listen(sharer.page);
}

const goOn = ({ warning }: Sharer) => warning.getByRole('button', { name: 'Continue anyway' });

test.describe('a sharer', () => {
  test('is asked how this started before anything is sent, and Enter by habit leads nowhere', async ({
    helper,
    sharer,
  }) => {
    const code = await helper.openSession();
    const asked = await atTheCodeBox(sharer);
    await sharer.codeBox.fill(code);
    await sharer.page.keyboard.press('Enter');
    await expect(sharer.start).toBeVisible();
    for (const radio of await sharer.start.getByRole('radio').all()) await expect(radio).not.toBeChecked();
    const button = sharer.start.getByRole('button', { name: 'Continue' });
    await expect(button).toHaveAccessibleDescription('Choose one answer to continue.');

    for (let presses = 0; presses < 3; presses++) await sharer.page.keyboard.press('Enter');
    await button.click({ force: true }); // Playwright would wait until it is enabled
    await expect(sharer.start).toBeVisible();
    expect(asked).toEqual([]);

    await sharer.tells('contacted');
    await helper.chooseViewOnly();
    await expect(sharer.question).toBeVisible();
    expect(asked).not.toEqual([]);
  });

  test('may go back to the code, and is asked again', async ({ sharer }) => {
    const asked = await atTheCodeBox(sharer);
    await sharer.enters(SOME_CODE);
    await sharer.start.getByRole('button', { name: 'Back' }).click();
    await expect(sharer.start).toBeHidden();
    await sharer.press('Share screen');
    await expect(sharer.start).toBeVisible();
    await sharer.page.keyboard.press('Escape');
    await expect(sharer.start).toBeHidden();
    expect(asked).toEqual([]);
  });

  test('is asked the same who typed the code at home, or came with a link', async ({ helper, sharer }) => {
    const code = await helper.openSession();
    await sharer.page.goto(sharer.origin);
    await sharer.enters(code);
    await expect(sharer.start).toBeVisible();

    await sharer.page.goto('about:blank'); // another fragment alone would load nothing
    await sharer.page.goto(`${sharer.origin}/share#${code}`);
    await sharer.press('Share screen');
    await sharer.tells('asked');
    await helper.chooseViewOnly();
    await expect(sharer.question).toBeVisible();
  });
});

test.describe('a sharer who was contacted first', () => {
  test('is told that this is how scams start, and Enter stops it: nothing was ever sent', async ({
    helper,
    sharer,
  }) => {
    const code = await helper.openSession();
    const asked = await atTheCodeBox(sharer);
    await sharer.enters(code);
    await sharer.tells('calledFirst');
    await expect(sharer.warning).toContainText('Hang up');
    await expect(sharer.warning.getByRole('button', { name: 'Stop (recommended)' })).toBeFocused();

    await sharer.page.keyboard.press('Enter');
    await sharer.sees('Well done. You stopped in time');
    await sharer.sees('If something felt wrong');
    expect(asked).toEqual([]);
    await expect(helper.code).toBeVisible(); // nobody came
  });

  test('cannot go on in the first half minute', async ({ sharer }) => {
    const asked = await atTheCodeBox(sharer);
    await sharer.enters(SOME_CODE);
    await sharer.tells('calledFirst');
    await expect(goOn(sharer)).toHaveAttribute('aria-disabled', 'true');
    await expect(goOn(sharer)).toHaveAccessibleDescription(/^You can continue in \d+ seconds\.$/);
    await goOn(sharer).click({ force: true });
    await letTimePass(sharer.page, HALF_A_MINUTE_MS - 1_000);
    await goOn(sharer).focus();
    await sharer.page.keyboard.press('Enter');
    await expect(sharer.warning).toBeVisible();
    expect(asked).toEqual([]);

    await letTimePass(sharer.page, 1_000);
    await expect(goOn(sharer)).toHaveAccessibleDescription('You can continue now.');
    await expect(goOn(sharer)).not.toHaveAttribute('aria-disabled');
  });

  test('and goes on can be watched, and no more: the helper is told so', async ({ helper, sharer }) => {
    const code = await helper.openSession();
    await sharer.opens();
    await sharer.enters(code);
    await sharer.tells('calledFirst');
    await letTimePass(sharer.page, HALF_A_MINUTE_MS);
    await goOn(sharer).click();
    await helper.chooseFullControl();
    await sharer.allow();
    await helper.seesPicture();
    await helper.sees('This session is for watching only');
    await expect(helper.tools.getByRole('button', { name: 'Request control' })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
    await expect(sharer.page.getByRole('dialog')).toBeHidden();
  });
});
