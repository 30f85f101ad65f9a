/** Every file of the built app with the SHA-256 of what is in it: what a server of this version must serve. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/**
 * @param {string} app folder of the built app
 * @returns {Record<string, string>} path as it is asked for, such as /assets/index-x.js, to SHA-256 in hexadecimal
 */
export function manifestOf(app) {
  const files = readdirSync(app, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Object.fromEntries(
    files.map((file) => [`/${relative(app, file).split(sep).join('/')}`, sha256(readFileSync(file))]),
  );
}

/** @param {Uint8Array} bytes */
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
