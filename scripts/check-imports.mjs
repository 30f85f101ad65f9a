/**
 * Holds the rules of who may import whom, and makes sure that the files were really read:
 * with a TypeScript it does not know, dependency-cruiser skips every .ts file and prints a green pass.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { node, ROOT, run } from './run.mjs';

/** Well below the number of our own modules, well above what is left when .ts or .svelte is skipped. */
const FEWEST = { '.ts': 100, '.svelte': 30 };

const rooms = ['src', 'signaling', 'agent', 'tests'].filter((room) => existsSync(join(ROOT, room)));
const { ok, output } = await run(node(), [
  'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
  '--output-type=json',
  ...rooms,
]);
if (!output.startsWith('{')) {
  console.error(output);
  process.exit(1);
}
const { summary, modules } = /** @type {import('dependency-cruiser').ICruiseResult} */ (JSON.parse(output));
for (const { rule, from, to } of summary.violations) console.error(`${rule.name}: ${from} → ${to}`);

const own = modules.map((module) => module.source).filter((file) => !file.startsWith('node_modules/'));
const unread = Object.entries(FEWEST).filter(
  ([ending, least]) => own.filter((file) => file.endsWith(ending)).length < least,
);
for (const [ending, least] of unread) console.error(`fewer than ${least} ${ending} files were read`);

console.log(`${own.length} modules read, ${summary.violations.length} rules broken`);
process.exit(ok && summary.violations.length === 0 && unread.length === 0 ? 0 : 1);
