/** Every way in which an ID token can be wrong, each told by its name, and the few in which it is right. */
import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import type { SignInRefusal, SignInResult } from '#protocol/sign-in.ts';
import { CLIENT_ID, OTHER_TENANT, PERSONAL_TENANT, TENANT, type Signing } from '../support/issuer.ts';
import { ENTRA, finish, issuer, newNonce, OIDC, sign, signIn, start } from './signing-in.ts';

afterEach(() => void vi.useRealTimers());
const setClock = (time: number) => vi.useFakeTimers({ now: time, toFake: ['Date'] });

const now = () => Math.floor(Date.now() / 1_000);
const outcome = (result: SignInResult) => (result.ok ? 'in' : result.why);
const realm = `${issuer.url}/realms/Main`;

type Case = [what: string, outcome: SignInRefusal | 'in', how: () => Signing];

const anyProvider: Case[] = [
  ['an honest one', 'in', () => ({})],
  ['one that is signed with another key under the same name', 'forged', () => ({ forged: true })],
  ['one that is not signed', 'forged', () => ({ alg: 'none' })],
  ['one that is signed with the public key as a secret', 'forged', () => ({ alg: 'HS256' })],
  ['one of a key that is not published', 'unknown-key', () => ({ kid: 'nobody-knows' })],
  ['one for another application', 'wrong-audience', () => ({ claims: { aud: 'another' } })],
  ['one for nobody', 'wrong-audience', () => ({ claims: { aud: null } })],
  ['one for us among others, without saying for whom', 'wrong-audience', () => ({ claims: { aud: [CLIENT_ID, 'x'] } })],
  ['one for us among others, and given to us', 'in', () => ({ claims: { aud: [CLIENT_ID, 'x'], azp: CLIENT_ID } })],
  ['one given to another', 'wrong-audience', () => ({ claims: { azp: 'another' } })],
  ['one of another issuer', 'wrong-issuer', () => ({ claims: { iss: 'https://evil.example' } })],
  ['one whose issuer has a slash more', 'wrong-issuer', () => ({ claims: { iss: `${realm}/` } })],
  ['one whose issuer is written in small letters', 'wrong-issuer', () => ({ claims: { iss: realm.toLowerCase() } })],
  ['one of no issuer', 'wrong-issuer', () => ({ claims: { iss: null } })],
  ['one that ended 200 s ago', 'expired', () => ({ claims: { exp: now() - 200 } })],
  ['one that ended 60 s ago, by a clock that is ahead', 'in', () => ({ claims: { exp: now() - 60 } })],
  ['one that begins in 60 s, by a clock that is ahead', 'in', () => ({ claims: { nbf: now() + 60, iat: now() + 60 } })],
  ['one that begins in 10 min', 'clock', () => ({ claims: { nbf: now() + 600 } })],
  ['one that was made in 10 min', 'clock', () => ({ claims: { iat: now() + 600 } })],
  ['one that was made 1 h ago', 'expired', () => ({ claims: { iat: now() - 3_600 } })],
  ['one that was made 10 min ago, as Entra may say', 'in', () => ({ claims: { iat: now() - 600 } })],
  ['one without a nonce', 'nonce', () => ({ claims: { nonce: null } })],
  ['one with a nonce that is no text', 'nonce', () => ({ claims: { nonce: 42 } })],
  ['one with a nonce that we did not give out', 'nonce', () => ({ claims: { nonce: '0'.repeat(32) } })],
  ['one of nobody', 'malformed', () => ({ claims: { sub: null } })],
  ['one of a number', 'malformed', () => ({ claims: { sub: 7 } })],
  ['one without an end', 'malformed', () => ({ claims: { exp: null } })],
  ['one of 9 kB', 'malformed', () => ({ claims: { filler: 'x'.repeat(9_000) } })],
];

