/**
 * A real workerd with the real configuration, and a small app of a few known files. Everything it
 * writes goes to a folder of its own, so that a test can look through all of it.
 */
import { build } from 'esbuild';
import { copyFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { start } from '../support/child.ts';
import { Issuer } from '../support/issuer.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Linux's own RAM disk. */
const MEMORY = '/dev/shm';

/** High enough that no file of tests runs into them by accident. */
const NO_LIMITS = {
  JOIN_TRIES_PER_MINUTE: '100000',
  JOIN_TRIES_PER_HOUR: '100000',
  JOINS_BEFORE_WORK: '100000',
  CODES_PER_MINUTE: '100000',
  CODES_PER_DAY: '100000',
  CODES_PER_MINUTE_OF_ADDRESS: '100000',
  CODES_PER_DAY_OF_ADDRESS: '100000',
  SIGN_INS_PER_MINUTE: '100000',
  SIGN_INS_PER_HOUR: '100000',
};

/** What stands in for the built app. */
export const APP: Record<string, string> = {
  'index.html': '<!doctype html><title>Beside</title><p>the app',
  'sw.js': 'self.x = 1;',
  'manifest.webmanifest': '{"name":"Beside"}',
  'assets/main-Ab12_cd3.js': `export const long = '${'beside '.repeat(400)}';`,
  'assets/font-Ab12_cd3.woff2': 'not really a font',
};

export class Server {
  readonly folder: string;
  /** Where its helpers sign in. */
  readonly issuer: Issuer;
  readonly #env: Record<string, string>;
  #child: ChildProcess | null = null;
  #port = 0;
  /** Everything it said on its output, which should be nothing. */
  said = '';

  private constructor(folder: string, issuer: Issuer, env: Record<string, string>) {
    this.folder = folder;
    this.issuer = issuer;
    this.#env = { ...NO_LIMITS, NAMEPLATE_KEY: 'outside', ...issuer.settings, ...env };
  }

  /** Builds, but does not start. @param at memory, where the speed of a disk must not decide a test. */
  static async prepare(env: Record<string, string> = {}, app = APP, at: 'disk' | 'memory' = 'disk'): Promise<Server> {
    const folder = await mkdtemp(join(at === 'memory' && existsSync(MEMORY) ? MEMORY : tmpdir(), 'beside-outside-'));
    await mkdir(join(folder, 'signaling'));
    await mkdir(join(folder, 'state'));
    await mkdir(join(folder, 'dist/app'), { recursive: true });
    await copyFile(join(ROOT, 'signaling/workerd.capnp'), join(folder, 'signaling/workerd.capnp'));
    await build({
      absWorkingDir: ROOT,
      entryPoints: ['signaling/worker.ts'],
      outfile: join(folder, 'dist/worker/worker.js'),
      bundle: true,
      format: 'esm',
      target: 'es2024',
      conditions: ['workerd', 'worker', 'browser'],
      external: ['cloudflare:workers'],
      logLevel: 'error',
    });
    for (const [name, content] of Object.entries(app)) {
      await mkdir(dirname(join(folder, 'dist/app', name)), { recursive: true });
      await writeFile(join(folder, 'dist/app', name), content);
    }
    return new Server(folder, await Issuer.started(), env);
  }

  static async started(...how: Parameters<typeof Server.prepare>): Promise<Server> {
    const server = await Server.prepare(...how);
    await server.start().catch(async (cause: unknown) => {
      await server.remove();
      throw cause;
    });
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get state(): string {
    return join(this.folder, 'state');
  }

  /**
   * Starts it, after a `kill` on the same port as before, and returns once it listens.
   * @param more of the environment, this time only
   */
  async start(more: Record<string, string> = {}): Promise<void> {
    const workerd = (createRequire(import.meta.url)('workerd') as { default: string }).default;
    const child = await start(
      workerd,
      [
        'serve',
        join(this.folder, 'signaling/workerd.capnp'),
        `--socket-addr=http=127.0.0.1:${this.#port}`,
        `--directory-path=state=${this.state}`,
        `--directory-path=app=${join(this.folder, 'dist/app')}`,
        '--control-fd=3',
      ],
      { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], env: { ...process.env, ...this.#env, ...more } },
    );
    this.#child = child;
    const hear = (text: Buffer) => (this.said += text.toString());
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    this.#port = await listening(child, () => this.said);
  }

  /** As a crash would. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    this.#child = null;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  async remove(): Promise<void> {
    await this.kill();
    await this.issuer.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A copy of the state, for looking at while nobody writes to it. */
  async copyOfState(): Promise<string> {
    const copy = join(this.folder, 'state-copy');
    await rm(copy, { recursive: true, force: true });
    await cp(this.state, copy, { recursive: true });
    return copy;
  }
}

/** workerd says on its control pipe which port it has. */
function listening(child: ChildProcess, said: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const pipe = child.stdio[3];
    if (pipe && 'on' in pipe) {
      pipe.on('data', (bytes: Buffer) => {
        heard += bytes.toString();
        const port = /"event":"listen","socket":"http","port":(\d+)/.exec(heard)?.[1];
        if (port) resolve(Number(port));
      });
    }
    child.once('exit', () => reject(new Error(`workerd did not start: ${said()}`)));
  });
}
