/** `npm run check`: every rule that can be held without running the product, and all of its complaints at once. */
import { node, run } from './run.mjs';

const MODULES = 'node_modules';
const TSC = `${MODULES}/typescript/bin/tsc`;

/** @type {Record<string, string[]>} */
const CHECKS = {
  lint: [`${MODULES}/eslint/bin/eslint.js`, '.', '--max-warnings=0'],
  components: [`${MODULES}/svelte-check/bin/svelte-check`, '--fail-on-warnings', '--output=human'],
  'types of tests': [TSC, '-p', 'tests'],
  'types of worker tests': [TSC, '-p', 'tests/worker'],
  'types of signaling': [TSC, '-p', 'signaling'],
  'types of protocol': [TSC, '-p', 'src/lib/protocol'],
  'types of service worker': [TSC, '-p', 'src/tsconfig.service-worker.json'],
  'types of scripts': [TSC, '-p', 'scripts'],
  format: [`${MODULES}/prettier/bin/prettier.cjs`, '--check', '--log-level=warn', '.'],
  imports: ['scripts/check-imports.mjs'],
  cloudflare: ['scripts/check-cloudflare.mjs'],
  machines: ['scripts/print-machines.ts', '--check'],
  data: ['scripts/print-data.ts', '--check'],
};
/** The checks hardly wait for anything but the processor, and a small machine has two. */
const AT_ONCE = 2;

const only = process.argv.slice(2);
const waiting = Object.entries(CHECKS).filter(
  ([name]) => only.length === 0 || only.some((start) => name.startsWith(start)),
);
let failed = waiting.length === 0;

async function work() {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [name, args] = next;
    const since = Date.now();
    const { ok, output } = await run(node(), args);
    console.log(`${ok ? 'good' : 'BAD '}  ${name} (${Math.round((Date.now() - since) / 1_000)} s)`);
    if (!ok) console.log(output.trim());
    failed ||= !ok;
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, work));
process.exitCode = failed ? 1 : 0;
