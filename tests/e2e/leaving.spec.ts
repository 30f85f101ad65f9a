/** People who go, pages that reload, a server that dies: what ends, what goes on, and what is said. */
import type { Colour } from '../support/picture.ts';
import { expect, test } from './fixtures.ts';
import { pair, startSharing } from './people.ts';

const PATCH = { x: 200, y: 200, width: 80, height: 80 };
const GREEN: Colour = [0, 160, 60];
const MAGENTA: Colour = [220, 0, 200];

test.describe('when the helper', () => {
  test('leaves, the capture ends and the sharer is told', async ({ helper, sharer }) => {
    await startSharing(helper, sharer);
    await helper.leave();
    await sharer.sees('Your helper has left');
    await expect(sharer.status).toBeHidden();
    expect(await sharer.captures()).toEqual(['ended']);
  });

  test('closes the tab, the capture ends and the sharer is told', async ({ helper, sharer }) => {
    await startSharing(helper, sharer);
    await helper.page.close({ runBeforeUnload: false });
    await sharer.sees('Your helper has left');
    await expect(sharer.status).toBeHidden();
    expect(await sharer.captures()).toEqual(['ended']);
  });

  test('closes the tab before anybody has come, the code is gone', async ({ helper, sharer }) => {
    const code = await helper.openSession();
    await helper.page.close({ runBeforeUnload: false });
    await expect(async () => {
      await sharer.join(code);
      await expect(sharer.page.getByText("This code isn't active.")).toBeVisible({ timeout: 3_000 });
    }).toPass({ timeout: 15_000 });
  });

  test('cancels the code, it is gone', async ({ helper, sharer }) => {
    const code = await helper.openSession();
    await helper.press('Cancel');
    await sharer.join(code);
    await sharer.sees("This code isn't active.");
  });
});

test.describe('when the sharer', () => {
  test('reloads the page, the session ends and the helper is told', async ({ helper, sharer }) => {
    await startSharing(helper, sharer);
    await sharer.page.reload();
    await expect(sharer.codeBox).toBeVisible();
    await expect(helper.screen).toBeHidden();
    await helper.sees('They have left');
  });

  test('declines, the helper is told and can start again', async ({ helper, sharer }) => {
    await pair(helper, sharer);
    await helper.chooseViewOnly();
    await sharer.decline();
    await helper.sees('They declined');
    expect(await sharer.captures()).toEqual([]);
  });
});

test.describe('when the server dies and comes back', () => {
  test.beforeEach(({ watch }) => {
    // Chromium reports a refused connection on the console; no page can keep it from doing so.
    watch.expects(/WebSocket connection to .+ failed|ERR_CONNECTION_REFUSED|Failed to load resource/);
  });

  test.afterEach(async ({ server }) => {
    await server.kill();
    await server.restart();
  });

  test('while a helper waits, the code still works', async ({ helper, sharer, server }) => {
    const code = await helper.openSession();
    await server.kill();
    await helper.sees('The connection to Beside is gone.');
    await server.restart();
    await expect(async () => {
      await sharer.join(code);
      await expect(helper.page.getByRole('dialog', { name: 'How do you want to help?' })).toBeVisible({
        timeout: 4_000,
      });
    }).toPass({ timeout: 30_000 });
  });

  test('while the sharer is asked, the session goes on', async ({ helper, sharer, server }) => {
    await pair(helper, sharer);
    await helper.chooseViewOnly();
    await expect(sharer.question).toBeVisible();
    await server.kill();
    await sharer.allow();
    await helper.seesPicture();
    await server.restart();
    await helper.say('still here');
    await sharer.reads('still here');
  });

  test('while they share, the session goes on', async ({ helper, sharer, server, desktop }) => {
    await startSharing(helper, sharer);
    await server.kill();
    await desktop.paint(GREEN, PATCH);
    await helper.seesColour(GREEN, 240, 240);
    await sharer.say('can you still see it?');
    await helper.reads('can you still see it?');

    await server.restart();
    await desktop.paint(MAGENTA, PATCH);
    await helper.seesColour(MAGENTA, 240, 240);
    await expect(sharer.status).toBeVisible();
    await helper.say('all the time');
    await sharer.reads('all the time');
    await sharer.stop();
    await expect(helper.screen).toBeHidden();
  });
});
