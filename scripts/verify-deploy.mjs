/**
 * Does a running server serve what this checkout builds? `npm run verify-deploy -- https://host`
 *
 * Whoever serves the page can change it, and no code inside the page can prevent that. Anybody with
 * the source can look, though: this builds it and compares every file, byte by byte. It shows what
 * was served to this computer at this moment, no more.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { orSayWhy, PlainError } from './plain-error.mjs';
import { manifestOf, sha256 } from './release-manifest.mjs';
import { ROOT } from './run.mjs';

/**
 * @param {string} origin of the server, such as https://help.example
 * @param {Record<string, string>} manifest what it must serve
 * @returns {Promise<string[]>} one line for each file that is not served as it should be; empty if all are
 */
export async function differences(origin, manifest) {
  const found = await Promise.all(
    Object.entries(manifest).map(async ([path, expected]) => {
      const answer = await fetch(new URL(path, origin), { cache: 'no-store', redirect: 'error' });
      if (!answer.ok) return `${path}: not served (${answer.status})`;
      const served = sha256(new Uint8Array(await answer.arrayBuffer()));
      return served === expected
        ? null
        : `${path}: other bytes (${served.slice(0, 16)}… instead of ${expected.slice(0, 16)}…)`;
    }),
  );
  return found.filter((line) => line !== null);
}

async function verify() {
  const [address] = process.argv.slice(2);
  if (!address || !URL.canParse(address)) {
    throw new PlainError('Say which server: npm run verify-deploy -- https://help.example');
  }
  await ensureInstalled('npm run verify-deploy');
  await ensureBuilt();
  const manifest = manifestOf(join(ROOT, 'dist/app'));
  const count = Object.keys(manifest).length;
  const lines = await differences(address, manifest).catch((/** @type {Error} */ trouble) => {
    throw new PlainError(`${address} does not answer: ${trouble.message}`);
  });
  if (lines.length > 0) {
    throw new PlainError(
      `${lines.length} of ${count} files differ from what this checkout builds:\n${lines.join('\n')}`,
    );
  }
  console.log(`${address} serves exactly what this checkout builds: ${count} files.`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await orSayWhy(verify);
