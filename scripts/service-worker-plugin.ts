/**
 * Builds the service worker with the list of files it keeps.
 *
 * The list is read off the finished bundle: everything that can be reached from the entry, except
 * through a door that only a helper opens. A sharer must not download the helper's half of the app.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import type { Plugin, Rolldown } from 'vite';

interface Options {
  /** The worker's own code. */
  source: string;
  /** Modules whose dynamic import leads to parts that only a helper uses. */
  helperOnly: RegExp;
}

interface Kept {
  url: string;
  /** None where the name itself holds a hash: another content is another name. */
  revision: string | null;
}

export function serviceWorker({ source, helperOnly }: Options): Plugin {
  let publicDir = '';
  return {
    name: 'beside-service-worker',
    apply: 'build',
    configResolved(config) {
      publicDir = config.publicDir;
    },
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const built = reachable(bundle, helperOnly).map((file) => keep(file, contentOf(bundle, file)));
        const icons = filesUnder(publicDir)
          .filter((file) => file.endsWith('.svg'))
          .map((file) => keep(file, readFileSync(join(publicDir, file))));
        const kept = [...built, ...icons].sort((a, b) => (a.url < b.url ? -1 : 1));
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: await bundleWorker(source, kept) });
      },
    },
  };
}

function reachable(bundle: Rolldown.OutputBundle, helperOnly: RegExp): string[] {
  const found = new Set(['index.html']);
  const waiting = Object.values(bundle).filter((part) => part.type === 'chunk' && part.isEntry);
  for (const part of waiting) {
    if (part.type !== 'chunk' || found.has(part.fileName)) continue;
    found.add(part.fileName);
    for (const file of part.viteMetadata?.importedCss ?? []) found.add(file);
    for (const file of part.viteMetadata?.importedAssets ?? []) found.add(file);
    for (const file of [...part.imports, ...part.dynamicImports]) {
      const next = bundle[file];
      if (next?.type === 'chunk' && !helperOnly.test(next.facadeModuleId ?? '')) waiting.push(next);
    }
  }
  return [...found];
}

function keep(file: string, content: string | Uint8Array): Kept {
  // The app is asked for as /, which is also what the server answers for every page.
  const url = file === 'index.html' ? '/' : `/${file}`;
  if (file.startsWith('assets/')) return { url, revision: null };
  return { url, revision: createHash('sha256').update(content).digest('hex').slice(0, 16) };
}

function contentOf(bundle: Rolldown.OutputBundle, file: string): string | Uint8Array {
  const part = bundle[file];
  if (!part) throw new Error(`cannot list ${file} for the service worker: it is not in the bundle`);
  return part.type === 'chunk' ? part.code : part.source;
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((found) => found.isFile())
    .map((found) => relative(folder, join(found.parentPath, found.name)).replaceAll('\\', '/'));
}

async function bundleWorker(source: string, kept: Kept[]): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [source],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    write: false,
    legalComments: 'none',
    // Workbox carries its log texts along unless it is told that this is production.
    define: { 'process.env.NODE_ENV': '"production"', 'self.__WB_MANIFEST': JSON.stringify(kept) },
  });
  return outputFiles.map((file) => file.text).join('');
}
