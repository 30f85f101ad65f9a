/**
 * How a helper's page and the worker agree on who is helping. The page signs in at the operator's
 * provider; the worker checks the ID token once and gives its own short ticket in return.
 *   POST /auth/start   -> SignInStart: a nonce for one sign-in, and where to sign in
 *   POST /auth/finish  <- SignInFinish -> SignInResult
 * Only to pages of the worker's own origin. The ticket then opens rooms, as the subprotocol
 * `TICKET_PREFIX` + ticket (signaling.ts); it lives in the page's memory and nowhere else.
 */
import * as v from 'valibot';
import { MAX_NAME_CHARS } from '#protocol/limits.ts';
import { text, whole } from '#protocol/read.ts';
import { Vouched } from '#protocol/vouched.ts';

/** The last place where an ID token or a ticket may be this long, in characters. */
export const MAX_ID_TOKEN_CHARS = 8_192;
export const MAX_TICKET_CHARS = 1_024;

/** Base64url and dots only: a subprotocol is an HTTP token (RFC 9110, 5.6.2). */
export const TICKET_PREFIX = 'ticket.';
export const Ticket = v.pipe(v.string(), v.regex(/^[\w.-]+$/), v.maxLength(MAX_TICKET_CHARS));

/** A nonce lives this long and is taken once. */
export const NONCE_LIFETIME_MS = 10 * 60_000;
/** A ticket opens rooms for this long; a session that has begun does not need it any more. */
export const TICKET_LIFETIME_MS = 8 * 60 * 60_000;

export { Vouched };

/** Endpoints of the provider as OpenID Connect Discovery 1.0 (section 3) names them, as far as a page needs them. */
export const ProviderMetadata = v.object({
  issuer: text(300),
  authorization_endpoint: text(600),
  token_endpoint: text(600),
  jwks_uri: text(600),
  end_session_endpoint: v.optional(text(600)),
});
export type ProviderMetadata = v.InferOutput<typeof ProviderMetadata>;

/** `entra`: MSAL knows Microsoft's endpoints by itself · `oidc` and `demo`: it is given `metadata`. */
export const SignInPlace = v.object({
  kind: v.picklist(['entra', 'oidc', 'demo']),
  clientId: text(200),
  authority: text(300),
  metadata: v.optional(ProviderMetadata),
  /** What people call the provider. */
  provider: text(60),
});
export type SignInPlace = v.InferOutput<typeof SignInPlace>;

/**
 * Why a sign-in was not accepted.
 * `malformed`: no ID token at all · `forged`: signature, or none, or an algorithm we do not take ·
 * `unknown-key`: signed with a key that the provider does not (yet) publish · `wrong-issuer` ·
 * `wrong-audience`: made for another application · `expired`: the token is too old ·
 * `clock`: the token is from the future · `nonce`: used, unknown or more than ten minutes old ·
 * `wrong-tenant`, `personal-account`, `wrong-domain`, `wrong-account`: the operator does not let these in ·
 * `blocked`: the operator has blocked this account · `too-many-tries`: limit of this address ·
 * `provider-down`: the provider could not be asked · `not-set-up`: the operator has not set sign-in up.
 */
export const SignInRefusal = v.picklist([
  'malformed',
  'forged',
  'unknown-key',
  'wrong-issuer',
  'wrong-audience',
  'expired',
  'clock',
  'nonce',
  'wrong-tenant',
  'personal-account',
  'wrong-domain',
  'wrong-account',
  'blocked',
  'too-many-tries',
  'provider-down',
  'not-set-up',
]);
export type SignInRefusal = v.InferOutput<typeof SignInRefusal>;

export const SignInStart = v.variant('ok', [
  v.object({ ok: v.literal(true), nonce: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)), place: SignInPlace }),
  v.object({ ok: v.literal(false), why: SignInRefusal }),
]);
export type SignInStart = v.InferOutput<typeof SignInStart>;

export const SignInFinish = v.object({ idToken: text(MAX_ID_TOKEN_CHARS) });
export type SignInFinish = v.InferOutput<typeof SignInFinish>;

export const SignInResult = v.variant('ok', [
  v.object({
    ok: v.literal(true),
    ticket: Ticket,
    expiresInMs: whole(0, TICKET_LIFETIME_MS),
    /** As the sharer will see it. */
    name: text(MAX_NAME_CHARS),
    vouched: Vouched,
    /** May look at what the server keeps. */
    admin: v.boolean(),
  }),
  v.object({ ok: v.literal(false), why: SignInRefusal }),
]);
export type SignInResult = v.InferOutput<typeof SignInResult>;
