/** Helpers of the worker's tests at sign-in: a real token of a real issuer, exchanged for a ticket. */
import { inject } from 'vitest';
import type { SignInResult, SignInStart } from '#protocol/sign-in.ts';
import type { Env } from '#signaling/env.ts';
import type { Signing } from '../support/issuer.ts';
import type { Wish } from './issuer-over-http.ts';
import { visit } from './visit.ts';

declare module 'vitest' {
  interface ProvidedContext {
    issuer: { desk: string; url: string; settings: Record<string, string>; entraSettings: Record<string, string> };
  }
}

export const issuer = inject('issuer');

/** Sign-in at the issuer as at any OpenID Connect provider. */
export const OIDC: Partial<Env> = issuer.settings;
export const ENTRA: Partial<Env> = issuer.entraSettings;

export async function sign(nonce: string, how: Signing = {}, as: Wish['as'] = 'oidc', roll = false): Promise<string> {
  const response = await fetch(issuer.desk, {
    method: 'POST',
    body: JSON.stringify({ nonce, how, as, roll } satisfies Wish),
  });
  return response.text();
}

const post = async (path: string, settings: Partial<Env>, body?: unknown, from?: string): Promise<unknown> =>
  (await visit(path, { settings, method: 'POST', ...(from && { from }), body: JSON.stringify(body ?? {}) })).json();

export const start = async (settings: Partial<Env> = OIDC, from?: string): Promise<SignInStart> =>
  (await post('/auth/start', settings, undefined, from)) as SignInStart;

export const finish = async (idToken: string, settings: Partial<Env> = OIDC, from?: string): Promise<SignInResult> =>
  (await post('/auth/finish', settings, { idToken }, from)) as SignInResult;

export async function newNonce(settings: Partial<Env> = OIDC): Promise<string> {
  const started = await start(settings);
  if (!started.ok) throw new Error(`not begun: ${started.why}`);
  return started.nonce;
}

/** The whole way. @param how what is special about the token. */
export async function signIn(how: Signing = {}, settings: Partial<Env> = OIDC): Promise<SignInResult> {
  const as = settings.SIGN_IN_KIND === 'entra' ? 'entra' : 'oidc';
  return finish(await sign(await newNonce(settings), how, as), settings);
}

let people = 0;

/** Of somebody whom nobody else in the tests is, so that nobody uses up another's tries. */
export async function newTicket(claims: Record<string, unknown> = {}): Promise<string> {
  const result = await signIn({ claims: { sub: `person-${++people}-${crypto.randomUUID()}`, ...claims } });
  if (!result.ok) throw new Error(`refused: ${result.why}`);
  return result.ticket;
}
