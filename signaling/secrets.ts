/** Random names for seats and sessions, and the only form in which a token may be written down. */

const TOKEN_BYTES = 16;

export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** 128 random bits as 32 hexadecimal digits. */
export const randomToken = (): string => hexOf(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES)));

/** SHA-256, hexadecimal. Tokens are random, so that nothing slower is needed. */
export const hashOf = async (text: string): Promise<string> =>
  hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));

/** Whether two secrets are the same, in a time that tells neither how alike nor how long they are. */
export async function isSame(one: string, other: string): Promise<boolean> {
  const digest = (text: string) => crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return crypto.subtle.timingSafeEqual(await digest(one), await digest(other));
}

export const hmacKeyFrom = (bytes: Uint8Array): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);

export const hmacOf = async (key: CryptoKey, text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text)));

/** A whole number from 0 up to, not including, `below`. */
export function randomBelow(below: number): number {
  // Rejection: a plain remainder would prefer small numbers.
  const fair = Math.floor(2 ** 32 / below) * below;
  for (;;) {
    const drawn = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
    if (drawn < fair) return drawn % below;
  }
}
