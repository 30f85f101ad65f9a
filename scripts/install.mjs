/** Makes node_modules what package-lock.json says, and does nothing when it already is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlainError } from './plain-error.mjs';
import { npm, ROOT } from './run.mjs';

const NO_NETWORK =
  /\b(ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT)\b/;

/** @param {string} command what the person typed, to be typed again after a failure */
export async function ensureInstalled(command) {
  if (installed()) return;
  console.log('Installing packages. This takes a minute or two, and only the first time.');
  // Asked first: without a network `npm ci` tries for minutes, package by package.
  const ping = await npm(['ping', '--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=10000']);
  const alone = !ping.ok && NO_NETWORK.test(ping.output);
  // The build tools are development packages, and NODE_ENV=production would leave them out.
  const { ok, output } = await npm(['ci', '--include=dev', ...(alone ? ['--offline'] : [])]);
  if (ok) return;
  if (alone || NO_NETWORK.test(output)) {
    throw new PlainError(`Installing needs the network, and it cannot be reached: connect, then run ${command} again.`);
  }
  console.error(output.trim());
  throw new PlainError('The packages could not be installed; npm says above why.');
}

/**
 * npm leaves a copy of the lock file in node_modules when it is done, and only then.
 * Optional packages that are not there are for other systems.
 */
function installed() {
  const wanted = packagesIn('package-lock.json');
  const found = packagesIn('node_modules/.package-lock.json');
  if (!wanted) throw new PlainError('package-lock.json cannot be read: this is not a complete checkout.');
  if (!found) return false;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    const there = found[path];
    return path === '' || (there ? there.version === version : optional === true);
  });
}

/**
 * @typedef {{ packages: Record<string, { version?: string, optional?: boolean }> }} LockFile
 * @param {string} file
 */
function packagesIn(file) {
  try {
    const lock = /** @type {LockFile} */ (JSON.parse(readFileSync(join(ROOT, file), 'utf8')));
    return lock.packages;
  } catch {
    return null;
  }
}
