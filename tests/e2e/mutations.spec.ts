/**
 * Would the attacks be noticed? The product is built with its two most important checks removed in
 * turn, and then the attack that each of them stops must succeed.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readCode, writeCode } from '#protocol/code.ts';
import { startServer } from '../support/server.ts';
import { expect, test } from './attacked.ts';

const ROOT = join(import.meta.dirname, '../..');

const without = (check: 'certificate' | 'confirmation') =>
  test.extend<object, { truth: string }>({
    truth: [
      // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from the pattern
      async ({}, use) => {
        const appDir = mkdtempSync(join(tmpdir(), 'beside-mutant-'));
        await promisify(execFile)(
          process.execPath,
          [
            'node_modules/vite/bin/vite.js',
            'build',
            ...['--config', 'tests/support/mutant.config.ts', '--logLevel', 'warn'],
            ...['--outDir', appDir, '--emptyOutDir'],
          ],
          { cwd: ROOT, env: { ...process.env, MUTATION: check } },
        );
        const server = await startServer({}, appDir);
        await use(server.origin);
        await server.stop();
        rmSync(appDir, { recursive: true, force: true });
      },
      { scope: 'worker', timeout: 180_000 },
    ],
  });

without('certificate')(
  'without the comparison of certificates a third person reads along',
  async ({ liar, mallory, helper, sharer }) => {
    liar.lie = (passing) => mallory.reroute(liar, passing);
    await sharer.join(await helper.openSession());
    // The page believes that it is alone with the sharer, and goes on.
    await expect(helper.page.getByRole('dialog', { name: 'How do you want to help?' })).toBeVisible();
    for (const said of ['sharer {"is":"hello"', 'helper {"is":"hello"', 'sharer {"is":"description"']) {
      await expect.poll(async () => (await mallory.saw()).messages.join('\n')).toContain(said);
    }
    expect((await mallory.saw()).reached.sort()).toEqual(['helper', 'sharer']);
  },
);

without('confirmation')(
  'without the check of the confirmation a stranger with a wrong code learns who helps, and where from',
  async ({ liar, helper, sharer }) => {
    const read = readCode(await helper.openSession());
    if (!read.ok) throw new Error(read.why);
    const { nameplate, secret } = read.code;
    await sharer.join(writeCode({ nameplate, secret: String((Number(secret) + 1) % 100_000).padStart(5, '0') }));
    await expect.poll(() => liar.meetings).toEqual(expect.arrayContaining(['sharer OFFER', 'helper ANSWER']));
    expect(liar.toldTo('sharer')).toContain('Ada L.');
  },
);
