/** `npm start` as an operator meets it: what it says, how soon, and that it leaves nothing behind. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { end } from '../support/child.ts';

const ROOT = join(import.meta.dirname, '../..');
const SECRET = 'a-secret-of-somebody-else';

let folder = '';
let port = '';
let child: ChildProcess | null = null;
let said = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beside-start-'));
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  port = String((probe.address() as AddressInfo).port);
  await new Promise((resolve) => probe.close(resolve));
});
afterEach(async () => {
  // Politely: of a SIGKILL it could not tell its children.
  if (child) await end(child, 10_000);
  child = null;
  await rm(folder, { recursive: true, force: true });
});

function start(env: Record<string, string>): ChildProcess {
  said = '';
  const own = { DATA_DIR: folder, PORT: port };
  child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], ...own, ...env },
  });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (said += text.toString()));
  return child;
}

async function ready(env: Record<string, string>): Promise<void> {
  start(env);
  await expect.poll(() => said, { timeout: 20_000 }).toMatch(/is ready at[^]+\n/);
}

/** Which processes still run that this start has started: its children, and theirs. */
async function family(pid: number): Promise<{ pid: number; environ: string }[]> {
  const found: { pid: number; environ: string }[] = [];
  for (const name of (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))) {
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (parent !== pid) continue;
    const environ = await readFile(`/proc/${name}/environ`, 'utf8').catch(() => '');
    found.push({ pid: Number(name), environ });
  }
  return found;
}

const runs = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('npm start', () => {
  it('says that the sign-in is a demo, and answers', async () => {
    await ready({});
    await expect.poll(() => said).toContain('docs/operate.md');
    expect(said).toContain('Helpers sign in with the demo');
    expect(said).not.toContain('WARNING');
    expect((await fetch(`http://127.0.0.1:${port}/health`)).ok).toBe(true);
  });

  it('warns loudly where everybody may pose as anybody', async () => {
    await ready({ HOST: '0.0.0.0', ALLOW_DEMO: '1' });
    await expect.poll(() => said).toContain('WARNING: ALLOW_DEMO is on.');
  });

  it('serves the network where a provider is set, and runs no demo', async () => {
    await ready({
      HOST: '0.0.0.0',
      SIGN_IN_KIND: 'oidc',
      SIGN_IN_CLIENT_ID: 'x',
      SIGN_IN_AUTHORITY: 'https://id.example.org',
    });
    expect(await family(child?.pid ?? 0)).toHaveLength(1);
    expect(said).not.toContain('demo');
  });

  it.each([
    ['an open demo', { HOST: '0.0.0.0' }, /^HOST=0\.0\.0\.0 would let anybody[^\n]+\n$/],
    [
      'two mistakes',
      { PORT: 'x', CODES_PER_DAY: 'y' },
      /^Beside was not started: 2 settings are wrong\.\n- [^\n]+\n- [^\n]+\n$/,
    ],
  ])('refuses %s in plain words, and starts nothing', async (_what, env, words) => {
    const [code] = (await once(start(env), 'close')) as [number];
    expect(code).toBe(1);
    expect(said).toMatch(words);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leaves nothing behind after %s', async (signal) => {
    await ready({});
    const others = await family(child?.pid ?? 0);
    expect(others).toHaveLength(2);
    const gone = once(child as ChildProcess, 'close');
    child?.kill(signal);
    await gone;
    expect(others.filter(({ pid }) => runs(pid))).toEqual([]);
  });

  it('hands to neither process what is none of its business', async () => {
    await ready({ SOMEBODY_ELSES_KEY: SECRET });
    const others = await family(child?.pid ?? 0);
    expect(others.map(({ environ }) => environ).join()).toContain('DEMO_ISSUER');
    expect(others.filter(({ environ }) => environ.includes(SECRET))).toEqual([]);
  });
});
