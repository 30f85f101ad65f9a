/**
 * A whole OpenID Connect provider (oidc-provider) at an address of its own, as an operator has one:
 * another origin than the product's, its own page to sign in on, and no leave to be framed or opened.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { interactionPolicy, Provider } from 'oidc-provider';

const CLIENT_ID = 'beside-elsewhere';

/** It asks for nothing, because it knows one person only. */
const PAGE = `<!doctype html><html lang="en"><title>Contoso</title><link rel="icon" href="data:,">
<form method="post"><button>Go on as Ada Lovelace</button></form>`;

export interface OtherProvider {
  readonly origin: string;
  /** What the operator sets. */
  readonly settings: Record<string, string>;
  /** The product's own address: only from there may anybody sign in. */
  serves(app: string): void;
  stop(): Promise<void>;
}

export async function startOtherProvider(): Promise<OtherProvider> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: 'elsewhere', use: 'sig', alg: 'RS256' };
  server.on('request', (_, answer) => answer.writeHead(503).end());

  return {
    origin,
    settings: {
      SIGN_IN_KIND: 'oidc',
      SIGN_IN_CLIENT_ID: CLIENT_ID,
      SIGN_IN_AUTHORITY: origin,
      SIGN_IN_PROVIDER: 'Contoso',
      SIGN_IN_ORGANISATION: 'Contoso',
    },
    serves(app) {
      const policy = interactionPolicy.base();
      policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);
      const provider = new Provider(origin, {
        jwks: { keys: [key] },
        cookies: { keys: ['only-in-a-test'] },
        clients: [
          {
            client_id: CLIENT_ID,
            token_endpoint_auth_method: 'none',
            grant_types: ['authorization_code'],
            response_types: ['code'],
            redirect_uris: [`${app}/redirect.html`],
          },
        ],
        claims: { openid: ['sub'], profile: ['name'] },
        conformIdTokenClaims: false,
        clientBasedCORS: (_, asking) => asking === app,
        features: { devInteractions: { enabled: false } },
        interactions: { policy, url: (_, { uid }) => `/ask/${uid}` },
        findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, name: 'Ada Lovelace' }) }),
        async loadExistingGrant(ctx) {
          const { client, session } = ctx.oidc;
          const grant = new ctx.oidc.provider.Grant({
            ...(client && { clientId: client.clientId }),
            ...(session?.accountId && { accountId: session.accountId }),
          });
          grant.addOIDCScope('openid profile');
          await grant.save();
          return grant;
        },
      });
      const handle = provider.callback();
      server.removeAllListeners('request');
      server.on('request', (request, answer) => {
        answer.setHeader('cross-origin-opener-policy', 'same-origin'); // as Entra does
        if (!request.url?.startsWith('/ask/')) return void handle(request, answer);
        if (request.method === 'GET') return answer.setHeader('content-type', 'text/html').end(PAGE);
        void provider.interactionFinished(request, answer, { login: { accountId: 'ada' }, select_account: {} });
      });
    },
    async stop() {
      const gone = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await gone;
    },
  };
}
