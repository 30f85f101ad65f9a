/** Run with `playwright test -c tests/e2e`. Needs Xvfb, openbox and a Chromium; Firefox for one file. */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results',
  // Two browsers encoding and decoding a screen are all that two cores can do without lying about speed.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: 'list',
});
