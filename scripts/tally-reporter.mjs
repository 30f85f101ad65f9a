/** Tells vitest's findings in the shape of tally.mjs: its own JSON leaves out why a test was skipped. */
/** @import { Reporter } from 'vitest/node' */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { NO_REASON } from './tally.mjs';

/** @implements {Reporter} */
export default class TallyReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandled
   */
  onTestRunEnd(modules, unhandled) {
    /** @type {import('./tally.mjs').Tally} */
    const tally = { passed: 0, failed: unhandled.length, skipped: [] };
    for (const module of modules) {
      // A file that could not even be read has no tests to fail.
      if (module.errors().length > 0) tally.failed++;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') tally.passed++;
        else if (result.state === 'skipped') tally.skipped.push(`${test.fullName}: ${result.note ?? NO_REASON}`);
        else tally.failed++;
      }
    }
    const file = process.env['TALLY_FILE'];
    if (!file) return;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(tally));
  }
}
