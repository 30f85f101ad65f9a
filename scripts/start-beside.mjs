/** Installs and builds what is missing, serves, says where, and goes when told to. */
import { networkInterfaces } from 'node:os';
import { join, resolve } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { orSayWhy, PlainError } from './plain-error.mjs';
import { endAll, ROOT } from './run.mjs';
import { bracketed, refuseTaken, serve } from './serve.mjs';

export async function startBeside() {
  /** @type {import('./serve.mjs').Serving | undefined} */
  let serving;
  let leaving = false;
  const leave = () => {
    if (leaving) return;
    leaving = true;
    endAll();
    void Promise.resolve(serving?.stop()).then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, leave);
  if (process.env['npm_lifecycle_event']) leaveWithParent(leave);

  await orSayWhy(async () => {
    const port = readPort(process.env['PORT'] || '8787');
    const host = process.env['HOST'] || '127.0.0.1';
    const dataDir = resolve(process.env['DATA_DIR'] || join(ROOT, '.beside/state'));
    await refuseTaken(port, host);
    await ensureInstalled('npm start');
    await ensureBuilt();
    if (leaving) return;
    serving = await serve({ port, host, dataDir });
    console.log(`Beside is ready at ${addresses(host, port).join(' and ')}`);
    const lastWords = await serving.ended;
    // Ctrl-C reaches workerd as well, and it may be gone before we hear of it.
    await new Promise((later) => setTimeout(later, 100));
    if (!leaving)
      throw new PlainError(
        `The server ended by itself${lastWords ? '; what it said stands above' : ' and did not say why'}.`,
      );
  });
}

/**
 * An npm that is killed cannot tell us, and the server would go on without anybody knowing.
 * @param {() => void} leave
 */
function leaveWithParent(leave) {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && leave(), 250).unref();
}

/** @param {string} text */
function readPort(text) {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new PlainError(`PORT must be a number from 1 to 65535, and it is "${text}".`);
}

/**
 * @param {string} host
 * @param {number} port
 */
function addresses(host, port) {
  const local = host === '127.0.0.1' || host === '::1';
  const everywhere = host === '0.0.0.0' || host === '::';
  if (local) return [`http://localhost:${port}`];
  if (!everywhere) return [`http://${bracketed(host)}:${port}`];
  const outside = Object.values(networkInterfaces())
    .flatMap((cards) => cards ?? [])
    .filter((card) => !card.internal && (card.family === 'IPv4' || host === '::'))
    // A link-local address needs a zone, which no browser's address bar accepts.
    .filter((card) => !card.address.startsWith('fe80:'));
  return ['localhost', ...outside.map((card) => bracketed(card.address))].map((name) => `http://${name}:${port}`);
}
