/**
 * Builds the service worker with the list of files it keeps.
 *
 * The list is read off the finished bundle: everything that can be reached from the entry, except
 * through a door that a sharer in a session never opens. What stands on it is downloaded by everyone.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Plugin, Rolldown } from 'vite';

interface Options {
  /** The worker's own code. */
  source: string;
  /** Modules whose dynamic import leads to parts that a sharer does not need. */
  leaveOut: RegExp;
}

const ICON = 'icons/icon.svg';

export function serviceWorker({ source, leaveOut }: Options): Plugin {
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
        const files = reachable(bundle, leaveOut);
        const contents = files.map((file) => contentOf(bundle, file));
        // Asked for by no module, only by index.html.
        files.push(ICON);
        contents.push(readFileSync(join(publicDir, ICON)));
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: await bundleWorker(source, keep(files, contents)) });
      },
    },
  };
}

function reachable(bundle: Rolldown.OutputBundle, leaveOut: RegExp): string[] {
  const found = new Set(['index.html']);
  const waiting = Object.values(bundle).filter((part) => part.type === 'chunk' && part.isEntry);
  for (const part of waiting) {
    if (part.type !== 'chunk' || found.has(part.fileName)) continue;
    found.add(part.fileName);
    for (const file of part.viteMetadata?.importedCss ?? []) found.add(file);
    for (const file of part.viteMetadata?.importedAssets ?? []) found.add(file);
    for (const file of [...part.imports, ...part.dynamicImports]) {
      const next = bundle[file];
      if (next?.type === 'chunk' && !leaveOut.test(next.facadeModuleId ?? '')) waiting.push(next);
    }
  }
  return [...found];
}

function keep(files: string[], contents: (string | Uint8Array)[]) {
  const version = createHash('sha256');
  for (const content of contents) version.update(content);
  return {
    version: version.digest('hex').slice(0, 16),
    // The app is asked for as /, which is also what the server answers for every place inside it.
    paths: files.map((file) => (file === 'index.html' ? '/' : `/${file}`)),
  };
}

function contentOf(bundle: Rolldown.OutputBundle, file: string): string | Uint8Array {
  const part = bundle[file];
  if (!part) throw new Error(`cannot list ${file} for the service worker: it is not in the bundle`);
  return part.type === 'chunk' ? part.code : part.source;
}

async function bundleWorker(source: string, kept: object): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [source],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    write: false,
    define: { KEPT: JSON.stringify(kept) },
  });
  return outputFiles.map((file) => file.text).join('');
}
