/** Helpers of the worker's tests at sign-in: a real token of a real issuer, exchanged for a ticket. */
import { inject } from 'vitest';
import type { SignInResult, SignInStart } from '#protocol/sign-in.ts';
import type { Env } from '#signaling/env.ts';
import type { Signing } from '../support/issuer.ts';
import type { Provided, Wish } from './issuer-over-http.ts';
import { visit, type Visit } from './visit.ts';

declare module 'vitest' {
  interface ProvidedContext {
    issuer: Provided;
    rollingIssuer: Provided;
  }
}

export const issuer = inject('issuer');

/** Sign-in at the issuer as at any OpenID Connect provider, and as at Entra. */
export const OIDC: Partial<Env> = issuer.settings;
export const ENTRA: Partial<Env> = issuer.entraSettings;

export async function sign(wish: Wish, at: Provided = issuer): Promise<string> {
  return (await fetch(at.desk, { method: 'POST', body: JSON.stringify(wish) })).text();
}

const post = (path: string, { settings = OIDC, ...how }: Visit, body: object): Promise<Response> =>
  visit(path, { ...how, settings, method: 'POST', body: JSON.stringify(body) });

export const start = async (how: Visit = {}): Promise<SignInStart> => (await post('/auth/start', how, {})).json();

export const finish = async (idToken: string, how: Visit = {}): Promise<SignInResult> =>
  (await post('/auth/finish', how, { idToken })).json();

export async function newNonce(settings: Partial<Env> = OIDC): Promise<string> {
  const started = await start({ settings });
  if (!started.ok) throw new Error(`not begun: ${started.why}`);
  return started.nonce;
}

/** The whole way. @param how what is special about the token. */
export async function signIn(how: Signing = {}, settings: Partial<Env> = OIDC): Promise<SignInResult> {
  const as = settings.SIGN_IN_KIND === 'entra' ? 'entra' : 'oidc';
  return finish(await sign({ nonce: await newNonce(settings), how, as }), { settings });
}

/** Of somebody whom nobody else in the tests is, so that nobody uses up another's tries. */
export async function newTicket(claims: Record<string, unknown> = {}, settings: Partial<Env> = OIDC): Promise<string> {
  const result = await signIn({ claims: { sub: crypto.randomUUID(), ...claims } }, settings);
  if (!result.ok) throw new Error(`refused: ${result.why}`);
  return result.ticket;
}
