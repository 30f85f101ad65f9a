/**
 * What the operator says about sign-in, read once: either settings that make sense together, or one
 * plain sentence for each mistake. Pure, because `npm start` reads the same texts before it serves.
 */

/**
 * Every text that is read here. Lists are separated by commas; yes and no may be 1 and 0 too.
 *
 * - `SIGN_IN_KIND` `entra` (Microsoft Entra ID and Microsoft accounts) or `oidc` (any other provider)
 * - `SIGN_IN_CLIENT_ID` the application's id at the provider
 * - `SIGN_IN_AUTHORITY` the provider's address. entra: `https://login.microsoftonline.com/` and
 *   `common` (the default), `organizations`, `consumers` or a tenant id · oidc: the issuer
 * - `SIGN_IN_PROVIDER` what people call the provider; otherwise Microsoft, or the host of the authority
 * - `SIGN_IN_ORGANISATION` what people call the organisation that gives out the accounts. Without it,
 *   and without a verified domain, an account is shown as one that anyone can make
 * - `SIGN_IN_TENANTS` entra: only these tenant ids; `id=contoso.com` says how one is shown
 * - `SIGN_IN_PERSONAL` entra: whether Microsoft accounts of private people may help. Otherwise yes for
 *   `common` without a list of tenants, and for `consumers`
 * - `SIGN_IN_DOMAINS` only accounts whose provider vouches for an address in one of these domains
 * - `SIGN_IN_SUBJECTS` only these accounts. entra: `tenant id/object id` · oidc: the `sub` claim
 * - `ADMIN_SUBJECTS` accounts that may look at what the server keeps, written in the same way
 * - `ADMIN_CLAIM` a claim that lets an account do so, such as `roles=beside-admin`
 * - `ADMIN_TOKEN` a secret of 20 characters or more that lets a program do so
 * - `ALLOW_DEMO` yes: the demo sign-in may be used from other computers than this one
 * - `DEMO_ISSUER` set by `npm start` alone, when it runs the demo sign-in
 */
export const SIGN_IN_TEXTS = [
  'SIGN_IN_KIND',
  'SIGN_IN_CLIENT_ID',
  'SIGN_IN_AUTHORITY',
  'SIGN_IN_PROVIDER',
  'SIGN_IN_ORGANISATION',
  'SIGN_IN_TENANTS',
  'SIGN_IN_PERSONAL',
  'SIGN_IN_DOMAINS',
  'SIGN_IN_SUBJECTS',
  'ADMIN_SUBJECTS',
  'ADMIN_CLAIM',
  'ADMIN_TOKEN',
  'ALLOW_DEMO',
  'DEMO_ISSUER',
] as const;
export type SignInTexts = { readonly [Name in (typeof SIGN_IN_TEXTS)[number]]?: string | undefined };

/** Who looks after the server. */
export interface Admins {
  readonly subjects: readonly string[];
  readonly claim: { readonly name: string; readonly value: string } | null;
  readonly token: string | null;
}

interface Place {
  readonly clientId: string;
  /** Without a slash at the end. */
  readonly authority: string;
  readonly provider: string;
  readonly organisation: string | null;
  /** Empty: no such limit. */
  readonly domains: readonly string[];
  readonly subjects: readonly string[];
  readonly admins: Admins;
}

export interface EntraPlace extends Place {
  readonly kind: 'entra';
  /** Tenant ids that may sign in, each with the domain it is shown as; null: any. */
  readonly tenants: ReadonlyMap<string, string | null> | null;
  readonly personal: boolean;
}

export interface OidcPlace extends Place {
  readonly kind: 'oidc';
}

export interface DemoPlace {
  readonly kind: 'demo';
  readonly clientId: string;
  readonly authority: string;
  readonly provider: string;
  /** Also for pages that are not on this computer. */
  readonly anywhere: boolean;
  readonly admins: Admins;
}

export interface NoPlace {
  readonly kind: 'not-set-up';
  readonly admins: Admins;
}

export type SignInSettings = EntraPlace | OidcPlace | DemoPlace | NoPlace;
export type SettingsRead = { ok: true; settings: SignInSettings } | { ok: false; mistakes: string[] };

/** The tenant of all Microsoft accounts of private people. */
export const PERSONAL_TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';
/** The one client that the demo provider knows. */
export const DEMO_CLIENT_ID = 'beside-demo';
const MICROSOFT = 'https://login.microsoftonline.com/common';

const GUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
const DOMAIN = /^(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z\d-]{2,}$/;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
const MIN_ADMIN_TOKEN_CHARS = 20;
/** In UTF-8, so that a ticket with all of them still fits into a subprotocol. */
const MAX_PROVIDER_BYTES = 60;
const MAX_ORGANISATION_BYTES = 160;

export const isGuid = (text: string): boolean => GUID.test(text);

