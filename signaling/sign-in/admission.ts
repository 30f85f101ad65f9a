/** Whether the operator lets this account help, who vouches for it, and whether it looks after the server. */
import type { SignInRefusal, Vouched } from '#protocol/sign-in.ts';
import type { Claims, Verified } from '#signaling/sign-in/id-token.ts';
import type { Provider } from '#signaling/sign-in/provider.ts';
import { PERSONAL_TENANT } from '#signaling/sign-in/settings.ts';

export type Admission = { ok: true; vouched: Vouched; admin: boolean } | { ok: false; why: SignInRefusal };
type Person = Extract<Verified, { ok: true }>;

export function admit(person: Person, provider: Provider): Admission {
  if (provider.kind === 'demo') return { ok: true, vouched: { by: 'demo' }, admin: false };
  const { claims } = person;
  const domains = verifiedDomains(claims, provider.kind);
  const why = refusalOf(person, provider, domains);
  return why
    ? { ok: false, why }
    : { ok: true, vouched: vouchedBy(claims, provider, domains), admin: isAdmin(person, provider) };
}

function refusalOf(
  person: Person,
  provider: Exclude<Provider, { kind: 'demo' }>,
  domains: string[],
): SignInRefusal | null {
  if (provider.kind === 'entra') {
    const tenant = tenantIn(person.claims);
    if (tenant === PERSONAL_TENANT ? !provider.personal : provider.tenants && !provider.tenants.has(tenant))
      return tenant === PERSONAL_TENANT ? 'personal-account' : 'wrong-tenant';
  }
  if (provider.domains.length > 0 && !domains.some((domain) => provider.domains.includes(domain)))
    return 'wrong-domain';
  if (provider.subjects.length > 0 && !provider.subjects.includes(nameIn(person, provider))) return 'wrong-account';
  return null;
}

/** An organisation is only named where the operator or the provider has verified it; otherwise anyone can have made it. */
function vouchedBy(claims: Claims, provider: Exclude<Provider, { kind: 'demo' }>, domains: string[]): Vouched {
  const name = organisationOf(claims, provider, domains);
  return name === null
    ? { by: 'personal', provider: provider.provider }
    : { by: 'organisation', provider: provider.provider, name };
}

function organisationOf(
  claims: Claims,
  provider: Exclude<Provider, { kind: 'demo' }>,
  domains: string[],
): string | null {
  const allowed = domains.find((domain) => provider.domains.includes(domain));
  if (provider.kind === 'oidc') return provider.organisation ?? allowed ?? null;
  const tenant = tenantIn(claims);
  if (tenant === PERSONAL_TENANT) return null;
  return provider.organisation ?? provider.tenants?.get(tenant) ?? allowed ?? domains[0] ?? null;
}

/**
 * Domains of which the provider says that they were verified, never one that is only part of an
 * address. OpenID Connect Core 1.0, 5.1 (`email_verified`); Google (`hd`); Entra's optional claims
 * (`xms_edov`, `verified_primary_email`), because its `email` alone can be typed by anyone.
 */
function verifiedDomains(claims: Claims, kind: 'entra' | 'oidc'): string[] {
  const said = (claim: unknown) => claim === true || claim === 1 || claim === 'true' || claim === '1';
  const addresses: unknown[] = said(claims[kind === 'entra' ? 'xms_edov' : 'email_verified']) ? [claims['email']] : [];
  if (kind === 'entra') addresses.push(...[claims['verified_primary_email']].flat());
  const domains = addresses.map((address) => (typeof address === 'string' ? address.split('@')[1] : undefined));
  if (kind === 'oidc' && typeof claims['hd'] === 'string') domains.push(claims['hd']);
  return domains.flatMap((domain) => (domain && /^[a-z\d.-]{3,100}$/i.test(domain) ? domain.toLowerCase() : []));
}

function isAdmin(person: Person, provider: Exclude<Provider, { kind: 'demo' }>): boolean {
  const { subjects, claim } = provider.admins;
  if (subjects.includes(nameIn(person, provider))) return true;
  return claim !== null && [person.claims[claim.name]].flat().includes(claim.value);
}

/** As it is written in the operator's lists. */
const nameIn = ({ subject, claims }: Person, { kind }: Provider): string => (kind === 'entra' ? subject : claims.sub);

const tenantIn = (claims: Claims): string => String(claims['tid']);
