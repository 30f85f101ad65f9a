/**
 * The built product on a port and a data folder of its own, through the same script that `npm start`
 * uses. It can be killed as a crash or a power cut would, and started again where it was.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCRIPTS = fileURLToPath(new URL('../../scripts/', import.meta.url));

/** The product's limits are per address, and in a test everybody is at the same one. */
const NO_LIMITS = {
  JOIN_TRIES_PER_MINUTE: '10000',
  JOIN_TRIES_PER_HOUR: '100000',
  JOINS_BEFORE_WORK: '100000',
  CODES_PER_MINUTE: '10000',
  CODES_PER_DAY: '100000',
  CODES_PER_MINUTE_OF_ADDRESS: '10000',
  CODES_PER_DAY_OF_ADDRESS: '100000',
  SIGN_INS_PER_MINUTE: '10000',
  SIGN_INS_PER_HOUR: '100000',
};

/** What of the scripts is used here; they are plain JavaScript, so their shape is written down. */
interface Serving {
  readonly port: number;
  readonly stop: () => Promise<void>;
  readonly kill: () => Promise<void>;
}
interface ServeScript {
  readonly serve: (options: {
    port: number;
    dataDir: string;
    appDir?: string;
    env: Record<string, string>;
  }) => Promise<Serving>;
}
interface BuildScript {
  readonly ensureBuilt: () => Promise<void>;
}

export interface Server {
  /** For example `http://localhost:41234`, without a slash at the end. */
  readonly origin: string;
  /** As a power cut does: no goodbye to anybody, nothing written that was not written already. */
  kill(): Promise<void>;
  /** Starts it again on the same port with the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param settings environment of the server, for example `{ CODE_LIFETIME_MS: '2000' }`.
 * @param appDir where another build of the app is
 */
export async function startServer(settings: Record<string, string> = {}, appDir?: string): Promise<Server> {
  const { ensureBuilt } = (await import(join(SCRIPTS, 'build.mjs'))) as BuildScript;
  await ensureBuilt();
  const { serve } = (await import(join(SCRIPTS, 'serve.mjs'))) as ServeScript;
  const dataDir = mkdtempSync(join(tmpdir(), 'beside-test-'));
  const begin = (port: number) =>
    serve({ port, dataDir, env: { ...NO_LIMITS, ...settings }, ...(appDir && { appDir }) });
  let running: Serving | null = await begin(0);
  const { port } = running;
  return {
    origin: `http://localhost:${port}`,
    async kill() {
      await running?.kill();
      running = null;
    },
    async restart() {
      if (running) throw new Error('it is still running');
      running = await begin(port);
    },
    async stop() {
      await running?.stop();
      running = null;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
