/**
 * Decides who may knock at which room. Limits and the one answer for every code that does not work
 * stand here, before a room is asked; what a room is doing, only the room knows.
 */
import type { Role } from '#protocol/role.ts';
import type { WorkDone } from '#protocol/work.ts';
import { isBlocked } from '#signaling/block-keeper.ts';
import { clientAddress } from '#signaling/client-address.ts';
import { workRuleFrom, type Env } from '#signaling/env.ts';
import { keeperOf } from '#signaling/keepers.ts';
import type { Admission } from '#signaling/limit-keeper.ts';
import { limitsOf, mayTry } from '#signaling/limits.ts';
import { isLengthInUse, useLength } from '#signaling/nameplate-lengths.ts';
import { Nameplates } from '#signaling/nameplates.ts';
import { randomBelow } from '#signaling/secrets.ts';
import { introduction } from '#signaling/sign-in/introduction.ts';
import { keysOf } from '#signaling/sign-in/key-keeper.ts';
import { readTicket, type Ticket } from '#signaling/sign-in/ticket.ts';
import { offerOf, refuse, type Offer } from '#signaling/upgrade.ts';

/** A refusal comes this long after the knock, whatever the reason, so that time tells nothing. */
const REFUSAL_AFTER_MS = 1_000;
const REFUSAL_JITTER_MS = 500;

/** Random keys cannot be made before the first request, so the nameplates wait for it. */
let nameplates: { of: string; book: Nameplates } | undefined;

/** A signed-in helper asks for a room: the first free one among the open nameplates, short ones first. */
export async function openRoom(request: Request, env: Env): Promise<Response> {
  const offer = offerOf(request);
  if (!offer.current) return refuse(offer, 'too-old');
  const helper = await ticketIn(offer, env);
  if (!helper) return refuse(offer, 'sign-in-needed');
  if (await isBlocked(env.BLOCKS, helper.account)) return refuse(offer, 'blocked');
  const mayAsk =
    (await mayTry(env, 'code', helper.account)) && (await mayTry(env, 'code-of-address', clientAddress(request, env)));
  if (!mayAsk) return refuse(offer, 'too-many-tries');
  for await (const nameplate of bookOf(env).candidates(Date.now())) {
    await useLength(env, nameplate.length);
    const opened = await knock(env, nameplate, 'open', request, helper);
    if (opened.status === 101) return opened;
  }
  return refuse(offer, 'no-room');
}

/** A sharer joins, or either person comes back to their seat with its token. */
export async function takeSeat(request: Request, env: Env, nameplate: string, role: Role): Promise<Response> {
  const refuseAt = Date.now() + REFUSAL_AFTER_MS + randomBelow(REFUSAL_JITTER_MS + 1);
  const offer = offerOf(request);
  if (!offer.current) return refuse(offer, 'too-old');
  if (offer.token) {
    const helper = role === 'helper' ? await ticketIn(offer, env) : null;
    if (helper && (await isBlocked(env.BLOCKS, helper.account))) return refuse(offer, 'blocked');
    const back = await knock(env, nameplate, `resume/${role}`, request, helper);
    if (back.status === 101) return back;
    if (back.status === 401) return refuse(offer, 'sign-in-needed');
  }
  // Before anything is known of the nameplate, so that it tells nothing about one.
  const admission = await admit(request, env, offer.workDone);
  if (admission === 'too-many-tries') return refuse(offer, 'too-many-tries');
  if (admission !== 'admitted') return refuse(offer, 'work-needed', admission);
  if (role === 'sharer' && !offer.token) {
    const seated = await knock(env, nameplate, 'join', request);
    if (seated.status === 101) return seated;
  }
  await new Promise((resolve) => setTimeout(resolve, refuseAt - Date.now()));
  return refuse(offer, 'not-active');
}

/**
 * Passes a request on to a room, under an address of the room's own and with headers of our own.
 * 409: it will not, or is none. 401: it would, for somebody who is signed in.
 */
export async function knock(
  env: Env,
  nameplate: string,
  path: string,
  request: Request,
  helper: Ticket | null = null,
): Promise<Response> {
  if (!(await isLengthInUse(env, nameplate.length))) return new Response(null, { status: 409 });
  const address = new URL(`https://room/${nameplate}/${path}`);
  address.search = new URL(request.url).search;
  const headers = new Headers(helper ? introduction(helper) : {});
  for (const name of ['upgrade', 'sec-websocket-protocol', 'origin']) {
    const value = request.headers.get(name);
    if (value) headers.set(name, value);
  }
  return env.ROOMS.get(env.ROOMS.idFromName(nameplate)).fetch(
    new Request(address, { method: request.method, headers }),
  );
}

async function ticketIn({ ticket }: Offer, env: Env): Promise<Ticket | null> {
  return ticket === undefined ? null : readTicket(ticket, await keysOf(env), Date.now());
}

async function admit(request: Request, env: Env, done: WorkDone | undefined): Promise<Admission> {
  const address = clientAddress(request, env);
  return (await keeperOf(env, address)).admit(address, limitsOf.join(env), workRuleFrom(env), done);
}

function bookOf(env: Env): Nameplates {
  const secret = env.NAMEPLATE_KEY ?? '';
  if (nameplates?.of !== secret) nameplates = { of: secret, book: new Nameplates(secret) };
  return nameplates.book;
}
