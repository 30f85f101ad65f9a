/** Helpers who have something else than Chromium at a desk. */
import { PHONE } from '../support/browsers.ts';
import { openFirefox, type Firefox } from '../support/firefox.ts';
import { difference, fromPng, colourAt, type Colour } from '../support/picture.ts';
import { expect, test } from './fixtures.ts';
import { startSharing } from './people.ts';

const PATCH = { x: 200, y: 200, width: 160, height: 160 };
const MAGENTA: Colour = [220, 0, 200];

test.describe('a helper with a phone', () => {
  test.use({ helperDevice: PHONE });

  test('sees, draws with a finger, and chats', async ({ helper, sharer, desktop }) => {
    await startSharing(helper, sharer);
    await desktop.paint(MAGENTA, PATCH);
    await helper.seesColour(MAGENTA, 280, 280);

    await helper.takes('Pen');
    await helper.drawsWithFinger({ x: 0.3, y: 0.3 }, { x: 0.6, y: 0.3 });
    await expect(async () => {
      const line = await sharer.stroke();
      expect(line?.left).toBeCloseTo(0.3, 1);
      expect(line?.right).toBeCloseTo(0.6, 1);
      expect(line?.y).toBeCloseTo(0.3, 2);
    }).toPass({ timeout: 15_000 });

    await helper.say('from my phone');
    await sharer.reads('from my phone');
    await sharer.say('I see');
    await helper.reads('I see');
  });

  test('has everything within reach of the width of the phone', async ({ helper, sharer }) => {
    await startSharing(helper, sharer);
    const overflow = await helper.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    for (const tool of ['Laser pointer', 'Pen', 'Leave']) await helper.takes(tool);
  });
});

test.describe('a helper with Firefox', () => {
  let firefox: Firefox;
  test.beforeAll(async () => {
    test.setTimeout(90_000);
    firefox = await openFirefox();
  });
  test.afterAll(() => firefox.close());

  test('sees, draws and chats', async ({ sharer, server, desktop }) => {
    await firefox.goto(`${server.origin}/assist`);
    const provider = await firefox.popup(() => firefox.click('button', 'Sign in'));
    await provider.locator('::-p-aria([name="Your name"][role="textbox"])').fill('Ada Lovelace');
    await provider.locator('::-p-aria([name="Continue"][role="button"])').click();
    await firefox.until(`/\\d{3}/.test(document.querySelector('[aria-label="Session code"]')?.textContent ?? '')`);
    await sharer.join(await firefox.text('status', 'Session code'));
    await firefox.click('radio', 'View Only');
    await firefox.click('button', 'Continue');
    await sharer.allow();

    await firefox.until(`document.querySelector('[role=application] video')?.videoWidth === ${desktop.size.width}`);
    await desktop.paint(MAGENTA, PATCH);
    await expect
      .poll(async () => {
        const shot = await firefox.pixels('[role=application] video');
        return difference(colourAt(fromPng(shot), 280, 280), MAGENTA);
      })
      .toBeLessThan(40);

    await firefox.click('button', 'Rectangle');
    await firefox.drag('[role=application] video', { x: 0.2, y: 0.2 }, { x: 0.5, y: 0.6 });
    await expect(async () => {
      const shape = await sharer.stroke();
      expect(shape?.left).toBeCloseTo(0.2, 2);
      expect(shape?.bottom).toBeCloseTo(0.6, 2);
    }).toPass({ timeout: 15_000 });

    await sharer.say('and this is Firefox?');
    await firefox.click('button', 'Chat');
    await firefox.until(`document.body.textContent.includes('and this is Firefox?')`);
    await firefox.fill('textbox', 'Message', 'it is');
    await firefox.click('button', 'Send');
    await sharer.reads('it is');
    expect(firefox.complaints).toEqual([]);
  });
});
