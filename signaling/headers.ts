/**
 * The security headers of everything this server answers, in one place: a page that lost one of
 * them would still work, and nobody would notice.
 */
import { hostOf, isSecure } from '#signaling/client-address.ts';
import type { Env } from '#signaling/env.ts';

/** Anything else in a Host header could write directives of its own into the policy. */
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/i;

const ALLOWED_HERE = [
  'display-capture',
  'fullscreen',
  'camera', // Chromium asks for it by itself when a screen is captured, and complains on the page if it may not
  'clipboard-write',
  'screen-wake-lock',
  'loopback-network',
  'local-network-access',
];
const ALLOWED_NOWHERE = [
  'local-network',
  'microphone',

  'geolocation',
  'usb',
  'serial',
  'hid',
  'midi',
  'payment',
  'clipboard-read',
  'publickey-credentials-get',
  'browsing-topics',
  'captured-surface-control',
];

/** Where the sign-in window comes back to: it reads its own address, hands it on, and closes. */
const BRIDGE = '/redirect.html';
const BRIDGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/**
 * Integrity-Policy is left out on purpose: it blocks, without a word on the console, every module
 * that is imported by another one unless an import map in the page names its hash, and the content
 * policy allows no such map (Chromium 156). So is `preload` of Strict-Transport-Security: it would ask browsers to hold
 * the operator's whole domain to https for years, which is for the operator to decide.
 * @param tokenOrigin where a page that signs in may send its code to, if not to us
 */
export function securityHeaders(request: Request, env: Env, tokenOrigin: string | null = null): Record<string, string> {
  const secure = isSecure(request, env);
  const bridge = new URL(request.url).pathname === BRIDGE;
  return {
    'content-security-policy': bridge ? BRIDGE_POLICY : contentPolicy(hostOf(request, env), secure, tokenOrigin),
    'permissions-policy': [
      ...ALLOWED_HERE.map((feature) => `${feature}=(self)`),
      ...ALLOWED_NOWHERE.map((feature) => `${feature}=()`),
    ].join(', '),
    // The window comes from the provider and must still be able to reach the page that opened it (MSAL's redirect bridge).
    ...(bridge ? { 'cache-control': 'no-store' } : { 'cross-origin-opener-policy': 'same-origin' }),
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'origin-agent-cluster': '?1',
    ...(secure && { 'strict-transport-security': 'max-age=63072000; includeSubDomains' }),
  };
}

/** The same response, with the headers of `more` put in or over. */
export function withHeaders(response: Response, more: Record<string, string>): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(more)) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

function contentPolicy(host: string, secure: boolean, tokenOrigin: string | null): string {
  // Older browsers do not count a WebSocket to the same host as 'self'.
  const socket = HOST.test(host) ? ` ${secure ? 'wss' : 'ws'}://${host}` : '';
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    `connect-src 'self'${socket}${tokenOrigin ? ` ${tokenOrigin}` : ''}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types svelte-trusted-html app-sw',
    ...(secure ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
}
