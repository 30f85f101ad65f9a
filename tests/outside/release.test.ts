/** The same source makes the same bytes, and a server that serves others is found out. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifestOf } from '../../scripts/release-manifest.mjs';
import { differences } from '../../scripts/verify-deploy.mjs';

const ROOT = join(import.meta.dirname, '../..');
const APP = join(ROOT, 'dist/app');
const BUILD_PATIENCE_MS = 120_000;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beside-release-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Serves a folder as files, while `work` runs. */
async function serving<T>(app: string, work: (origin: string) => Promise<T>): Promise<T> {
  const server = createServer((request, response) => {
    readFile(join(app, new URL(request.url ?? '/', 'http://x').pathname)).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('a release', () => {
  it('is the same to the last byte when it is built again', { timeout: BUILD_PATIENCE_MS }, async () => {
    const again = join(folder, 'again');
    const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
    await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', again, '--logLevel', 'error'], {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: 'production' },
    });
    expect(manifestOf(again)).toEqual(manifestOf(APP));
  });

  it('is recognised on the server that serves it', async () => {
    const manifest = manifestOf(APP);
    expect(Object.keys(manifest)).toContain('/index.html');
    expect(await serving(APP, (origin) => differences(origin, manifest))).toEqual([]);
  });

  it('is not taken for one with a single changed byte, or with a file missing', async () => {
    const manifest = manifestOf(APP);
    const changed = join(folder, 'changed');
    await cp(APP, changed, { recursive: true });
    const [script = ''] = Object.keys(manifest).filter((path) => path.endsWith('.js'));
    const bytes = await readFile(join(changed, script));
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    await writeFile(join(changed, script), bytes);
    await rm(join(changed, 'index.html'));
    const lines = await serving(changed, (origin) => differences(origin, manifest));
    expect(lines).toHaveLength(2);
    expect(lines.join('\n')).toContain(`${script}: other bytes`);
    expect(lines.join('\n')).toContain('/index.html: not served');
  });
});