describe('an ID token of any provider', () => {
  it.each(anyProvider)('%s: %s', async (_, expected, how) => {
    expect(outcome(await signIn(how()))).toBe(expected);
  });

  it.each(['', 'a.b.c', 'a.b', '{}', 'x'.repeat(9_000), '\u0000', `${'a'.repeat(4_000)}.${'b'.repeat(4_000)}.c`])(
    'that is none (%j) is malformed',
    async (text) => {
      expect(outcome(await finish(text))).toBe('malformed');
    },
  );

  it('is taken once', async () => {
    const token = await sign({ nonce: await newNonce() });
    const both = await Promise.all([finish(token), finish(token)]);
    expect(both.map(outcome).sort()).toEqual(['in', 'nonce']);
    expect(outcome(await finish(token))).toBe('nonce');
  });

  it('is not taken for a nonce of more than ten minutes ago', async () => {
    const nonce = await newNonce();
    const later = Date.now() + 10 * 60_000 + 1;
    setClock(later);
    const iat = Math.floor(later / 1_000);
    expect(outcome(await finish(await sign({ nonce, how: { claims: { iat, nbf: iat } } })))).toBe('nonce');
  });

  it('may be signed with a new key: at once or after a few seconds, while the old one ends', async () => {
    const rolling = inject('rollingIssuer');
    const { settings } = rolling;
    const old = await sign({ nonce: await newNonce(settings) }, rolling);
    expect(outcome(await finish(old, { settings }))).toBe('in');
    const stale = await sign({ nonce: await newNonce(settings) }, rolling);
    const fresh = await sign({ nonce: await newNonce(settings), roll: true }, rolling);
    // We have only just asked for the keys: nobody can make us ask for them again and again.
    expect(outcome(await finish(fresh, { settings }))).toBe('unknown-key');
    setClock(Date.now() + 11_000);
    expect(outcome(await finish(fresh, { settings }))).toBe('in');
    expect(outcome(await finish(stale, { settings }))).toBe('unknown-key');
  });
});

const entra: Case[] = [
  ['of a work account', 'in', () => ({})],
  ['of a private account', 'in', () => ({ claims: { tid: PERSONAL_TENANT } })],
  ['of a company, signed with the key of private accounts', 'forged', () => ({ personalKey: true })],
  [
    'of one tenant in the name of another',
    'wrong-issuer',
    () => ({ claims: { iss: `${issuer.url}/${OTHER_TENANT}/v2.0` } }),
  ],
  ['of the template itself', 'wrong-issuer', () => ({ claims: { iss: `${issuer.url}/{tenantid}/v2.0` } })],
  ['of a tenant that is no id', 'wrong-issuer', () => ({ claims: { tid: 'common' } })],
  ['of the old form', 'wrong-issuer', () => ({ claims: { ver: '1.0' } })],
  ['of no account', 'malformed', () => ({ claims: { oid: null } })],
  ['for another application', 'wrong-audience', () => ({ claims: { aud: 'another' } })],
];

