/** Whether a request comes from somebody who looks after the server: a signed-in account, or a program with the token. */
import type { Env } from '#signaling/env.ts';
import { hashOf } from '#signaling/secrets.ts';
import { keysOf } from '#signaling/sign-in/key-keeper.ts';
import { signInOf } from '#signaling/sign-in/provider.ts';
import { readTicket } from '#signaling/sign-in/ticket.ts';

export type Admin = { by: 'account'; account: string } | { by: 'token' };

/** @param request with `Authorization: Bearer` and a ticket or ADMIN_TOKEN. Null for everybody else. */
export async function adminOf(request: Request, env: Env): Promise<Admin | null> {
  const [, bearer] = /^Bearer ([\x21-\x7e]{1,2000})$/.exec(request.headers.get('authorization') ?? '') ?? [];
  if (!bearer) return null;
  const { token } = signInOf(env).admins;
  // Hashes, so that the time of the comparison says nothing about the secret.
  if (token && (await hashOf(bearer)) === (await hashOf(token))) return { by: 'token' };
  const ticket = await readTicket(bearer, await keysOf(env), Date.now());
  return ticket?.admin ? { by: 'account', account: ticket.account } : null;
}
