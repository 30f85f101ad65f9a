/** Somebody tries many codes: what honest people notice of it. */
import type { Page } from '@playwright/test';
import { writeCode } from '#protocol/code.ts';
import { Seat } from '../outside/seat.ts';
import { startServer, type Server } from '../support/server.ts';
import { expect, test } from './fixtures.ts';

const WORKING = 'Someone is trying many codes right now.';

/** Guesses until the server asks whoever joins for work. */
async function guessAt({ origin }: Server): Promise<void> {
  const guess = async () =>
    (await new Seat(origin.replace('localhost', '127.0.0.1'), '/room/000/sharer').hears('refused')).why;
  const several = () => Promise.all(Array.from({ length: 8 }, guess));
  await expect.poll(several, { timeout: 40_000, intervals: [100] }).toContain('work-needed');
}

const underAttack = (bits: string) =>
  test.extend<object, { attacked: Server }>({
    attacked: [
      // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from the pattern
      async ({}, use) => {
        const server = await startServer({ JOINS_BEFORE_WORK: '4', WORK_BITS: bits });
        await guessAt(server);
        await use(server);
        await server.stop();
      },
      { scope: 'worker', timeout: 180_000 },
    ],
    server: ({ attacked }, use) => use(attacked),
  });

/** The longest time between two frames that the page has painted, until asked. */
async function watchFrames(page: Page): Promise<() => Promise<number>> {
  const watch = await page.evaluateHandle(() => {
    const seen = { longestMs: 0, last: performance.now() };
    const look = (now: number) => {
      seen.longestMs = Math.max(seen.longestMs, now - seen.last);
      seen.last = now;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    return seen;
  });
  return async () => (await watch.jsonValue()).longestMs;
}

underAttack('18')('while somebody is guessing, a sharer joins as ever', async ({ helper, sharer }) => {
  const code = await helper.openSession();
  const asked: string[] = [];
  sharer.page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => asked.push(payload.toString())));
  await sharer.join(code);
  await expect(helper.page.getByRole('dialog', { name: 'How do you want to help?' })).toBeVisible();
  expect(asked.filter((said) => said.includes('work-needed'))).toHaveLength(1);
});

underAttack('24')('while the browser works for longer, it says so, moves, and can be stopped', async ({ sharer }) => {
  await sharer.opens();
  const longestFrame = await watchFrames(sharer.page);
  // Now and then even this much work is done at once; a code that nobody has leads back to the box.
  await expect(async () => {
    if (await sharer.codeBox.isVisible()) await sharer.types(writeCode({ nameplate: '987', secret: '12345' }));
    await expect(sharer.page.getByRole('status').filter({ hasText: WORKING })).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 30_000 });
  await sharer.blinks(30);
  expect(await longestFrame()).toBeLessThan(500);
  await sharer.press('Cancel');
  await expect(sharer.codeBox).toBeVisible();
});
