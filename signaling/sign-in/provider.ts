/**
 * What the provider says about itself: its endpoints and its keys, asked by the worker and kept for
 * a while, so that a page needs no leave to read them and a sign-in waits for nobody.
 */
import { createRemoteJWKSet, customFetch } from 'jose';
import { read } from '#protocol/read.ts';
import { ProviderMetadata } from '#protocol/sign-in.ts';
import { hostOf, isSecure } from '#signaling/client-address.ts';
import type { Env } from '#signaling/env.ts';
import {
  isGuid,
  isLoopback,
  isSafeAddress,
  PERSONAL_TENANT,
  readSignIn,
  tenantOf,
  type DemoPlace,
  type EntraPlace,
  type OidcPlace,
  type SignInSettings,
} from '#signaling/sign-in/settings.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const PATIENCE_MS = 5_000;
/** A sharer's page must not wait for a provider that it will never need. */
const PAGE_PATIENCE_MS = 1_000;
const MAX_METADATA_CHARS = 100_000;
/** Endpoints hardly ever change; what was true an hour ago is better than nothing for a day. */
const METADATA_FRESH_MS = HOUR_MS;
const METADATA_GOOD_MS = 24 * HOUR_MS;
/** A provider that did not answer is left alone so long, so that pages do not wait for it one by one. */
const SILENCE_MS = 10_000;
const KEYS_GOOD_MS = 6 * HOUR_MS;
/** A key we do not know makes us ask again, but not more often than this. */
const KEYS_PAUSE_MS = 10_000;

/** Where browsers and the worker find the demo provider, under the product's own address. */
export const DEMO_PATH = '/demo-idp';

export type Provider = EntraPlace | OidcPlace | DemoPlace;
export type ProviderKeys = ReturnType<typeof createRemoteJWKSet>;

/** `issuer`: as it must stand in a token; of Entra with `{tenantid}` in it where there are many. */
export interface Known {
  readonly issuer: string;
  readonly metadata: ProviderMetadata;
  readonly keys: ProviderKeys;
}

const settings = new WeakMap<Env, SignInSettings>();

/** Settings with a mistake in them are none: whoever starts the server was told which. */
export function signInOf(env: Env): SignInSettings {
  let read = settings.get(env);
  if (!read) {
    const got = readSignIn(env);
    read = got.ok ? got.settings : { kind: 'not-set-up', admins: { subjects: [], claim: null, token: null } };
    settings.set(env, read);
  }
  return read;
}

/** Where this visitor's page may sign in; null where nowhere. */
export function providerFor(request: Request, env: Env): Provider | null {
  const place = signInOf(env);
  if (place.kind === 'not-set-up') return null;
  if (place.kind !== 'demo') return place;
  // Anybody can type any name there, so a stranger on the network must not come to it by accident.
  const { hostname } = new URL(`http://${hostOf(request, env)}`);
  return env.DEMO_PROVIDER && (place.anywhere || isLoopback(hostname)) ? place : null;
}

/** Null when the provider cannot be asked, or is not the one that the operator named. */
export async function ask(provider: Provider, request: Request, env: Env): Promise<Known | null> {
  if (provider.kind === 'demo') {
    const metadata = demoMetadata(provider, `${isSecure(request, env) ? 'https' : 'http'}://${hostOf(request, env)}`);
    return {
      issuer: provider.authority,
      metadata,
      keys: keysAt(`http://localhost${DEMO_PATH}/jwks`, env.DEMO_PROVIDER),
    };
  }
  const metadata = await metadataOf(provider);
  return metadata && { issuer: metadata.issuer, metadata, keys: keysAt(metadata.jwks_uri) };
}

