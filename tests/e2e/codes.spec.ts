/** Codes that do not work, and what the person who typed them is told. */
import { readCode, writeCode } from '#protocol/code.ts';
import { startServer } from '../support/server.ts';
import { expect, test } from './fixtures.ts';
import { pair } from './people.ts';

const NOT_ACTIVE = "This code isn't active. Codes work for 10 minutes. Ask your helper for a new one.";
const TYPO = 'That code has a typo. Please read it back to your helper.';

/** The same nameplate with another secret, and a check digit that fits. */
function withOtherSecret(digits: string, shift: number): string {
  const read = readCode(digits);
  if (!read.ok) throw new Error(`${digits} is no code`);
  const secret = String((Number(read.code.secret) + shift) % 100_000).padStart(5, '0');
  return writeCode({ nameplate: read.code.nameplate, secret });
}

test.describe('a sharer with a mistyped code', () => {
  test('is told at once, and no server is asked', async ({ helper, sharer }) => {
    const code = await helper.openSession();
    await sharer.opens();
    await sharer.page.waitForLoadState('networkidle');
    const asked: string[] = [];
    sharer.page.on('request', (request) => asked.push(request.url()));
    sharer.page.on('websocket', (socket) => asked.push(socket.url()));

    const lastDigit = (Number(code.at(-1)) + 1) % 10;
    await sharer.enters(code.slice(0, -1) + lastDigit);
    await sharer.sees(TYPO);
    await expect(sharer.start).toBeHidden();
    expect(asked).toEqual([]);

    await sharer.types(code); // the very same page, so what was listened for would have been heard
    await expect(helper.page.getByRole('dialog', { name: 'How do you want to help?' })).toBeVisible();
    expect(asked).not.toEqual([]);
  });

  test('may type spaces, dashes and full-width digits', async ({ helper, sharer }) => {
    const code = await helper.openSession();
    const wide = [...code].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('');
    await sharer.join(` ${wide.slice(0, 3)}-${wide.slice(3, 6)} ${wide.slice(6)} `);
    await expect(helper.page.getByRole('dialog', { name: 'How do you want to help?' })).toBeVisible();
  });
});

test.describe('a sharer with a wrong code', () => {
  test('has two more tries, and then the right one works', async ({ helper, sharer }) => {
    const code = await helper.openSession();
    await sharer.join(withOtherSecret(code, 1));
    await sharer.sees("The code doesn't match. Check each digit: 2 tries left.");
    await sharer.types(withOtherSecret(code, 2));
    await sharer.sees("The code doesn't match. Check each digit: 1 try left.");
    await sharer.types(code);
    await helper.chooseViewOnly();
    await expect(sharer.question).toBeVisible();
  });

  test('costs the helper the code after three tries, and a new one is shown', async ({ helper, sharer }) => {
    const code = await helper.openSession();
    await sharer.opens();
    for (const [index, told] of ['2 tries left', '1 try left', 'cannot be used again'].entries()) {
      await sharer.types(withOtherSecret(code, index + 1));
      await sharer.sees(told);
    }
    await expect(helper.code).not.toHaveText(grouped(code));
    const fresh = await helper.readsCode();
    expect(fresh).not.toBe(code);

    await sharer.types(code);
    await sharer.sees(NOT_ACTIVE);
    await sharer.types(fresh);
    await expect(helper.page.getByRole('dialog', { name: 'How do you want to help?' })).toBeVisible();
  });
});

test.describe('a code', () => {
  test('that nobody was given is not active', async ({ sharer }) => {
    await sharer.join(writeCode({ nameplate: '987', secret: '12345' }));
    await sharer.sees(NOT_ACTIVE);
  });

  test('that was used is not active for a third person, whom the two do not notice', async ({
    helper,
    sharer,
    another,
    desktop,
  }) => {
    const code = await helper.openSession();
    await sharer.join(code);
    await helper.chooseViewOnly();
    const third = await another();
    await third.join(code);
    await third.sees(NOT_ACTIVE);

    await sharer.allow();
    await helper.seesPicture();
    await third.types(code);
    await third.sees(NOT_ACTIVE);
    await desktop.paint([220, 0, 200], { x: 100, y: 100, width: 80, height: 80 });
    await helper.seesColour([220, 0, 200], 140, 140);
  });

  test('is not active any more after the helper has taken a new one', async ({ helper, sharer }) => {
    const code = await helper.openSession();
    await helper.press('New code');
    await expect(helper.code).not.toHaveText(grouped(code));
    await sharer.join(code);
    await sharer.sees(NOT_ACTIVE);
    await sharer.types(await helper.readsCode());
    await helper.chooseViewOnly();
    await expect(sharer.question).toBeVisible();
  });

  test('can be sent as a link, which leaves no trace in the address', async ({ helper, sharer }) => {
    const code = await helper.openSession();
    const requests: string[] = [];
    sharer.page.on('request', (request) => requests.push(request.url()));
    await sharer.page.goto(`${sharer.origin}/share#${code}`);
    await expect.poll(async () => (await sharer.codeBox.inputValue()).replace(/\D/g, '')).toBe(code);
    expect(sharer.page.url()).toBe(`${sharer.origin}/share`);
    expect(requests.filter((url) => url.includes(code.slice(-6)))).toEqual([]);
  });

  test('in a broken link does no harm', async ({ sharer }) => {
    await sharer.page.goto(`${sharer.origin}/share#%E0%A4%A`);
    await expect(sharer.codeBox).toBeVisible();
    await expect(sharer.codeBox).toHaveValue('');
  });
});

test.describe('a code that nobody types in time', () => {
  test.use({
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from the pattern
    server: async ({}, use) => {
      const hasty = await startServer({ CODE_LIFETIME_MS: '2000' });
      await use(hasty);
      await hasty.stop();
    },
  });

  test('expires, and a new one is one press away', async ({ helper, sharer }) => {
    const code = await helper.openSession();
    await helper.sees('Your code has ended');
    await sharer.join(code);
    await sharer.sees(NOT_ACTIVE);
    await helper.press('New code');
    expect(await helper.readsCode()).not.toBe(code);
  });
});

test.describe('two people at one address', () => {
  test.use({
    // eslint-disable-next-line no-empty-pattern -- as above
    server: async ({}, use) => {
      const strict = await startServer({ JOIN_TRIES_PER_MINUTE: '2' });
      await use(strict);
      await strict.stop();
    },
  });

  test('are told to wait when they try too often', async ({ sharer }) => {
    await sharer.opens();
    for (const secret of ['11111', '22222']) {
      await sharer.types(writeCode({ nameplate: '987', secret }));
      await sharer.sees(NOT_ACTIVE);
    }
    await sharer.types(writeCode({ nameplate: '987', secret: '33333' }));
    await sharer.sees('Too many tries. Wait a minute.');
  });
});

test('the sharer learns a first name and an initial, and that nobody vouches for it', async ({ helper, sharer }) => {
  await pair(helper, sharer);
  await helper.chooseViewOnly();
  await expect(sharer.question).toHaveAccessibleName('Allow Ada L. to see your screen?');
  await expect(sharer.question).toContainText('anyone can type any name');
  expect(await sharer.page.content()).not.toContain('Lovelace');
});

/** As it is shown: digits with single spaces between the groups. */
const grouped = (digits: string) => new RegExp([...digits].join('\\s*'));
