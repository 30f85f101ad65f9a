/**
 * Asks the server what only its operator may see (protocol/admin.ts). The token is handed in each
 * time and kept nowhere.
 */
import type * as v from 'valibot';
import { Blocks, Reports, type BlockWish } from '#protocol/admin.ts';
import { Counts } from '#protocol/counts.ts';
import { read } from '#protocol/read.ts';

/** `not-for-you`: no operator's token · `no-desk`: this server has no operator · `unreachable`: no answer, or none of ours. */
export type AdminRefusal = 'not-for-you' | 'no-desk' | 'too-many-tries' | 'unreachable';
export type Asked<T> = { ok: true; answer: T } | { ok: false; why: AdminRefusal };

const PATIENCE_MS = 20_000;
/** Far above 72 hours and some thousand reports. */
const MAX_ANSWER_CHARS = 8_000_000;
const REFUSALS: Record<number, AdminRefusal> = { 401: 'not-for-you', 404: 'no-desk', 429: 'too-many-tries' };

export const counts = (token: string): Promise<Asked<Counts>> => ask(token, 'counts', Counts);
export const reports = (token: string) => ask(token, 'reports', Reports);
export const blocked = (token: string) => ask(token, 'blocked', Blocks);

/** @returns all that is blocked afterwards */
export const decide = (token: string, what: 'block' | 'unblock', wish: BlockWish) => ask(token, what, Blocks, wish);

/** JSON lines, as the server sends them. */
export async function records(token: string): Promise<Asked<Blob>> {
  const response = await send(token, 'records');
  return response.ok ? { ok: true, answer: await response.answer.blob() } : response;
}

async function ask<T>(
  token: string,
  what: string,
  schema: v.GenericSchema<unknown, T>,
  body?: object,
): Promise<Asked<T>> {
  const response = await send(token, what, body);
  if (!response.ok) return response;
  const got = read(schema, await response.answer.text(), MAX_ANSWER_CHARS);
  return got.ok ? { ok: true, answer: got.message } : { ok: false, why: 'unreachable' };
}

async function send(token: string, what: string, body?: object): Promise<Asked<Response>> {
  try {
    const response = await fetch(`/admin/${what}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${token}` },
      ...(body && { body: JSON.stringify(body) }),
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (response.ok) return { ok: true, answer: response };
    return { ok: false, why: REFUSALS[response.status] ?? 'unreachable' };
  } catch {
    return { ok: false, why: 'unreachable' }; // offline, nobody answered in time, or a token that fits in no header
  }
}