/** Whether nobody but this computer hears what is sent to that host. */
export const isLoopback = (hostname: string): boolean => LOOPBACK.test(hostname.toLowerCase());

/** Plain http would show tokens and keys to the network, so only loopback may have it. */
export function isSafeAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  if (username || password) return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

export function readSignIn(texts: SignInTexts): SettingsRead {
  const reading = new Reading(texts);
  const settings = settingsFrom(reading);
  return reading.mistakes.length > 0 ? { ok: false, mistakes: reading.mistakes } : { ok: true, settings };
}

/** The texts, and what was found wrong with them so far. No sentence repeats a secret. */
class Reading {
  readonly mistakes: string[] = [];
  readonly #texts: SignInTexts;

  constructor(texts: SignInTexts) {
    this.#texts = texts;
  }

  text(name: keyof SignInTexts): string {
    return this.#texts[name]?.trim() ?? '';
  }

  list(name: keyof SignInTexts): string[] {
    return this.text(name)
      .split(',')
      .map((entry) => entry.trim())
      .filter(Boolean);
  }

  choice(name: keyof SignInTexts): boolean | null {
    const said = this.text(name).toLowerCase();
    if (said === '') return null;
    if (!/^(?:yes|no|true|false|1|0)$/.test(said)) this.wrong(`${name} must be yes or no, and it is "${said}".`);
    return /^(?:yes|true|1)$/.test(said);
  }

  short(name: keyof SignInTexts, maxBytes: number): string {
    const said = this.text(name);
    if (new TextEncoder().encode(said).length > maxBytes || /\p{Cc}/u.test(said))
      this.wrong(`${name} must be one line of at most ${maxBytes} bytes.`);
    return said;
  }

  wrong(sentence: string): void {
    this.mistakes.push(sentence);
  }
}

function settingsFrom(reading: Reading): SignInSettings {
  const kind = reading.text('SIGN_IN_KIND').toLowerCase();
  const admins = adminsFrom(reading, kind);
  if (kind === 'entra' || kind === 'oidc') return placeFrom(reading, kind, admins);
  if (kind !== '') reading.wrong(`SIGN_IN_KIND must be entra or oidc, and it is "${kind}".`);
  for (const name of SIGN_IN_TEXTS) {
    if (kind === '' && name.startsWith('SIGN_IN_') && reading.text(name))
      reading.wrong(`${name} is set, but SIGN_IN_KIND is not: set it to entra or oidc.`);
  }
  const anywhere = reading.choice('ALLOW_DEMO') ?? false;
  const authority = reading.text('DEMO_ISSUER');
  if (!authority) return { kind: 'not-set-up', admins };
  if (!isSafeAddress(authority)) reading.wrong('DEMO_ISSUER must be an address, and npm start sets it by itself.');
  return { kind: 'demo', clientId: DEMO_CLIENT_ID, authority, provider: 'Demo sign-in', anywhere, admins };
}

function placeFrom(reading: Reading, kind: 'entra' | 'oidc', admins: Admins): EntraPlace | OidcPlace {
  const clientId = reading.text('SIGN_IN_CLIENT_ID');
  if (!clientId || clientId.length > 200)
    reading.wrong('SIGN_IN_CLIENT_ID is missing: copy it from the application you registered at the provider.');
  const authority = authorityFrom(reading, kind);
  const domains = reading.list('SIGN_IN_DOMAINS').map((domain) => domain.toLowerCase().replace(/^@/, ''));
  for (const domain of domains) {
    if (!DOMAIN.test(domain)) reading.wrong(`SIGN_IN_DOMAINS has "${domain}", which is not a domain like contoso.com.`);
  }
  const common = {
    clientId,
    authority,
    provider: reading.short('SIGN_IN_PROVIDER', MAX_PROVIDER_BYTES) || providerOf(kind, authority),
    organisation: reading.short('SIGN_IN_ORGANISATION', MAX_ORGANISATION_BYTES) || null,
    domains,
    subjects: subjectsFrom(reading, kind, 'SIGN_IN_SUBJECTS'),
    admins,
  };
  if (kind === 'entra') return { kind, ...common, ...tenantsFrom(reading, authority) };
  for (const name of ['SIGN_IN_TENANTS', 'SIGN_IN_PERSONAL'] as const) {
    if (reading.text(name)) reading.wrong(`${name} is only for SIGN_IN_KIND=entra.`);
  }
  return { kind, ...common };
}

