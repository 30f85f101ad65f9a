/**
 * What of OpenID Connect the demo sign-in speaks: one public client, the code flow with PKCE, an ID
 * token of ten minutes with a name in it. No consent page, no refresh token, no user info.
 */
import { createHash, randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import { interactionPolicy, Provider } from 'oidc-provider';
import { failed, leaving, left } from './demo-pages.mjs';

export const CLIENT_ID = 'beside-demo';
const SCOPES = ['openid', 'profile'];

const TOKEN_S = 10 * 60;
const CODE_S = 60;
/** Between the name and the token lie seconds; the oldest give way. */
const MOST_PEOPLE = 1_000;

/**
 * @typedef {import('node:http').IncomingMessage} Asked
 * @typedef {import('node:http').ServerResponse} Answer
 */

/** @param {string} issuer */
export async function demoOidc(issuer) {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  /** @type {Map<string, string>} the name by account */
  const people = new Map();

  const provider = new Provider(issuer, {
    jwks: {
      keys: [{ ...(await exportJWK(privateKey)), kid: randomBytes(6).toString('hex'), use: 'sig', alg: 'RS256' }],
    },
    cookies: { keys: [randomBytes(32).toString('hex')], long: { path: new URL(issuer).pathname } },
    clients: [
      {
        client_id: CLIENT_ID,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code'],
        response_types: ['code'],
        // Which address it really is depends on how the browser came here: see below.
        redirect_uris: ['http://localhost/redirect.html'],
      },
    ],
    scopes: SCOPES,
    claims: { openid: ['sub'], profile: ['name'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    responseTypes: ['code'],
    clientBasedCORS: (ctx, origin) => origin === originOf(ctx),
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => void (ctx.body = leaving(form)),
        postLogoutSuccessSource: (ctx) => void (ctx.body = left()),
      },
    },
    ttl: {
      AccessToken: TOKEN_S,
      AuthorizationCode: CODE_S,
      Grant: TOKEN_S,
      IdToken: TOKEN_S,
      Interaction: TOKEN_S,
      Session: TOKEN_S,
    },
    findAccount: (_ctx, accountId) => {
      const name = people.get(accountId);
      return name === undefined ? undefined : { accountId, claims: () => ({ sub: accountId, name }) };
    },
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({ clientId: CLIENT_ID, accountId: ctx.oidc.session?.accountId });
      grant.addOIDCScope(SCOPES.join(' '));
      await grant.save();
      return grant;
    },
    interactions: {
      policy: policy(),
      url: (_ctx, { uid }) => `${new URL(issuer).pathname}/interaction/${uid}`,
    },
    renderError: (ctx) => {
      ctx.type = 'html';
      ctx.body = failed('This sign-in cannot go on: it is over, or it was not asked for by Beside.');
    },
  });
  // Only the worker reaches this port, and it says by which address the browser came.
  provider.proxy = true;
  const own = (/** @type {string} */ address) => address === `${originOf(Provider.ctx)}/redirect.html`;
  provider.Client.prototype.redirectUriAllowed = own;
  provider.Client.prototype.postLogoutRedirectUriAllowed = own;

  return {
    provider,
    /**
     * @param {Asked} request
     * @param {Answer} response
     * @param {string} name
     */
    signIn(request, response, name) {
      const accountId = accountOf(name);
      people.delete(accountId);
      people.set(accountId, name);
      const oldest = people.keys().next().value;
      if (people.size > MOST_PEOPLE && oldest) people.delete(oldest);
      return provider.interactionFinished(request, response, {
        login: { accountId, amr: ['demo'], remember: false },
        select_account: {},
      });
    },
    /**
     * @param {Asked} request
     * @param {Answer} response
     */
    cancel: (request, response) =>
      provider.interactionFinished(request, response, { error: 'access_denied', error_description: 'cancelled' }),
  };
}

/**
 * Of the address bar. Koa's own `origin` is the Origin header, which the asker writes.
 * @param {{ protocol: string, host: string } | undefined} ctx
 */
const originOf = (ctx) => `${ctx?.protocol}://${ctx?.host}`;

/** The same name is the same account tomorrow, so that an operator can try out blocking one. */
const accountOf = (/** @type {string} */ name) =>
  `demo-${createHash('sha256').update(name).digest('base64url').slice(0, 22)}`;

/** A page may insist on asking for the account, which is what happens anyway; nobody is asked for consent. */
function policy() {
  const prompts = interactionPolicy.base();
  prompts.remove('consent');
  prompts.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);
  return prompts;
}
