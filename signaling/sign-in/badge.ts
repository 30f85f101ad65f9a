/**
 * The badge that a sharer's page holds for a report: sealed, so that it says nothing to anybody but
 * this worker, which finds in it which session it was and which account helped.
 */
import { base64url } from 'jose';
import * as v from 'valibot';
import { read } from '#protocol/read.ts';
import { BADGE_LIFETIME_MS, keyFor, keysOf, type ServerKey } from '#signaling/sign-in/key-keeper.ts';
import type { Env } from '#signaling/env.ts';
import { hexOf } from '#signaling/secrets.ts';

const Sealed = v.object({
  account: v.string(),
  session: v.string(),
  /** When it was sealed, in milliseconds since 1970. */
  at: v.number(),
});
export type Sealed = v.InferOutput<typeof Sealed>;

const ID_BYTES = 4;
const IV_BYTES = 12;
const MAX_CHARS = 400;
/** What is under this key is a badge and nothing else. */
const PURPOSE = new TextEncoder().encode('beside badge 1');

export async function sealBadge(env: Pick<Env, 'KEYS'>, what: Omit<Sealed, 'at'>): Promise<string> {
  const key = keyFor((await keysOf(env)).badge);
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const plain = new TextEncoder().encode(JSON.stringify({ ...what, at: Date.now() } satisfies Sealed));
  const sealed = new Uint8Array(await crypto.subtle.encrypt(sealing(iv), await aesKeyFrom(key), plain));
  return base64url.encode(Uint8Array.of(...bytesOfHex(key.id), ...iv, ...sealed));
}

/** Null for a badge that is not ours, or older than what the server keeps. */
export async function openBadge(env: Pick<Env, 'KEYS'>, badge: string): Promise<Sealed | null> {
  if (badge.length > MAX_CHARS || !/^[\w-]+$/.test(badge)) return null;
  const bytes = base64url.decode(badge);
  const id = hexOf(bytes.subarray(0, ID_BYTES));
  const key = (await keysOf(env)).badge.find((one) => one.id === id);
  if (!key) return null;
  const iv = bytes.slice(ID_BYTES, ID_BYTES + IV_BYTES);
  let plain: ArrayBuffer;
  try {
    plain = await crypto.subtle.decrypt(sealing(iv), await aesKeyFrom(key), bytes.slice(ID_BYTES + IV_BYTES));
  } catch {
    return null;
  }
  const got = read(Sealed, new TextDecoder().decode(plain), MAX_CHARS);
  return got.ok && got.message.at > Date.now() - BADGE_LIFETIME_MS ? got.message : null;
}

const sealing = (iv: Uint8Array<ArrayBuffer>) => ({ name: 'AES-GCM', iv, additionalData: PURPOSE });
const aesKeyFrom = ({ bytes }: ServerKey): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
const bytesOfHex = (hex: string): number[] => (hex.match(/../g) ?? []).map((two) => Number.parseInt(two, 16));
