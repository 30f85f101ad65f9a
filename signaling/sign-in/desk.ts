/**
 * Where a helper's page signs in: POST /auth/start and POST /auth/finish (protocol/sign-in.ts). Every
 * answer is 200 with what the page should know, because a refusal is nothing unexpected.
 */
import { read } from '#protocol/read.ts';
import {
  MAX_ID_TOKEN_CHARS,
  SignInFinish,
  TICKET_LIFETIME_MS,
  type SignInRefusal,
  type SignInResult,
  type SignInStart,
} from '#protocol/sign-in.ts';
import { isBlocked } from '#signaling/block-keeper.ts';
import { bodyOf } from '#signaling/body.ts';
import { clientAddress, isForeign } from '#signaling/client-address.ts';
import type { Env } from '#signaling/env.ts';
import { mayTry } from '#signaling/limits.ts';
import { shortName } from '#signaling/short-name.ts';
import { admit } from '#signaling/sign-in/admission.ts';
import { verifyIdToken } from '#signaling/sign-in/id-token.ts';
import { keysOf } from '#signaling/sign-in/key-keeper.ts';
import { newNonce, takeNonce } from '#signaling/sign-in/nonce-keeper.ts';
import { ask, providerFor } from '#signaling/sign-in/provider.ts';
import { accountOf, writeTicket } from '#signaling/sign-in/ticket.ts';

/** The token, and the JSON around it. */
const MAX_BODY_CHARS = MAX_ID_TOKEN_CHARS + 100;

export async function answerSignIn(request: Request, env: Env, [step, ...more]: string[]): Promise<Response> {
  if (more.length > 0 || (step !== 'start' && step !== 'finish')) return plain(404, 'Not found');
  if (request.method !== 'POST') return plain(405, 'Method not allowed', { allow: 'POST' });
  if (isForeign(request, env)) return plain(403, 'This page is not from here');
  const answer = step === 'start' ? await start(request, env) : await finish(request, env);
  return Response.json(answer, { headers: { 'cache-control': 'no-store' } });
}

async function start(request: Request, env: Env): Promise<SignInStart> {
  const provider = providerFor(request, env);
  if (!provider) return no('not-set-up');
  if (!(await mayTry(env, 'sign-in-start', clientAddress(request, env)))) return no('too-many-tries');
  const known = await ask(provider, request, env);
  if (!known) return no('provider-down');
  const { kind, clientId, authority, provider: name } = provider;
  const place = { kind, clientId, authority, provider: name, ...(kind !== 'entra' && { metadata: known.metadata }) };
  return { ok: true, nonce: await newNonce(env), place };
}

async function finish(request: Request, env: Env): Promise<SignInResult> {
  const provider = providerFor(request, env);
  if (!provider) return no('not-set-up');
  if (!(await mayTry(env, 'sign-in-finish', clientAddress(request, env)))) return no('too-many-tries');
  const said = read(SignInFinish, await bodyOf(request, MAX_BODY_CHARS), MAX_BODY_CHARS);
  if (!said.ok) return no('malformed');
  const known = await ask(provider, request, env);
  if (!known) return no('provider-down');

  const person = await verifyIdToken(said.message.idToken, provider, known);
  if (!person.ok) return person;
  if (!(await takeNonce(env, person.nonce))) return no('nonce');
  const admission = admit(person, provider);
  if (!admission.ok) return admission;
  const keys = await keysOf(env);
  const account = await accountOf(person.subject, keys);
  if (await isBlocked(env.BLOCKS, account)) return no('blocked');

  const { vouched, admin } = admission;
  const name = shortName(person.claims);
  const ticket = await writeTicket({ name, vouched, account, admin }, keys, Date.now());
  return { ok: true, ticket, expiresInMs: TICKET_LIFETIME_MS, name, vouched, admin };
}

const no = (why: SignInRefusal): { ok: false; why: SignInRefusal } => ({ ok: false, why });

const plain = (status: number, words: string, headers: Record<string, string> = {}): Response =>
  new Response(words, { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers } });
