/** Whether a request comes from somebody who looks after the server: a signed-in account, or a program with the token. */
import type { Env } from '#signaling/env.ts';
import { isSame } from '#signaling/secrets.ts';
import { keysOf } from '#signaling/sign-in/key-keeper.ts';
import { signInOf } from '#signaling/sign-in/provider.ts';
import { readTicket } from '#signaling/sign-in/ticket.ts';

export type Admin = { by: 'account'; account: string } | { by: 'token' };

/** Whether there is anybody who could look after the server. */
export function hasAdmin(env: Env): boolean {
  const { token, claim, subjects } = signInOf(env).admins;
  return token !== null || claim !== null || subjects.length > 0;
}

/** @param request with `Authorization: Bearer` and a ticket or ADMIN_TOKEN. Null for everybody else. */
export async function adminOf(request: Request, env: Env): Promise<Admin | null> {
  const [, bearer] = /^Bearer ([\x21-\x7e]{1,2000})$/.exec(request.headers.get('authorization') ?? '') ?? [];
  if (!bearer) return null;
  const { token } = signInOf(env).admins;
  if (token && (await isSame(bearer, token))) return { by: 'token' };
  const ticket = await readTicket(bearer, await keysOf(env), Date.now());
  return ticket?.admin ? { by: 'account', account: ticket.account } : null;
}
