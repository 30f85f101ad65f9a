/**
 * A helper's browser at the demo sign-in, without a browser: cookies, redirects, the form and PKCE over
 * plain HTTP. For tests that need somebody who is signed in and do not test the page that does it.
 */
import { createHash, randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { SignInResult, SignInStart } from '#protocol/sign-in.ts';

const CLIENT_ID = 'beside-demo';

/** What the browser has to show for a sign-in. */
export interface Authorised {
  readonly idToken: string;
  /** Every claim of the ID token, unchecked. */
  readonly claims: Readonly<Record<string, unknown>>;
}

export class DemoBrowser {
  /** The address bar says this. */
  readonly origin: string;
  readonly #base: string;
  readonly #headers: Record<string, string>;
  readonly #cookies = new Map<string, string>();
  readonly #verifier = randomBytes(32).toString('base64url');

  /** @param port of the provider itself, where no worker stands before it. */
  constructor(origin: string, port?: number) {
    this.origin = origin;
    this.#base = port === undefined ? origin : `http://127.0.0.1:${port}`;
    const { host, protocol } = new URL(origin);
    this.#headers = port === undefined ? {} : { 'x-forwarded-host': host, 'x-forwarded-proto': protocol.slice(0, -1) };
  }

  /** One request, redirects not followed. A path, or an address of this origin. */
  async ask(address: string, form?: Record<string, string>): Promise<Response> {
    const { pathname, search } = new URL(address, this.origin);
    const response = await fetch(this.#base + pathname + search, {
      redirect: 'manual',
      headers: {
        ...this.#headers,
        cookie: Array.from(this.#cookies, (cookie) => cookie.join('=')).join('; '),
        ...(form && { origin: this.origin }),
      },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value) this.#cookies.set(name, value);
      else this.#cookies.delete(name);
    }
    return response;
  }

  /** Asks to sign in, as a page does. @param changes parameters put in or over, '' leaves one out */
  begin(changes: Record<string, string> = {}): Promise<Response> {
    const parameters = {
      client_id: CLIENT_ID,
      response_type: 'code',
      scope: 'openid profile',
      redirect_uri: `${this.origin}/redirect.html`,
      code_challenge: createHash('sha256').update(this.#verifier).digest('base64url'),
      code_challenge_method: 'S256',
      nonce: 'a'.repeat(32),
      response_mode: 'fragment',
      ...changes,
    };
    return this.ask(`/demo-idp/auth?${new URLSearchParams(Object.entries(parameters).filter(([, value]) => value))}`);
  }

  /** From the first request to where the page of the app would go on. @param form what is sent instead of a name */
  async typing(form: Record<string, string>, changes: Record<string, string> = {}): Promise<URL> {
    const asked = locationOf(await this.begin(changes));
    await this.ask(asked);
    const sent = await this.ask(asked, form);
    return new URL(locationOf(await this.ask(locationOf(sent))));
  }

  async authorise(name: string, changes: Record<string, string> = {}): Promise<Authorised> {
    const back = await this.typing({ name }, changes);
    const code = new URLSearchParams(back.hash.slice(1)).get('code') ?? '';
    const answer = await this.redeem(code);
    const { id_token: idToken } = v.parse(v.object({ id_token: v.string() }), await answer.json());
    const payload = Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString();
    return { idToken, claims: JSON.parse(payload) as Record<string, unknown> };
  }

  redeem(code: string, changes: Record<string, string> = {}): Promise<Response> {
    return this.ask('/demo-idp/token', {
      grant_type: 'authorization_code',
      client_id: CLIENT_ID,
      code,
      code_verifier: this.#verifier,
      redirect_uri: `${this.origin}/redirect.html`,
      ...changes,
    });
  }
}

/** Where a redirect leads; fails with what was said instead of one. */
export function locationOf(response: Response): string {
  const location = response.headers.get('location');
  if (!location) throw new Error(`expected a redirect, and it was ${response.status}`);
  return location;
}

/** The whole way of a helper through the worker: nonce, provider, ticket. */
export async function signInOverHttp(origin: string, name: string): Promise<SignInResult> {
  const post = (path: string, body: unknown) =>
    fetch(origin + path, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).then((response) => response.json());
  const start = v.parse(SignInStart, await post('/auth/start', {}));
  if (!start.ok) return start;
  const { idToken } = await new DemoBrowser(origin).authorise(name, { nonce: start.nonce });
  return v.parse(SignInResult, await post('/auth/finish', { idToken }));
}
