/**
 * Whether an ID token is what it says it is: signed by the provider, for us, about now (OpenID Connect
 * Core 1.0, section 3.1.3.7). Whether this person may help is asked afterwards (admission.ts).
 */
import { errors, jwtVerify, type JWTPayload, type JWTVerifyResult } from 'jose';
import { MAX_ID_TOKEN_CHARS, type SignInRefusal } from '#protocol/sign-in.ts';
import type { Known, Provider } from '#signaling/sign-in/provider.ts';
import { isGuid } from '#signaling/sign-in/settings.ts';

/** Signatures that only the provider can make. `none`, and every secret that we would have to share, are not among them. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
/** How far the provider's clock may be from ours. */
const SKEW_S = 120;
/** Entra dates its tokens five minutes back. */
const MAX_AGE_S = 15 * 60;
const MAX_SUBJECT_CHARS = 255;

export type Claims = JWTPayload & { readonly sub: string; readonly iss: string };
export type Verified = { ok: true; claims: Claims; nonce: string; subject: string } | { ok: false; why: SignInRefusal };

export async function verifyIdToken(token: string, provider: Provider, known: Known): Promise<Verified> {
  if (token.length > MAX_ID_TOKEN_CHARS) return no('malformed');
  const entra = provider.kind === 'entra';
  let verified: JWTVerifyResult;
  try {
    verified = await jwtVerify(token, known.keys, {
      algorithms: ALGORITHMS,
      audience: provider.clientId,
      ...(!entra && { issuer: known.issuer }),
      clockTolerance: SKEW_S,
      maxTokenAge: MAX_AGE_S,
      requiredClaims: ['iss', 'sub', 'iat', 'exp', 'nonce', ...(entra ? ['tid', 'oid'] : [])],
    });
  } catch (trouble) {
    return no(refusalFor(trouble));
  }
  const { payload, protectedHeader } = verified;
  const { iss, sub, aud, azp, nonce } = payload as JWTPayload & { azp?: unknown; nonce?: unknown };
  if (azp !== undefined ? azp !== provider.clientId : Array.isArray(aud) && aud.length > 1) return no('wrong-audience');
  if (typeof nonce !== 'string') return no('nonce');
  if (typeof iss !== 'string' || typeof sub !== 'string' || !sub || sub.length > MAX_SUBJECT_CHARS)
    return no('malformed');
  const claims: Claims = { ...payload, iss, sub };
  if (!entra) return { ok: true, claims, nonce, subject: `${iss}#${sub}` };

  const fault = entraFault(claims, known, protectedHeader.kid);
  return fault ? no(fault) : { ok: true, claims, nonce, subject: `${String(claims['tid'])}/${String(claims['oid'])}` };
}

/** Many tenants sign with one set of keys, so issuer and tenant must be the same, and the key must be theirs. */
function entraFault(claims: Claims, { issuer, keys }: Known, kid: string | undefined): SignInRefusal | null {
  const { tid, oid, ver, iss } = claims;
  if (ver !== '2.0' || typeof tid !== 'string' || !isGuid(tid)) return 'wrong-issuer';
  if (typeof oid !== 'string' || !isGuid(oid)) return 'malformed';
  const here = (template: string) => template.replace('{tenantid}', tid);
  if (iss !== here(issuer)) return 'wrong-issuer';
  // Microsoft's key set says of each key whose it is: one for private accounts must not sign for a company.
  const key = keys.jwks()?.keys.find((one) => one.kid === kid) as { issuer?: unknown } | undefined;
  return typeof key?.issuer === 'string' && here(key.issuer) !== iss ? 'forged' : null;
}

const no = (why: SignInRefusal): Verified => ({ ok: false, why });

const BY_CLAIM: Partial<Record<string, SignInRefusal>> = {
  iss: 'wrong-issuer',
  aud: 'wrong-audience',
  nonce: 'nonce',
};

function refusalFor(trouble: unknown): SignInRefusal {
  if (trouble instanceof errors.JWTExpired) return 'expired';
  if (trouble instanceof errors.JWTClaimValidationFailed) {
    if (trouble.reason === 'check_failed' && (trouble.claim === 'iat' || trouble.claim === 'nbf')) return 'clock';
    return BY_CLAIM[trouble.claim] ?? 'malformed';
  }
  if (trouble instanceof errors.JWSInvalid || trouble instanceof errors.JWTInvalid) return 'malformed';
  if (trouble instanceof errors.JWKSNoMatchingKey || trouble instanceof errors.JWKSMultipleMatchingKeys)
    return 'unknown-key';
  if (
    trouble instanceof errors.JWSSignatureVerificationFailed ||
    trouble instanceof errors.JOSEAlgNotAllowed ||
    trouble instanceof errors.JOSENotSupported
  )
    return 'forged';
  return 'provider-down'; // what is left comes from asking for the keys
}
