import { describe, expect, it } from 'vitest';
import { clientAddress } from '#signaling/client-address.ts';
import type { Env } from '#signaling/env.ts';

function addressOf(cf: object | undefined, headers: Record<string, string> = {}, env: Partial<Env> = {}): string {
  const request = { cf, headers: new Headers(headers), url: 'http://x/' } as unknown as Request;
  return clientAddress(request, env as Env);
}

const FORGED = { 'cf-connecting-ip': '1.2.3.4', 'x-forwarded-for': '1.2.3.4' };

describe('an address', () => {
  it.each([
    ['192.0.2.7:49920', '192.0.2.7'],
    ['192.0.2.7', '192.0.2.7'],
    ['[2001:db8::1]:49920', '2001:db8:0:0::/64'],
    ['[2001:DB8:1:2:3:4:5:6]:1', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
    ['[::1]:80', '0:0:0:0::/64'],
    ['[fe80::1%eth0]:80', 'fe80:0:0:0::/64'],
    ['[::ffff:192.0.2.7]:49920', '192.0.2.7'],
  ])('%s counts as %s', (clientIp, counted) => {
    expect(addressOf({ clientIp })).toBe(counted);
  });

  it('of the socket wins over headers that anybody can send', () => {
    expect(addressOf({ clientIp: '192.0.2.7:1' }, FORGED)).toBe('192.0.2.7');
    expect(addressOf(undefined, FORGED)).toBe('unknown');
  });

  it('on Cloudflare is what Cloudflare says', () => {
    expect(addressOf({ colo: 'FRA' }, { 'cf-connecting-ip': '192.0.2.9', 'x-forwarded-for': '1.2.3.4' })).toBe(
      '192.0.2.9',
    );
  });

  it('behind a trusted proxy is the last one of its list', () => {
    const proxy = { TRUSTED_PROXY: 'yes' };
    expect(addressOf({ clientIp: '10.0.0.1:1' }, { 'x-forwarded-for': '1.2.3.4, 192.0.2.8' }, proxy)).toBe('192.0.2.8');
    expect(addressOf({ clientIp: '10.0.0.1:1' }, { 'x-forwarded-for': '2001:db8::5' }, proxy)).toBe(
      '2001:db8:0:0::/64',
    );
    expect(addressOf({ clientIp: '10.0.0.1:1' }, {}, proxy)).toBe('10.0.0.1');
  });
});
