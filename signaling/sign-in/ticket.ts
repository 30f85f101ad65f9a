/**
 * The ticket: what the worker itself says about a helper after it has read their ID token once.
 * Signed, not sealed: its owner may read it, and nobody can change it. It is stored nowhere.
 */
import { base64url } from 'jose';
import * as v from 'valibot';
import { MAX_NAME_CHARS } from '#protocol/limits.ts';
import { read, text } from '#protocol/read.ts';
import { MAX_TICKET_CHARS, TICKET_LIFETIME_MS, Vouched } from '#protocol/sign-in.ts';
import { hmacKeyFrom, hmacOf } from '#signaling/secrets.ts';
import { keyFor, type ServerKeys } from '#signaling/sign-in/key-keeper.ts';

/** What a room is told about its helper. */
export const HelperOfRoom = v.object({
  /** As the sharer will see it. */
  name: text(MAX_NAME_CHARS),
  vouched: Vouched,
  /** The account under the server's own key (`accountOf`). */
  account: v.pipe(v.string(), v.regex(/^[\w-]{22}$/)),
});
export type HelperOfRoom = v.InferOutput<typeof HelperOfRoom>;

const Said = v.object({ ...HelperOfRoom.entries, admin: v.boolean(), until: v.number() });
/** `until`: milliseconds since 1970. */
export type Ticket = v.InferOutput<typeof Said>;

const ACCOUNT_BYTES = 16;
const TICKET = /^([\da-f]{8})\.([\w-]+)\.([\w-]{43})$/;

/** The only form in which the worker knows an account: whoever has the disk cannot tell whose it is. */
export async function accountOf(subject: string, keys: ServerKeys): Promise<string> {
  const mac = await hmacOf(await hmacKeyFrom(keys.account), subject);
  return base64url.encode(mac.subarray(0, ACCOUNT_BYTES));
}

export async function writeTicket(who: Omit<Ticket, 'until'>, keys: ServerKeys, now: number): Promise<string> {
  const key = keyFor(keys.ticket);
  const said: Ticket = { ...who, until: now + TICKET_LIFETIME_MS };
  const body = `${key.id}.${base64url.encode(JSON.stringify(said))}`;
  return `${body}.${base64url.encode(await hmacOf(await hmacKeyFrom(key.bytes), body))}`;
}

/** Null for every ticket that is not good, without a word on why. */
export async function readTicket(text: string, keys: ServerKeys, now: number): Promise<Ticket | null> {
  if (text.length > MAX_TICKET_CHARS) return null;
  const [, id, said = '', mac = ''] = TICKET.exec(text) ?? [];
  const key = keys.ticket.find((one) => one.id === id);
  if (!key) return null;
  const body = new TextEncoder().encode(`${key.id}.${said}`);
  if (!(await crypto.subtle.verify('HMAC', await hmacKeyFrom(key.bytes), base64url.decode(mac), body))) return null;
  const got = read(Said, new TextDecoder().decode(base64url.decode(said)), MAX_TICKET_CHARS);
  return got.ok && got.message.until > now ? got.message : null;
}
