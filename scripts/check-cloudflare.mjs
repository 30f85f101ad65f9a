/**
 * Makes sure that Cloudflare would take the worker as it is: everything that `wrangler deploy` does
 * before it would speak to Cloudflare. Needs neither a network nor an account.
 */
import { ensureBuilt } from './build.mjs';
import { orSayWhy, PlainError } from './plain-error.mjs';
import { node, run } from './run.mjs';

/** Wrangler asks the network for three things that have nothing to do with a dry run. */
const QUIET = {
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
};

await orSayWhy(async () => {
  await ensureBuilt();
  const wrangler = [
    'node_modules/wrangler/bin/wrangler.js',
    'deploy',
    '--dry-run',
    '--config=signaling/wrangler.jsonc',
  ];
  const { ok, output } = await run(node(), wrangler, QUIET);
  if (ok) return;
  console.error(output.trim());
  throw new PlainError('Cloudflare would not take the worker; what wrangler said stands above.');
});
