/**
 * The corpus of hostile inputs as far as it reaches a screen: sent over a real link by a page that is
 * not ours, said by a server that lies, or typed. Text is only ever text, and the session goes on.
 */
import { CODES, TEXTS } from '../support/corpus.ts';
import { Watch } from '../support/watch.ts';
import { expect, saysRaw, test } from './attacked.ts';
import type { Helper, Sharer } from './people.ts';

/** The newest line of the chat, character by character. */
const newestLine = ({ chat }: Helper | Sharer) => chat.locator('p[dir=auto]').last();
/** What markup, links and pictures would be, if text became any. */
const NOT_TEXT = 'a, img, script, iframe, object, b, style, [onerror]';

/** The service worker has no part in this, and is kept out (attacked.ts). */
function watching(): Watch {
  const watch = new Watch();
  watch.expects(/Service Worker registration blocked/);
  return watch;
}

test.describe('hostile text', () => {
  for (const [from, to] of [
    ['helper', 'sharer'],
    ['sharer', 'helper'],
  ] as const) {
    test(`that a ${from}’s page sends stands before the ${to} as text, and nothing else happens`, async ({
      liar,
      helper,
      sharer,
    }) => {
      const people = { helper, sharer };
      const [mallory, reader] = [people[from], people[to]];
      const watch = watching();
      await watch.over(to, reader.page.context(), liar.origin);
      const dialogs: string[] = [];
      reader.page.on('dialog', (dialog) => {
        dialogs.push(dialog.message());
        void dialog.dismiss();
      });
      await sharer.join(await helper.openSession());
      await helper.chooseViewOnly();
      await sharer.allow();
      await helper.seesPicture();
      await mallory.say('begin');
      await reader.reads('begin');

      for (const { row, what, sent, shown } of TEXTS) {
        await saysRaw(mallory, 'ctl', { is: 'chat', text: sent });
        await expect
          .poll(() => newestLine(reader).evaluate((line) => line.textContent), { message: `${row}: ${what}` })
          .toBe(shown);
      }
      await expect(reader.chat.locator(NOT_TEXT)).toHaveCount(0);
      if (from === 'helper') {
        // A text on the picture is drawn on it, and stands nowhere in the page.
        for (const [i, text] of ['<b>Windows Security Alert</b>', 'Call 0800 000 000'].entries()) {
          await saysRaw(mallory, 'ink', { is: 'label', id: 9_000 + i, epoch: 1, colour: 'red', x: 0.1, y: 0.1, text });
        }
      }
      await reader.say('still here');
      await mallory.reads('still here');
      await expect(reader.page.getByText('Windows Security Alert')).toHaveCount(0);
      await expect(reader.page.getByRole('dialog')).toHaveCount(0);
      expect(dialogs).toEqual([]);
      expect(watch.complaints).toEqual([]);
    });
  }

  test('that a lying server gives out as the helper’s name is one line of text in the question', async ({
    liar,
    helper,
    sharer,
  }) => {
    const watch = watching();
    await watch.over('sharer', sharer.page.context(), liar.origin);
    const name = 'A\u202Ed\u200Ba\n\n<img src=x onerror=alert(1)>';
    liar.lie = ({ line, who, towards, said }) =>
      line === 'seat' && who === 'sharer' && towards === 'page' && said.is === 'ready'
        ? [{ ...said, helper: { name, vouched: { by: 'demo' } } }]
        : undefined;
    await sharer.join(await helper.openSession());
    await helper.chooseViewOnly();
    await expect(sharer.question).toBeVisible();
    await expect(sharer.question.getByRole('heading')).toHaveText(
      'Allow Ada <img src=x onerror=alert(1)> to see your screen?',
    );
    await expect(sharer.page.locator('img[src=x]')).toHaveCount(0);
    expect(watch.complaints).toEqual([]);
  });
});

test.describe('the code box', () => {
  test('34: takes the digits of every script, and says at once what is no code, asking no server', async ({
    liar,
    sharer,
  }) => {
    const says = {
      incomplete: 'The code is not complete',
      'too-long': 'That code has too many digits',
      'not-digits': 'A code has digits only',
    };
    await sharer.opens();
    for (const [, typed, made] of CODES) {
      if (made === 'code') continue;
      await sharer.types(typed);
      await sharer.sees(says[made as keyof typeof says]);
      await expect(sharer.page.locator('img')).toHaveCount(0);
    }
    expect(liar.passed).toEqual([]);
  });
});
