/**
 * How the app is built, and where each kind of test runs.
 *
 * The vitest projects are sorted by what they need to run, like the folders under tests/.
 */
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { TestProjectInlineConfiguration } from 'vitest/config';
import { defineConfig } from 'vitest/config';
import { msalDiet } from './scripts/msal-diet-plugin.ts';
import { redirectBridge } from './scripts/redirect-bridge-plugin.ts';
import { serviceWorker } from './scripts/service-worker-plugin.ts';

export default defineConfig(async () => ({
  plugins: [
    svelte({ configFile: false }),
    msalDiet(),
    redirectBridge(),
    serviceWorker({
      source: 'src/service-worker.ts',
      leaveOut:
        /\/(?:routes\/(?:Admin|Assist|Check|ReportHelper)\.svelte|ui\/info\/\w+\.svelte|assembly\/helper\.ts|adapters\/(?:admin-desk|connection-check|report|sign-in)\.ts)$/,
    }),
  ],
  resolve: {
    alias: { 'webrtc-adapter': fileURLToPath(new URL('src/lib/adapters/no-shims.ts', import.meta.url)) },
  },
  build: {
    outDir: 'dist/app',
    emptyOutDir: true,
    target: 'es2023',
    sourcemap: false,
    cssCodeSplit: true,
    // Every file under its own address: the Content-Security-Policy then needs no data: for fonts or scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Says on every slow machine that Svelte takes most of the time.
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
  test: { projects: process.env['VITEST'] ? await testProjects() : [] },
}));

/** Only asked for by vitest: the worker project loads a whole runtime, which a build need not wait for. */
async function testProjects(): Promise<TestProjectInlineConfiguration[]> {
  const { cloudflareTest } = await import('@cloudflare/vitest-plugin');
  const { svelteTesting } = await import('@testing-library/svelte/vite');
  return [
    {
      extends: false,
      plugins: [svelte({ configFile: false })],
      test: { name: 'unit', environment: 'node', include: ['tests/unit/**/*.test.ts'] },
    },
    {
      extends: false,
      // svelteTesting only here: it turns on the browser conditions, and those break the worker's runtime.
      plugins: [svelte({ configFile: false }), svelteTesting()],
      test: { name: 'component', environment: 'jsdom', include: ['tests/component/**/*.test.ts'] },
    },
    {
      extends: false,
      plugins: [cloudflareTest({ wrangler: { configPath: './signaling/wrangler.jsonc' } })],
      test: {
        name: 'worker',
        include: ['tests/worker/**/*.test.ts'],
        globalSetup: ['tests/worker/issuer-over-http.ts'],
      },
    },
    {
      extends: false,
      test: {
        name: 'outside',
        environment: 'node',
        include: ['tests/outside/**/*.test.ts'],
        // Each file starts a workerd of its own; two at a time is what a small machine has cores for.
        maxWorkers: 2,
        testTimeout: 30_000,
        hookTimeout: 30_000,
      },
    },
  ];
}
