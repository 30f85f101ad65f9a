/** The operator looks after the server, in a real browser, with a real session to look at. */
import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import * as v from 'valibot';
import { SessionRecord } from '#protocol/record.ts';
import { startServer } from '../support/server.ts';
import { expect, test } from './fixtures.ts';

const TOKEN = 'the-token-of-the-operator';

test.use({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from the pattern
  server: async ({}, use) => {
    const server = await startServer({ ADMIN_TOKEN: TOKEN });
    await use(server);
    await server.stop();
  },
});

test('the operator sees that a session was, how it ended and what was used, and downloads just that', async ({
  helper,
  sharer,
  server,
  another,
  watch,
}) => {
  watch.expects(/401/);
  await sharer.join(await helper.openSession());
  await helper.chooseViewOnly();
  await sharer.allow();
  await helper.seesPicture();
  await sharer.stop();

  const { page } = await another();
  await page.goto(`${server.origin}/admin`);
  await page.getByLabel('Admin token').fill('not-the-token-at-all');
  await page.getByRole('button', { name: 'Open' }).click();
  await expect(page.getByRole('alert')).toHaveText('That is not the token of this server. Check it, then try again.');
  await page.getByLabel('Admin token').fill(TOKEN);
  await page.getByRole('button', { name: 'Open' }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'The last three days' })).toBeFocused();
  await expect(page.getByRole('img', { name: /^Sessions in the last 72 hours: 1\./ })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Why they ended' })).toContainText('The sharer stopped');
  await expect(page.getByRole('region', { name: 'What was used' })).toContainText('Seeing the screen');
  await expect(page.getByRole('region', { name: 'Helpers’ browsers' })).toContainText('Chrome');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);

  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download records' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('beside-records.jsonl');
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => v.parse(SessionRecord, JSON.parse(line)))).toEqual([
    expect.objectContaining({
      reason: 'stopped',
      features: ['view'],
      helperBrowser: 'chrome',
      sharerBrowser: 'chrome',
    }),
  ]);

  // The token was in the page and nowhere else.
  const kept = await page.evaluate(() =>
    JSON.stringify([localStorage, sessionStorage, document.cookie, location.href]),
  );
  expect(kept).not.toContain(TOKEN);
  await page.reload();
  await expect(page.getByLabel('Admin token')).toHaveValue('');
});