function authorityFrom(reading: Reading, kind: 'entra' | 'oidc'): string {
  const said = reading.text('SIGN_IN_AUTHORITY') || (kind === 'entra' ? MICROSOFT : '');
  if (!said) {
    reading.wrong('SIGN_IN_AUTHORITY is missing: set it to the issuer of your provider.');
    return said;
  }
  if (!URL.canParse(said) || said.length > 300) {
    reading.wrong('SIGN_IN_AUTHORITY must be an address like https://login.example.org/realms/main.');
    return '';
  }
  const { hash, search } = new URL(said);
  if (!isSafeAddress(said)) reading.wrong('SIGN_IN_AUTHORITY must begin with https://; http:// is for localhost only.');
  if (hash || search) reading.wrong('SIGN_IN_AUTHORITY must not have a ? or a # in it.');
  return said.replace(/\/$/, '');
}

function providerOf(kind: 'entra' | 'oidc', authority: string): string {
  if (kind === 'entra') return 'Microsoft';
  return URL.canParse(authority) ? new URL(authority).hostname.slice(0, MAX_PROVIDER_BYTES) : '';
}

function tenantsFrom(reading: Reading, authority: string): Pick<EntraPlace, 'tenants' | 'personal'> {
  const audience = tenantOf(authority);
  if (!/^(?:common|organizations|consumers)$/.test(audience) && !isGuid(audience))
    reading.wrong('SIGN_IN_AUTHORITY must end in /common, /organizations, /consumers or a tenant id in lower case.');
  const listed = new Map<string, string | null>();
  for (const entry of reading.list('SIGN_IN_TENANTS')) {
    const [id = '', domain] = entry.toLowerCase().split('=');
    if (!isGuid(id)) reading.wrong(`SIGN_IN_TENANTS has "${id}", which is not a tenant id.`);
    if (id === PERSONAL_TENANT)
      reading.wrong('SIGN_IN_TENANTS has the tenant of Microsoft accounts: use SIGN_IN_PERSONAL.');
    if (domain !== undefined && !DOMAIN.test(domain))
      reading.wrong(`SIGN_IN_TENANTS has "${domain}", which is not a domain like contoso.com.`);
    if (isGuid(audience) && id !== audience)
      reading.wrong(`SIGN_IN_TENANTS has "${id}", but SIGN_IN_AUTHORITY lets in only "${audience}".`);
    listed.set(id, domain ?? null);
  }
  if (audience === 'consumers' && listed.size > 0)
    reading.wrong('SIGN_IN_TENANTS has no effect with the authority /consumers: use /common or /organizations.');
  if (isGuid(audience) && listed.size === 0) listed.set(audience, null);

  const asked = reading.choice('SIGN_IN_PERSONAL');
  const possible = audience === 'common' || audience === 'consumers';
  if (asked && !possible) reading.wrong('SIGN_IN_PERSONAL=yes needs the authority /common or /consumers.');
  if (asked === false && audience === 'consumers')
    reading.wrong('SIGN_IN_PERSONAL=no with the authority /consumers lets in nobody.');
  if (reading.text('SIGN_IN_ORGANISATION') && listed.size !== 1)
    reading.wrong(
      'SIGN_IN_ORGANISATION names one organisation: name its tenant in SIGN_IN_TENANTS or SIGN_IN_AUTHORITY.',
    );
  // Whoever limits the tenants does not expect the whole world to come in beside them.
  const personal = asked ?? (audience === 'consumers' || (audience === 'common' && listed.size === 0));
  return { tenants: listed.size > 0 ? listed : null, personal };
}

/** The last part of an Entra authority: a tenant id, or one of Microsoft's words for several. */
export const tenantOf = (authority: string): string => authority.slice(authority.lastIndexOf('/') + 1);

function subjectsFrom(reading: Reading, kind: string, name: 'SIGN_IN_SUBJECTS' | 'ADMIN_SUBJECTS'): string[] {
  const subjects = reading.list(name);
  if (kind !== 'entra') return subjects;
  for (const subject of subjects) {
    const parts = subject.split('/');
    if (parts.length !== 2 || !parts.every(isGuid))
      reading.wrong(`${name} has "${subject}"; an entry is tenant id, slash, object id, in lower case.`);
  }
  return subjects;
}

function adminsFrom(reading: Reading, kind: string): Admins {
  const token = reading.text('ADMIN_TOKEN') || null;
  if (token && token.length < MIN_ADMIN_TOKEN_CHARS)
    reading.wrong(`ADMIN_TOKEN must have ${MIN_ADMIN_TOKEN_CHARS} characters or more.`);
  const [name = '', ...value] = reading.text('ADMIN_CLAIM').split('=');
  const claim = name ? { name: name.trim(), value: value.join('=').trim() } : null;
  if (claim && !claim.value) reading.wrong('ADMIN_CLAIM must be a claim and its value, such as roles=beside-admin.');
  if (kind === '' && (claim || reading.text('ADMIN_SUBJECTS')))
    reading.wrong('ADMIN_CLAIM and ADMIN_SUBJECTS need a provider: set SIGN_IN_KIND, or use ADMIN_TOKEN.');
  return { subjects: subjectsFrom(reading, kind, 'ADMIN_SUBJECTS'), claim, token };
}
