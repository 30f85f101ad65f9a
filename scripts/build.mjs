/**
 * Builds the app into dist/app, the worker into dist/worker, and what checks the settings.
 *
 * `node scripts/build.mjs` always builds; `ensureBuilt` only when what goes in has changed, which it
 * knows from a hash of the contents: a checkout sets every date anew.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { orSayWhy, PlainError } from './plain-error.mjs';
import { node, ROOT, run } from './run.mjs';

const INPUTS = [
  'src',
  'signaling',
  'public',
  'index.html',
  'vite.config.ts',
  'tsconfig.json',
  'package-lock.json',
  'scripts/build.mjs',
];
const STAMP = join(ROOT, 'dist/stamp');
/** What knows every setting; `npm start` asks it (scripts/settings.mjs). */
export const SETTINGS_MODULE = join(ROOT, 'dist/settings.mjs');

export const isBuilt = () => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hashOf(INPUTS);

export async function ensureBuilt() {
  if (!isBuilt()) await build();
}

export async function build() {
  // Taken before the build: a file changed meanwhile makes this build a stale one.
  const hash = hashOf(INPUTS);
  rmSync(STAMP, { force: true });
  const [app, worker, settings] = await Promise.all([
    run(node(), ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
      NO_COLOR: '1',
      NODE_ENV: 'production', // whatever the caller has set: the same source makes the same bytes
    }),
    bundle({
      entryPoints: ['signaling/worker.ts'],
      outfile: 'dist/worker/worker.js',
      // What wrangler chooses too, so that both hosts run the same code.
      conditions: ['workerd', 'worker', 'browser'],
      external: ['cloudflare:workers'],
    }),
    bundle({ entryPoints: ['signaling/settings.ts'], outfile: SETTINGS_MODULE }),
  ]);
  const words = [app.output, worker.output, settings.output].map((text) => text.trim()).filter(Boolean);
  if (words.length > 0) console.error(words.join('\n'));
  if (!app.ok) throw new PlainError('The app could not be built; the reason stands above.');
  if (!worker.ok) throw new PlainError('The worker could not be built; the reason stands above.');
  if (!settings.ok) throw new PlainError('The check of the settings could not be built; the reason stands above.');
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  writeFileSync(STAMP, hash);
}

/**
 * @param {import('esbuild').BuildOptions} options
 * @returns {Promise<import('./run.mjs').Outcome>}
 */
async function bundle(options) {
  const esbuild = await import('esbuild');
  const { errors } = await esbuild
    .build({
      absWorkingDir: ROOT,
      bundle: true,
      format: 'esm',
      target: 'es2024',
      legalComments: 'none',
      logLevel: 'silent',
      ...options,
    })
    .catch((/** @type {import('esbuild').BuildFailure} */ failure) => failure);
  const lines = await esbuild.formatMessages(errors, { kind: 'error' });
  return { ok: errors.length === 0, output: lines.join('\n') };
}

/** @param {string[]} inputs */
function hashOf(inputs) {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap(filesAt)) {
    const content = readFileSync(join(ROOT, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesAt(path) {
  const full = join(ROOT, path);
  if (!existsSync(full)) return [];
  try {
    return readdirSync(full)
      .sort()
      .flatMap((name) => filesAt(`${path}/${name}`));
  } catch {
    return [path];
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await orSayWhy(process.argv.includes('--if-stale') ? ensureBuilt : build);
}
