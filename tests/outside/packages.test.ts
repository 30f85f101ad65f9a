/** What comes from others: every package is listed, and only those that are named run a script when they are installed. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const read = async <T>(name: string) => JSON.parse(await readFile(join(ROOT, name), 'utf8')) as T;

interface Lock {
  packages: Record<string, { name?: string; version: string; hasInstallScript?: boolean }>;
}
interface Bill {
  bomFormat: string;
  components: { group?: string; name: string; version: string }[];
}
interface Package {
  allowScripts: Record<string, boolean>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

const locked = async () =>
  Object.entries((await read<Lock>('package-lock.json')).packages)
    .filter(([path]) => path !== '')
    .map(([path, one]) => ({ ...one, name: one.name ?? path.slice(path.lastIndexOf('node_modules/') + 13) }));

it('npm run sbom names every package of the lock file, without a network', async () => {
  const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'sbom'], {
    cwd: ROOT,
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, npm_config_offline: 'true', npm_config_registry: 'http://127.0.0.1:9' },
  });
  const { bomFormat, components } = JSON.parse(stdout) as Bill;
  expect(bomFormat).toBe('CycloneDX');
  const listed = components.map(({ group, name, version }) => `${group ? `${group}/` : ''}${name}@${version}`);
  const wanted = (await locked()).map(({ name, version }) => `${name}@${version}`);
  expect([...new Set(listed)].sort()).toEqual([...new Set(wanted)].sort());
});

it('only packages that are named may run a script when they are installed, and each has one', async () => {
  const { allowScripts } = await read<Package>('package.json');
  const have = (await locked()).filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name);
  expect(Object.keys(allowScripts).sort()).toEqual(have.sort());
  expect(await readFile(join(ROOT, '.npmrc'), 'utf8')).toMatch(/^strict-allow-scripts=true$/m);
});

it('every package that we ask for is asked for in one exact version', async () => {
  const { dependencies, devDependencies } = await read<Package>('package.json');
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(([, at]) => !/^\d+\.\d+\.\d+$/.test(at));
  expect(loose).toEqual([]);
});
