/**
 * A small OpenID Connect provider over real HTTP on loopback: discovery, keys, and tokens with any
 * claims that a test wants, honest or not. It shows no page: whoever holds it signs whom they like.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

export const CLIENT_ID = 'beside-test';
/** Tenants of the Entra side of it. */
export const TENANT = '11111111-1111-4111-8111-111111111111';
export const OTHER_TENANT = '22222222-2222-4222-8222-222222222222';
export const PERSONAL_TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';

const MINUTE_S = 60;

export interface Signing {
  /** Over the honest ones; null takes one out. */
  claims?: Record<string, unknown>;
  /** Signs with a key that is not published, under the name of one that is. */
  forged?: boolean;
  /** `none`: not at all · `HS256`: with the published key as if it were a shared secret. */
  alg?: 'none' | 'HS256';
  /** Names another key than the one it signs with. */
  kid?: string;
  /** Signs with the key of private Microsoft accounts. */
  personalKey?: boolean;
}

interface Key {
  readonly kid: string;
  readonly secret: CryptoKey;
  readonly published: JWK;
}

export class Issuer {
  readonly #server: Server;
  #key: Key;
  readonly #personal: Key;
  readonly #unpublished: CryptoKey;
  #rolls = 0;
  /** Paths that were asked for. */
  readonly asked: string[] = [];

  private constructor(server: Server, key: Key, personal: Key, unpublished: CryptoKey) {
    this.#server = server;
    this.#key = key;
    this.#personal = personal;
    this.#unpublished = unpublished;
  }

  static async started(port = 0): Promise<Issuer> {
    const server = createServer();
    const [key, personal, { privateKey }] = await Promise.all([
      newKey('key-0'),
      newKey('personal'),
      generateKeyPair('RS256'),
    ]);
    const issuer = new Issuer(server, key, personal, privateKey);
    server.on('request', (request, response) => issuer.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return issuer;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }

  /** What the operator sets to use it as any OpenID Connect provider. */
  get settings(): Record<string, string> {
    return { SIGN_IN_KIND: 'oidc', SIGN_IN_CLIENT_ID: CLIENT_ID, SIGN_IN_AUTHORITY: `${this.url}/realms/Main` };
  }

  /** What the operator sets to use it as Entra. */
  get entraSettings(): Record<string, string> {
    return { SIGN_IN_KIND: 'entra', SIGN_IN_CLIENT_ID: CLIENT_ID, SIGN_IN_AUTHORITY: `${this.url}/common` };
  }

  /** From now on signs with a new key, and publishes only that. */
  async roll(): Promise<void> {
    this.#key = await newKey(`key-${++this.#rolls}`);
  }

  /** An ID token of a signed-in person, for a sign-in with that nonce. */
  async sign(nonce: string, how: Signing = {}): Promise<string> {
    const sub = 'account-of-ada';
    return this.#sign({ iss: `${this.url}/realms/Main`, sub, name: 'Ada Lovelace' }, nonce, how);
  }

  /** The same in Entra's shape. */
  async signEntra(nonce: string, how: Signing = {}): Promise<string> {
    const asked = how.claims?.['tid'];
    const tid = typeof asked === 'string' ? asked : TENANT;
    const about = {
      iss: `${this.url}/${tid}/v2.0`,
      tid,
      oid: '33333333-3333-4333-8333-333333333333',
      sub: 'pairwise-Ada',
      ver: '2.0',
      name: 'Lovelace, Ada (Engines)',
      preferred_username: 'ada@contoso.example',
    };
    return this.#sign(about, nonce, { personalKey: tid === PERSONAL_TENANT, ...how });
  }

  async #sign(about: Record<string, unknown>, nonce: string, how: Signing): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    const honest = { ...about, aud: CLIENT_ID, iat: now, nbf: now, exp: now + 10 * MINUTE_S, nonce };
    const key = how.personalKey ? this.#personal : this.#key;
    const merged: Record<string, unknown> = { ...honest, ...how.claims };
    const claims = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
    const kid = how.kid ?? key.kid;
    if (how.alg === 'none') return `${encoded({ alg: 'none', kid })}.${encoded(claims)}.`;
    const token = new SignJWT(claims).setProtectedHeader({ alg: how.alg ?? 'RS256', kid });
    if (how.alg === 'HS256') return token.sign(new TextEncoder().encode(JSON.stringify(key.published)));
    return token.sign(how.forged ? this.#unpublished : key.secret);
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await gone;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    this.asked.push(path);
    const answer = this.#answers()[path];
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify(answer ?? {}));
  }

  #answers(): Record<string, object> {
    const metadata = (issuer: string, base = issuer) => ({
      issuer,
      authorization_endpoint: `${base}/authorize`,
      token_endpoint: `${base}/token`,
      jwks_uri: `${base}/keys`,
    });
    const realm = `${this.url}/realms/Main`;
    const microsoft = (tenant: string) => `${this.url}/${tenant}/v2.0`;
    const entraKeys = {
      keys: [
        { ...this.#key.published, alg: undefined, issuer: microsoft('{tenantid}') },
        { ...this.#personal.published, alg: undefined, issuer: microsoft(PERSONAL_TENANT) },
      ],
    };
    return {
      '/realms/Main/.well-known/openid-configuration': metadata(realm),
      '/realms/Main/keys': { keys: [this.#key.published] },
      '/common/v2.0/.well-known/openid-configuration': metadata(microsoft('{tenantid}'), `${this.url}/common`),
      '/organizations/v2.0/.well-known/openid-configuration': metadata(microsoft('{tenantid}'), `${this.url}/common`),
      [`/${TENANT}/v2.0/.well-known/openid-configuration`]: metadata(microsoft(TENANT), `${this.url}/common`),
      '/consumers/v2.0/.well-known/openid-configuration': metadata(microsoft(PERSONAL_TENANT), `${this.url}/common`),
      '/common/keys': entraKeys,
      '/liar/.well-known/openid-configuration': metadata(realm),
    };
  }
}

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

async function newKey(kid: string): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  return { kid, secret: privateKey, published: { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'RS256' } };
}
