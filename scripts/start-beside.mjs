/** Installs and builds what is missing, serves, says where, and goes when told to. */
import { networkInterfaces } from 'node:os';
import { ensureBuilt, isBuilt } from './build.mjs';
import { isYes, signInIsSet } from './demo-sign-in.mjs';
import { ensureInstalled } from './install.mjs';
import { orSayWhy, PlainError } from './plain-error.mjs';
import { endAll } from './run.mjs';
import { bracketed, refuseTaken, serve } from './serve.mjs';
import { mistakesForWorker, readSettings, refuseMistakes } from './settings.mjs';

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
    const settings = readSettings(process.env);
    const { port, host, dataDir, texts } = settings;
    const built = isBuilt();
    refuseMistakes([...settings.mistakes, ...(built ? await mistakesForWorker(settings) : [])]);
    await refuseTaken(port, host);
    await ensureInstalled('npm start');
    await ensureBuilt();
    if (leaving) return;
    if (!built) refuseMistakes(await mistakesForWorker(settings));
    serving = await serve({ port, host, dataDir, env: texts });
    console.log(`Beside is ready at ${addresses(host, port).join(' and ')}`);
    if (!signInIsSet(texts)) sayDemo(isYes(texts['ALLOW_DEMO']));
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

/** @param {boolean} anywhere */
function sayDemo(anywhere) {
  console.log('Helpers sign in with the demo: anybody can type any name, without a password.');
  if (anywhere) {
    console.warn(
      'WARNING: ALLOW_DEMO is on. Whoever can open this address can pose as anybody. Use it for a trial only.',
    );
  }
  console.log('How to set up a real sign-in: docs/operate.md');
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
