/**
 * End-to-end tests: two people in real browsers, against one workerd.
 * One at a time, because each pair of browsers needs both cores of a small machine to itself.
 */
import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const setup = './tests/support/global-setup.ts';

export default defineConfig({
  testDir: 'tests/e2e',
  ...(existsSync(setup) ? { globalSetup: setup } : {}),
  workers: 1,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list'], ['json', { outputFile: '.beside/results/e2e.json' }]],
  outputDir: '.beside/e2e',
  // Writing a trace of every test takes a quarter of the whole run. A failed one leaves pictures and words of its
  // pages behind (fixtures.ts); for more, run it again with --trace on.
  use: { trace: 'off' },
});
