/**
 * Everything there is to test, from a clean clone to one last line:
 * `N passed, N failed`, and how many were skipped if any were.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { PlainError } from './plain-error.mjs';
import { endAll, node, npm, ROOT, run } from './run.mjs';
import { ensureSystemPackages } from './system-packages.mjs';
import { tallyOfPlaywright, tallyOfVitest } from './tally.mjs';

const RESULTS = join(ROOT, '.beside/results');
const VITEST = join(RESULTS, 'vitest.json');
const E2E = join(RESULTS, 'e2e.json');

/**
 * @typedef {import('./tally.mjs').Tally} Tally
 * @typedef {{ tally: Tally, output: string }} Findings
 */

export async function testBeside() {
  process.on('SIGTERM', () => {
    endAll();
    process.exit(143);
  });
  // What an earlier run left behind must not be counted again.
  rmSync(RESULTS, { recursive: true, force: true });

  /** @type {Tally[]} */
  const tallies = [];
  /**
   * @param {string} name
   * @param {() => Promise<Findings>} work
   */
  const stage = async (name, work) => {
    const since = Date.now();
    const { tally, output } = await work();
    tallies.push(tally);
    if (tally.failed > 0) console.log(`\n${output.trim()}\n`);
    console.log(`${name.padEnd(9)} ${sum([tally])}  (${Math.round((Date.now() - since) / 1_000)} s)`);
    for (const line of tally.skipped) console.log(`  skipped: ${line}`);
    return tally.failed === 0;
  };

  const missing = await plainly(() => ensureInstalled('npm test'), ensureSystemPackages);
  if (missing.tally.failed > 0) {
    tallies.push(missing.tally);
    console.log(missing.output);
  } else if (await stage('build', () => plainly(ensureBuilt))) {
    await stage('check', async () => one(await npm(['run', '--silent', 'check'])));
    await stage('vitest', vitest);
    await stage('e2e', playwright);
  }
  // Written before the process ends even when somebody reads us through a pipe.
  process.stdout.write(`${sum(tallies)}\n`, () => process.exit(tallies.some(({ failed }) => failed > 0) ? 1 : 0));
}

/** @returns {Promise<Findings>} */
async function vitest() {
  const reporters = ['--reporter=default', '--reporter=./scripts/tally-reporter.mjs'];
  const { ok, output } = await run(node(), ['node_modules/vitest/vitest.mjs', 'run', ...reporters], {
    TALLY_FILE: VITEST,
  });
  return { tally: tallyOfVitest(VITEST, ok), output };
}

/** @returns {Promise<Findings>} */
async function playwright() {
  const { ok, output } = await run(node(), ['node_modules/@playwright/test/cli.js', 'test']);
  return { tally: tallyOfPlaywright(E2E, ok), output };
}

/**
 * @param {import('./run.mjs').Outcome} outcome
 * @returns {Findings}
 */
function one({ ok, output }) {
  return { tally: { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: [] }, output };
}

/**
 * Steps that succeed silently or fail with a sentence.
 * @param {(() => Promise<void>)[]} steps
 */
async function plainly(...steps) {
  try {
    for (const step of steps) await step();
    return one({ ok: true, output: '' });
  } catch (trouble) {
    if (!(trouble instanceof PlainError)) throw trouble;
    return one({ ok: false, output: trouble.message });
  }
}

/** @param {Tally[]} tallies */
function sum(tallies) {
  const passed = tallies.reduce((total, tally) => total + tally.passed, 0);
  const failed = tallies.reduce((total, tally) => total + tally.failed, 0);
  const skipped = tallies.reduce((total, tally) => total + tally.skipped.length, 0);
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
