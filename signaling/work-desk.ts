/**
 * Hands out work and takes it back: a challenge is bound to one address by the keeper's own key, is
 * good for two minutes, and once. Nothing is written down for a challenge that nobody answers.
 */
import { isDone, type Work, type WorkDone } from '#protocol/work.ts';
import { hexOf, hmacOf } from '#signaling/secrets.ts';

/** A slow telephone may need half a minute when it is unlucky. */
export const WORK_LIFETIME_MS = 2 * 60_000;
const SALT_BYTES = 4;
const MAC_BYTES = 12;
/** The challenge as one reads it: until (seconds, base 36), bits, salt, HMAC over all of them and the address. */
const PARTS = /^([\da-z]{1,9})-(\d{1,2})-([\da-f]{8})-([\da-f]{24})$/;

export async function newWork(key: CryptoKey, who: string, bits: number, now: number): Promise<Work> {
  const until = Math.ceil((now + WORK_LIFETIME_MS) / 1_000).toString(36);
  // Two people behind one address, in one second, must not be given the same one.
  const salt = hexOf(crypto.getRandomValues(new Uint8Array(SALT_BYTES)));
  const head = `${until}-${String(bits)}-${salt}`;
  return { challenge: `${head}-${await macOf(key, who, head)}`, bits };
}

/** @returns until when (ms) this very challenge must not be taken again, or null where it is not ours, late or unanswered. */
export async function checkWork(key: CryptoKey, who: string, done: WorkDone, now: number): Promise<number | null> {
  const [, until = '', bits = '', salt = '', mac = ''] = PARTS.exec(done.challenge) ?? [];
  if (!mac) return null;
  const untilMs = Number.parseInt(until, 36) * 1_000;
  const ours = await macOf(key, who, `${until}-${bits}-${salt}`);
  if (untilMs <= now || !crypto.subtle.timingSafeEqual(utf8(mac), utf8(ours))) return null;
  return isDone(done, Number(bits)) ? untilMs : null;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const macOf = async (key: CryptoKey, who: string, head: string): Promise<string> =>
  hexOf((await hmacOf(key, `work:${who}:${head}`)).subarray(0, MAC_BYTES));
