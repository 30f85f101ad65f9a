/**
 * The part of a provider that a browser sees, put before the small issuer: an authorisation page that
 * sends people straight back, and a token endpoint. What it gives out is as honest as the test says.
 */
import type { BrowserContext, Route } from '@playwright/test';

export interface Authorising {
  /** Makes the next ID tokens, each for the nonce of its sign-in. */
  give: (nonce: string) => Promise<string>;
  /** Of the requests that came so far. */
  readonly asked: URL[];
}

/** @param at where the browser looks for the provider, such as `https://login.microsoftonline.com` */
export async function authoriseAt(context: BrowserContext, at: string): Promise<Authorising> {
  let nonce = '';
  const provider: Authorising = { give: () => Promise.reject(new Error('nothing to give')), asked: [] };
  const address = (route: Route) => new URL(route.request().url());
  await context.route(
    (url) => url.origin === at && url.pathname.endsWith('/authorize'),
    async (route) => {
      const asked = address(route);
      provider.asked.push(asked);
      nonce = asked.searchParams.get('nonce') ?? '';
      const back = new URL(asked.searchParams.get('redirect_uri') ?? '');
      back.hash = new URLSearchParams({ code: 'a-code', state: asked.searchParams.get('state') ?? '' }).toString();
      const body = `<!doctype html><title>Provider</title><script>location.replace(${JSON.stringify(back.href)})</script>`;
      await route.fulfill({ contentType: 'text/html', body });
    },
  );
  await context.route(
    (url) => url.origin === at && url.pathname.endsWith('/token'),
    async (route) => {
      provider.asked.push(address(route));
      await route.fulfill({
        headers: { 'access-control-allow-origin': '*' },
        json: {
          token_type: 'Bearer',
          scope: 'openid profile',
          expires_in: 600,
          access_token: 'an-access-token',
          id_token: await provider.give(nonce),
          // What Entra sends along (client_info): the account, as it knows it.
          client_info: Buffer.from(JSON.stringify({ uid: 'uid', utid: 'utid' })).toString('base64url'),
        },
      });
    },
  );
  return provider;
}