/** The origin that a helper's page sends its code to, for the content policy; null for our own. */
export async function tokenOriginOf(env: Env): Promise<string | null> {
  const place = signInOf(env);
  if (place.kind === 'not-set-up' || place.kind === 'demo') return null;
  // Entra's page side does not ask for metadata, so it cannot be led elsewhere either.
  const metadata = place.kind === 'oidc' ? await metadataOf(place, PAGE_PATIENCE_MS) : null;
  return new URL(metadata?.token_endpoint ?? place.authority).origin;
}

const found = new Map<string, { metadata: ProviderMetadata; at: number }>();
/** When an address was last asked in vain, by how long we had waited for it. */
const silent = new Map<string, number>();

async function metadataOf(place: EntraPlace | OidcPlace, patienceMs = PATIENCE_MS): Promise<ProviderMetadata | null> {
  const address = `${place.authority}${place.kind === 'entra' ? '/v2.0' : ''}/.well-known/openid-configuration`;
  const now = Date.now();
  const kept = found.get(address);
  if (kept && now - kept.at < METADATA_FRESH_MS) return kept.metadata;
  const wait = `${patienceMs} ${address}`;
  if (now - (silent.get(wait) ?? 0) >= SILENCE_MS) {
    const metadata = await discover(address, place, patienceMs);
    if (metadata) found.set(address, { metadata, at: now });
    if (metadata) return metadata;
    silent.set(wait, now);
  }
  return kept && now - kept.at < METADATA_GOOD_MS ? kept.metadata : null;
}

/** OpenID Connect Discovery 1.0, section 4, with its demand that the issuer be the one that was asked. */
async function discover(
  address: string,
  place: EntraPlace | OidcPlace,
  patienceMs: number,
): Promise<ProviderMetadata | null> {
  let answer: string;
  try {
    const response = await fetch(address, {
      headers: { accept: 'application/json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMs),
    });
    if (response.status !== 200) return null;
    answer = await response.text();
  } catch {
    return null;
  }
  const got = read(ProviderMetadata, answer, MAX_METADATA_CHARS);
  if (!got.ok || !isIssuerOf(place, got.message.issuer)) return null;
  const { authorization_endpoint, token_endpoint, jwks_uri, end_session_endpoint } = got.message;
  const endpoints = [
    authorization_endpoint,
    token_endpoint,
    jwks_uri,
    ...(end_session_endpoint ? [end_session_endpoint] : []),
  ];
  return endpoints.every(isSafeAddress) ? got.message : null;
}

/** Microsoft names its issuers after tenants, and several of them with a template. */
function isIssuerOf({ kind, authority }: EntraPlace | OidcPlace, issuer: string): boolean {
  if (kind === 'oidc') return issuer === authority || issuer === `${authority}/`;
  const { origin } = new URL(authority);
  const tenant = tenantOf(authority);
  if (isGuid(tenant)) return issuer === `${origin}/${tenant}/v2.0`;
  if (tenant === 'consumers') return issuer === `${origin}/${PERSONAL_TENANT}/v2.0`;
  return issuer === `${origin}/{tenantid}/v2.0`;
}

const keySets = new Map<string, ProviderKeys>();

function keysAt(address: string, through?: Fetcher): ProviderKeys {
  let keys = keySets.get(address);
  if (!keys) {
    keys = createRemoteJWKSet(new URL(address), {
      cacheMaxAge: KEYS_GOOD_MS,
      cooldownDuration: KEYS_PAUSE_MS,
      timeoutDuration: PATIENCE_MS,
      ...(through && { [customFetch]: (url: string, how: RequestInit) => through.fetch(url, how) }),
    });
    keySets.set(address, keys);
  }
  return keys;
}

/** The same endpoints under whichever address the visitor has; only the issuer is one and the same. */
function demoMetadata(place: DemoPlace, origin: string): ProviderMetadata {
  const at = origin + DEMO_PATH;
  return {
    issuer: place.authority,
    authorization_endpoint: `${at}/auth`,
    token_endpoint: `${at}/token`,
    jwks_uri: `${at}/jwks`,
    end_session_endpoint: `${at}/session/end`,
  };
}
