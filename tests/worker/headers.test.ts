import { describe, expect, it } from 'vitest';
import type { Env } from '#signaling/env.ts';
import { securityHeaders } from '#signaling/headers.ts';
import { issuer, OIDC } from './signing-in.ts';
import { visit } from './visit.ts';

const none = {} as Env;
const policyOf = (url: string, env = none, headers: Record<string, string> = {}) =>
  (securityHeaders(new Request(url, { headers }), env)['content-security-policy'] ?? '').split('; ');

const ALWAYS = [
  'content-security-policy',
  'permissions-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'x-content-type-options',
  'referrer-policy',
  'origin-agent-cluster',
];

describe('every answer', () => {
  it.each([
    '/',
    '/share',
    '/health',
    '/nothing-here.js',
    '/room/helper',
    '/room/nonsense',
    '/peer/123/x/peerjs/id',
    '/.git/config',
  ])('to %s carries the security headers', async (path) => {
    const { headers } = await visit(path);
    for (const name of ALWAYS) expect(headers.get(name), name).toBeTruthy();
  });

  it('over plain http neither asks for https nor forces it', async () => {
    const { headers } = await visit('/health');
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
  });
});

describe('the content policy', () => {
  it('allows this host and nothing else', () => {
    expect(policyOf('https://help.example/share')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' blob: data:",
      "media-src 'self' blob:",
      "font-src 'self'",
      "connect-src 'self' wss://help.example",
      "manifest-src 'self'",
      "worker-src 'self'",
      "frame-src 'none'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "object-src 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types svelte-trusted-html app-sw',
      'upgrade-insecure-requests',
    ]);
  });

  it.each([
    ['http://localhost:8787/', 'ws://localhost:8787'],
    ['http://192.0.2.1/', 'ws://192.0.2.1'],
    ['http://[::1]:8787/', 'ws://[::1]:8787'],
    ['https://help.example:8443/', 'wss://help.example:8443'],
  ])('names the WebSocket of %s', (url, socket) => {
    expect(policyOf(url)).toContain(`connect-src 'self' ${socket}`);
  });

  it('takes no directives from a Host header', () => {
    expect(policyOf("http://a;script-src'unsafe-inline'/")).toContain("connect-src 'self'");
  });

  it('believes a proxy about https only where there is one', () => {
    const forwarded = { 'x-forwarded-proto': 'https' };
    expect(policyOf('http://help.example/', none, forwarded)).toContain("connect-src 'self' ws://help.example");
    const behindProxy = { TRUSTED_PROXY: '1' } as Env;
    expect(policyOf('http://help.example/', behindProxy, forwarded)).toContain("connect-src 'self' wss://help.example");
    expect(securityHeaders(new Request('http://help.example/', { headers: forwarded }), behindProxy)).toHaveProperty(
      'strict-transport-security',
    );
  });
});

describe('sign-in in the content policy', () => {
  const connectOf = async (path: string, settings: Partial<Env>) =>
    ((await visit(path, { settings })).headers.get('content-security-policy') ?? '')
      .split('; ')
      .find((directive) => directive.startsWith('connect-src'));
  const own = `connect-src 'self' ws://beside.test`;
  const page = { ASSETS: { fetch: () => Promise.resolve(new Response('<!doctype html>')) } as unknown as Fetcher };
  const microsoft = { SIGN_IN_KIND: 'entra', SIGN_IN_CLIENT_ID: 'app' };

  it('lets every page of the app send its code to the provider, for each can become the helper’s', async () => {
    for (const path of ['/', '/assist', '/share']) {
      expect(await connectOf(path, { ...page, ...OIDC })).toBe(`${own} ${issuer.url}`);
      expect(await connectOf(path, { ...page, ...microsoft })).toBe(`${own} https://login.microsoftonline.com`);
    }
  });

  it('adds nothing where nobody signs in, and for the demo, which is here', async () => {
    expect(await connectOf('/', page)).toBe(own);
    expect(await connectOf('/', { ...page, DEMO_ISSUER: 'http://localhost/demo-idp' })).toBe(own);
    expect(await connectOf('/health', microsoft)).toBe(own);
    expect(await connectOf('/assets/x.js', { ...page, ...microsoft })).toBe(own);
  });

  it('changes no other directive', async () => {
    const policy = async (settings: Partial<Env>) =>
      ((await visit('/', { settings })).headers.get('content-security-policy') ?? '').replace(/connect-src[^;]*/, '');
    expect(await policy({ ...page, ...microsoft })).toBe(await policy(page));
  });
});

describe('the page that the sign-in window comes back to', () => {
  it('may have script, style and pictures of ours and nothing else, is not kept, and is not cut off from who opened it', async () => {
    const page = { ASSETS: { fetch: () => Promise.resolve(new Response('<!doctype html>')) } as unknown as Fetcher };
    for (const settings of [page, { ...page, ...OIDC }]) {
      const { headers } = await visit('/redirect.html?x=1', { settings });
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; " +
          "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
      );
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('cross-origin-opener-policy')).toBeNull();
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
    expect((await visit('/assist')).headers.get('cross-origin-opener-policy')).toBe('same-origin');
  });
});

describe('/health', () => {
  it('says that it is well, and nothing about anybody', async () => {
    const response = await visit('/health');
    expect(await response.json()).toEqual({
      ok: true,
      protocol: 'beside.seat.2',
      last72Hours: { sessions: expect.any(Number) as number, unusedCodes: expect.any(Number) as number },
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});
