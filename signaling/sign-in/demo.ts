/** Leads `/demo-idp/*` to the demo provider, which `npm start` runs beside the server when no other is set up. */
import { hostOf, isSecure } from '#signaling/client-address.ts';
import type { Env } from '#signaling/env.ts';
import { providerFor } from '#signaling/sign-in/provider.ts';

export async function toDemo(request: Request, env: Env): Promise<Response | null> {
  if (providerFor(request, env)?.kind !== 'demo' || !env.DEMO_PROVIDER) return null;
  const headers = new Headers(request.headers);
  headers.set('x-forwarded-host', hostOf(request, env));
  headers.set('x-forwarded-proto', isSecure(request, env) ? 'https' : 'http');
  // The browser has to follow by itself: the provider's cookies are its.
  const response = await env.DEMO_PROVIDER.fetch(new Request(request, { headers, redirect: 'manual' }));
  return new Response(response.body, response);
}