describe('an ID token of Entra', () => {
  it.each(entra)('%s: %s', async (_, expected, how) => {
    expect(outcome(await signIn(how(), ENTRA))).toBe(expected);
  });

  it.each<[string, Record<string, string>, Signing, SignInRefusal | 'in']>([
    ['a tenant of the list', { SIGN_IN_TENANTS: `${OTHER_TENANT},${TENANT}` }, {}, 'in'],
    ['a tenant beside the list', { SIGN_IN_TENANTS: OTHER_TENANT }, {}, 'wrong-tenant'],
    [
      'a private account beside a list',
      { SIGN_IN_TENANTS: TENANT },
      { claims: { tid: PERSONAL_TENANT } },
      'personal-account',
    ],
    [
      'a private account beside a list that wants them',
      { SIGN_IN_TENANTS: TENANT, SIGN_IN_PERSONAL: 'yes' },
      { claims: { tid: PERSONAL_TENANT } },
      'in',
    ],
    [
      'a private account where none may',
      { SIGN_IN_PERSONAL: 'no' },
      { claims: { tid: PERSONAL_TENANT } },
      'personal-account',
    ],
    ['the tenant of the authority', { SIGN_IN_AUTHORITY: `${issuer.url}/${TENANT}` }, {}, 'in'],
    [
      'a tenant beside the authority',
      { SIGN_IN_AUTHORITY: `${issuer.url}/${TENANT}` },
      { claims: { tid: OTHER_TENANT } },
      'wrong-issuer',
    ],
    [
      'a private account of consumers',
      { SIGN_IN_AUTHORITY: `${issuer.url}/consumers` },
      { claims: { tid: PERSONAL_TENANT } },
      'in',
    ],
    ['a work account at consumers', { SIGN_IN_AUTHORITY: `${issuer.url}/consumers` }, {}, 'wrong-issuer'],
    ['an account of the list', { SIGN_IN_SUBJECTS: `${TENANT}/33333333-3333-4333-8333-333333333333` }, {}, 'in'],
    [
      'an account beside the list',
      { SIGN_IN_SUBJECTS: `${TENANT}/44444444-4444-4444-8444-444444444444` },
      {},
      'wrong-account',
    ],
    [
      'an address that anybody can type',
      { SIGN_IN_DOMAINS: 'contoso.example' },
      { claims: { email: 'ada@contoso.example', email_verified: true } },
      'wrong-domain',
    ],
    [
      'an address whose domain is verified',
      { SIGN_IN_DOMAINS: 'contoso.example' },
      { claims: { email: 'ada@Contoso.example', xms_edov: true } },
      'in',
    ],
  ])('with %s', async (_, limits, how, expected) => {
    expect(outcome(await signIn(how, { ...ENTRA, ...limits }))).toBe(expected);
  });
});

describe('where accounts come from', () => {
  const fromDomain = (email: string, email_verified: unknown = true) =>
    signIn({ claims: { email, email_verified } }, { ...OIDC, SIGN_IN_DOMAINS: 'contoso.example, fabrikam.example' });

  it('may be limited to domains, if the provider has verified the address', async () => {
    expect(outcome(await fromDomain('ada@contoso.example'))).toBe('in');
    expect(outcome(await fromDomain('ada@FABRIKAM.example'))).toBe('in');
    for (const email of ['ada@evil.example', 'ada@contoso.example.evil', 'ada@sub.contoso.example', 'contoso.example'])
      expect(outcome(await fromDomain(email)), email).toBe('wrong-domain');
    expect(outcome(await fromDomain('ada@contoso.example', false))).toBe('wrong-domain');
    expect(outcome(await fromDomain('ada@contoso.example', null))).toBe('wrong-domain');
  });

  it('may be limited to accounts', async () => {
    const settings = { ...OIDC, SIGN_IN_SUBJECTS: 'one, account-of-ada' };
    expect(outcome(await signIn({}, settings))).toBe('in');
    expect(outcome(await signIn({ claims: { sub: 'another' } }, settings))).toBe('wrong-account');
  });
});

describe('a provider', () => {
  it.each([
    ['that is not there', { SIGN_IN_AUTHORITY: 'http://127.0.0.1:9' }],
    ['that does not say where it is', { SIGN_IN_AUTHORITY: `${issuer.url}/nowhere` }],
    ['that names another issuer', { SIGN_IN_AUTHORITY: `${issuer.url}/liar` }],
  ])('%s is down', async (_, wrong) => {
    expect(await start({ settings: { ...OIDC, ...wrong } })).toEqual({ ok: false, why: 'provider-down' });
  });

  it.each([[{}], [{ SIGN_IN_KIND: 'saml' }], [{ ...OIDC, SIGN_IN_CLIENT_ID: '' }]])(
    'is not set up with %j',
    async (settings) => {
      expect(await start({ settings })).toEqual({ ok: false, why: 'not-set-up' });
      expect(await finish('a.b.c', { settings })).toEqual({ ok: false, why: 'not-set-up' });
    },
  );
});
