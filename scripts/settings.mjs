/**
 * What the operator has set: environment variables over the lines of one file, `beside.env` or the
 * path in SETTINGS. All mistakes are said together, and no secret is ever repeated.
 *
 * Whatever the worker reads is judged by signaling/settings.ts, which has to be built first. What is
 * judged here is needed before that.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import util from 'node:util';
import { SETTINGS_MODULE } from './build.mjs';
import { openDemoFault } from './demo-sign-in.mjs';
import { PlainError } from './plain-error.mjs';
import { ROOT } from './run.mjs';

/**
 * @typedef {object} Settings
 * @property {number} port
 * @property {string} host
 * @property {string} dataDir
 * @property {Record<string, string>} texts everything that is set, under its name
 * @property {string[]} mistakes one sentence each
 * @property {{ name: string, lines: Record<string, string> }} file what it is called, and what stands in it
 */

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [root] where `beside.env` is looked for
 * @returns {Settings}
 */
export function readSettings(env, root = ROOT) {
  const file = readSettingsFile(env['SETTINGS'], root);
  const texts = { ...file.lines, ...onlySet(env) };
  const mistakes = [...file.mistakes];
  const port = texts['PORT'] || '8787';
  if (!/^\d+$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    mistakes.push(`PORT must be a number from 1 to 65535, and it is "${port}".`);
  }
  const host = texts['HOST'] || '127.0.0.1';
  if (!isIP(host) && !/^[a-z\d-]+(\.[a-z\d-]+)*$/i.test(host)) {
    mistakes.push(`HOST must be an address of this machine, such as 127.0.0.1 or 0.0.0.0, and it is "${host}".`);
  }
  const dataDir = resolve(root, texts['DATA_DIR'] || '.beside/state');
  if (existsSync(dataDir) && !statSync(dataDir).isDirectory()) {
    mistakes.push(`DATA_DIR must be a folder, and ${dataDir} is a file.`);
  }
  const open = openDemoFault(host, texts);
  if (open) mistakes.push(open);
  return { port: Number(port), host, dataDir, texts, mistakes, file };
}

/**
 * The mistakes that only the built check knows.
 * @param {Settings} settings
 * @returns {Promise<string[]>}
 */
export async function mistakesForWorker({ texts, file }) {
  /** @type {{ mistakesIn: (texts: Record<string, string>, written: string[], file: string) => string[] }} */
  const { mistakesIn } = await import(pathToFileURL(SETTINGS_MODULE).href);
  return mistakesIn(texts, Object.keys(file.lines), file.name);
}

/** @param {string[]} mistakes */
export function refuseMistakes(mistakes) {
  const [first, ...more] = mistakes;
  if (first === undefined) return;
  throw new PlainError(
    more.length === 0
      ? first
      : `Beside was not started: ${mistakes.length} settings are wrong.\n${mistakes.map((line) => `- ${line}`).join('\n')}`,
  );
}

/**
 * @param {string | undefined} path
 * @param {string} root
 */
function readSettingsFile(path, root) {
  const full = path ? resolve(path) : join(root, 'beside.env');
  const name = path || 'beside.env';
  /** @type {{ name: string, lines: Record<string, string>, mistakes: string[] }} */
  const nothing = { name, lines: {}, mistakes: [] };
  if (!path && !existsSync(full)) return nothing;
  let text;
  try {
    text = readFileSync(full, 'utf8');
  } catch (cause) {
    const code = /** @type {NodeJS.ErrnoException} */ (cause).code ?? 'unknown';
    return { ...nothing, mistakes: [`${name} cannot be read (${code}): SETTINGS must be the path of a file.`] };
  }
  // Since Node 20.12; an older 20 has everything else that is needed here.
  if (!('parseEnv' in util)) {
    return { ...nothing, mistakes: [`${name} cannot be read by Node ${process.versions.node}: install a newer one.`] };
  }
  const lines = onlySet(util.parseEnv(text));
  return {
    name,
    lines,
    mistakes: linesLeftOut(text, lines).map((line) => `${name}, line ${line}: this is no KEY=VALUE.`),
  };
}

/**
 * parseEnv passes over what it does not understand. Never the text of the line: it may be half a secret.
 * @param {string} text
 * @param {Record<string, string>} values
 */
function linesLeftOut(text, values) {
  const inside = Object.values(values).filter((value) => value.includes('\n'));
  return text
    .split(/\r?\n/)
    .flatMap((line, index) =>
      /^\s*(#|$)/.test(line) || line.includes('=') ? [] : [{ line: line.trim(), at: index + 1 }],
    )
    .filter(({ line }) => !inside.some((value) => value.includes(line.replace(/["'`]$/, ''))))
    .map(({ at }) => at);
}

/**
 * An empty value is one that is not there.
 * @param {NodeJS.Dict<string>} texts
 * @returns {Record<string, string>}
 */
const onlySet = (texts) =>
  Object.fromEntries(Object.entries(texts).flatMap(([name, text]) => (text ? [[name, text]] : [])));
