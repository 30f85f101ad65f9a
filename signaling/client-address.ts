/**
 * Where a request comes from, as far as it can be trusted. Plain workerd passes a forged
 * `cf-connecting-ip` straight through, so a header counts only where somebody must have set it.
 */
import type { Env } from '#signaling/env.ts';

/** Two kinds of `request.cf`: workerd's own, and Cloudflare's. Neither can be set by a client. */
interface Origin {
  /** workerd: address and port of the socket. */
  readonly clientIp?: unknown;
  /** Cloudflare: which of its places received the request. */
  readonly colo?: unknown;
}

/** One text per client for counting: an IPv4 address, or the /64 that an IPv6 customer gets at least. */
export function clientAddress(request: Request, env: Env): string {
  return networkOf(statedAddress(request, env));
}

/** Whether the browser's own connection is encrypted, be it to us or to the proxy before us. */
export function isSecure(request: Request, env: Env): boolean {
  const forwarded = env.TRUSTED_PROXY ? lastOf(request.headers.get('x-forwarded-proto')) : '';
  return (forwarded || new URL(request.url).protocol.replace(':', '')) === 'https';
}

/** The host in the browser's address bar. */
export function hostOf(request: Request, env: Env): string {
  const forwarded = env.TRUSTED_PROXY ? lastOf(request.headers.get('x-forwarded-host')) : '';
  return forwarded || new URL(request.url).host;
}

/** A page of somebody else sent this: its visitors must not try codes for it, each with their own address. */
export function isForeign(request: Request, env: Env): boolean {
  const origin = request.headers.get('origin');
  if (origin === null) return false; // no browser
  return !URL.canParse(origin) || new URL(origin).host !== hostOf(request, env);
}

function statedAddress(request: Request, env: Env): string {
  if (env.TRUSTED_PROXY) {
    const forwarded = lastOf(request.headers.get('x-forwarded-for'));
    if (forwarded) return forwarded;
  }
  const origin = (request.cf ?? {}) as Origin;
  if (typeof origin.clientIp === 'string') return origin.clientIp;
  return (origin.colo !== undefined && request.headers.get('cf-connecting-ip')) || 'unknown';
}

/** Only the last entry was written by the proxy itself; all before it are the client's own words. */
const lastOf = (list: string | null): string => list?.split(',').at(-1)?.trim() ?? '';

function networkOf(address: string): string {
  const bare = /^\[(.*)\](?::\d+)?$/.exec(address)?.[1] ?? address.replace(/^([\d.]+):\d+$/, '$1');
  const mapped = /^(?:0{0,4}:){2,5}ffff:([\d.]+)$/i.exec(bare)?.[1];
  if (mapped) return mapped;
  if (!bare.includes(':')) return bare;
  const [head = '', tail] = bare.toLowerCase().replace(/%.*$/, '').split('::');
  const before = head ? head.split(':') : [];
  const after = tail ? tail.split(':') : [];
  const gap = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array<string>(gap).fill('0'), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
