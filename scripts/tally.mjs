/** What a test runner found, in the one shape that `npm test` adds up. */
import { readFileSync } from 'node:fs';

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} skipped one line for each, with its reason
 */

export const NO_REASON = 'no reason was given';

/**
 * @param {string} file
 * @returns {unknown}
 */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * A runner that failed without a failed test (a file that could not be read, a crash, no tests at
 * all) must not look like success, so it counts as one failure.
 * @param {Tally | null} tally
 * @param {boolean} ok
 * @returns {Tally}
 */
function honest(tally, ok) {
  const { passed, failed, skipped } = tally ?? { passed: 0, failed: 0, skipped: [] };
  return { passed, failed: failed === 0 && (!ok || passed === 0) ? 1 : failed, skipped };
}

/**
 * @param {string} file as tally-reporter.mjs writes it
 * @param {boolean} ok
 */
export function tallyOfVitest(file, ok) {
  return honest(/** @type {Tally | null} */ (readJson(file)), ok);
}

/**
 * @typedef {object} Suite
 * @property {Suite[]} [suites]
 * @property {import('@playwright/test/reporter').JSONReportSpec[]} [specs]
 */

/**
 * @param {string} file as Playwright's json reporter writes it
 * @param {boolean} ok
 */
export function tallyOfPlaywright(file, ok) {
  const report = /** @type {Suite | null} */ (readJson(file));
  /** @type {Tally} */
  const tally = { passed: 0, failed: 0, skipped: [] };
  for (const spec of specsOf(report ?? {})) {
    for (const test of spec.tests) {
      if (test.status === 'expected') tally.passed++;
      else if (test.status !== 'skipped') tally.failed++;
      else tally.skipped.push(`${spec.title}: ${reasonIn(test.annotations)}`);
    }
  }
  return honest(report && tally, ok);
}

/**
 * @param {Suite} suite
 * @returns {import('@playwright/test/reporter').JSONReportSpec[]}
 */
function specsOf(suite) {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];
}

/** @param {{ type: string, description?: string }[]} annotations */
function reasonIn(annotations) {
  return annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description ?? NO_REASON;
}
