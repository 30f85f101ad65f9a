/**
 * The worker's two questions about who is helping: where to sign in, and what a sign-in is worth.
 * Knows nothing of providers and their windows.
 */
import { read } from '#protocol/read.ts';
import { SignInResult, SignInStart, type SignInFinish } from '#protocol/sign-in.ts';
import type * as v from 'valibot';

const MAX_ANSWER_CHARS = 16_384;

export type Unreachable = { ok: false; why: 'unreachable' };

/** A nonce for one sign-in, and where to sign in. */
export const startSignIn = (): Promise<SignInStart | Unreachable> => ask('/auth/start', undefined, SignInStart);

/** Hands over what the provider gave. The ID token is worth nothing after this, whatever the answer. */
export const finishSignIn = (idToken: string, signal: AbortSignal): Promise<SignInResult | Unreachable> =>
  ask('/auth/finish', { idToken }, SignInResult, signal);

async function ask<T>(
  path: string,
  body: SignInFinish | undefined,
  schema: v.GenericSchema<unknown, T>,
  signal?: AbortSignal,
): Promise<T | Unreachable> {
  try {
    const answer = await fetch(path, {
      method: 'POST',
      cache: 'no-store',
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      ...(signal && { signal }),
    });
    const got = read(schema, await answer.text(), MAX_ANSWER_CHARS);
    if (got.ok) return got.message;
  } catch {
    // no network, or nobody waits for it any more
  }
  return { ok: false, why: 'unreachable' };
}
