import { describe, expect, it } from 'vitest';
import { isSafeAddress, readSignIn, type SignInTexts } from '#signaling/sign-in/settings.ts';

const ID = '11111111-1111-4111-8111-111111111111';
const OTHER = '22222222-2222-4222-8222-222222222222';
const entra: SignInTexts = { SIGN_IN_KIND: 'entra', SIGN_IN_CLIENT_ID: 'app' };
const oidc: SignInTexts = { SIGN_IN_KIND: 'oidc', SIGN_IN_CLIENT_ID: 'app', SIGN_IN_AUTHORITY: 'https://id.example/' };
const MICROSOFT = 'https://login.microsoftonline.com';

const settingsOf = (texts: SignInTexts) => {
  const read = readSignIn(texts);
  return read.ok ? read.settings : read.mistakes;
};

const wordsOf = (mistakes: unknown): string =>
  Array.isArray(mistakes) ? mistakes.join(' ') : JSON.stringify(mistakes);

describe('sign-in', () => {
  it('of Entra needs a client id and nothing else, and lets in everybody', () => {
    expect(settingsOf(entra)).toEqual({
      kind: 'entra',
      clientId: 'app',
      authority: `${MICROSOFT}/common`,
      provider: 'Microsoft',
      organisation: null,
      domains: [],
      subjects: [],
      admins: { subjects: [], claim: null, token: null },
      tenants: null,
      personal: true,
    });
  });

  it('of another provider needs its address', () => {
    expect(settingsOf(oidc)).toMatchObject({ kind: 'oidc', authority: 'https://id.example', provider: 'id.example' });
    expect(settingsOf({ ...oidc, SIGN_IN_AUTHORITY: 'http://localhost:8080/realms/Main' })).toMatchObject({
      authority: 'http://localhost:8080/realms/Main',
    });
  });

  it('reads lists with spaces, names of tenants, and a claim with its value', () => {
    expect(
      settingsOf({
        ...entra,
        SIGN_IN_TENANTS: ` ${ID} = contoso.com `.replaceAll(' = ', '='),
        SIGN_IN_ORGANISATION: 'Contoso',
        SIGN_IN_DOMAINS: '@Contoso.com, fabrikam.com,',
        ADMIN_CLAIM: 'roles=a=b',
        ADMIN_SUBJECTS: `${ID}/${OTHER}`,
        ADMIN_TOKEN: 'x'.repeat(20),
      }),
    ).toMatchObject({
      tenants: new Map([[ID, 'contoso.com']]),
      domains: ['contoso.com', 'fabrikam.com'],
      organisation: 'Contoso',
      admins: { claim: { name: 'roles', value: 'a=b' }, subjects: [`${ID}/${OTHER}`], token: 'x'.repeat(20) },
    });
  });

  it.each([
    [{}, true],
    [{ SIGN_IN_TENANTS: ID }, false],
    [{ SIGN_IN_TENANTS: ID, SIGN_IN_PERSONAL: 'yes' }, true],
    [{ SIGN_IN_PERSONAL: 'No' }, false],
    [{ SIGN_IN_AUTHORITY: `${MICROSOFT}/consumers` }, true],
    [{ SIGN_IN_AUTHORITY: `${MICROSOFT}/organizations` }, false],
    [{ SIGN_IN_AUTHORITY: `${MICROSOFT}/${ID}` }, false],
  ])('with %j lets private accounts in: %s', (texts, personal) => {
    expect(settingsOf({ ...entra, ...texts })).toMatchObject({ personal });
  });

  it('is the demo where npm start runs one, and nothing where nobody does', () => {
    expect(settingsOf({ DEMO_ISSUER: 'http://localhost/demo-idp' })).toMatchObject({ kind: 'demo', anywhere: false });
    expect(settingsOf({ DEMO_ISSUER: 'http://localhost/demo-idp', ALLOW_DEMO: '1' })).toMatchObject({ anywhere: true });
    expect(settingsOf({ ...oidc, DEMO_ISSUER: 'http://localhost/demo-idp' })).toMatchObject({ kind: 'oidc' });
    expect(settingsOf({ ADMIN_TOKEN: 'x'.repeat(20) })).toMatchObject({ kind: 'not-set-up' });
  });

  it.each<[SignInTexts, RegExp]>([
    [{ SIGN_IN_KIND: 'saml' }, /entra or oidc, and it is "saml"/],
    [{ SIGN_IN_CLIENT_ID: 'app' }, /SIGN_IN_CLIENT_ID is set, but SIGN_IN_KIND is not/],
    [{ ...entra, SIGN_IN_CLIENT_ID: ' ' }, /SIGN_IN_CLIENT_ID is missing/],
    [{ ...oidc, SIGN_IN_AUTHORITY: '' }, /SIGN_IN_AUTHORITY is missing/],
    [{ ...oidc, SIGN_IN_AUTHORITY: 'id.example' }, /must be an address/],
    [{ ...oidc, SIGN_IN_AUTHORITY: 'http://id.example' }, /must begin with https/],
    [{ ...oidc, SIGN_IN_AUTHORITY: 'https://a:b@id.example' }, /must begin with https/],
    [{ ...oidc, SIGN_IN_AUTHORITY: 'https://id.example/?x=1' }, /must not have a \?/],
    [{ ...oidc, SIGN_IN_TENANTS: ID }, /SIGN_IN_TENANTS is only for/],
    [{ ...oidc, SIGN_IN_PERSONAL: 'no' }, /SIGN_IN_PERSONAL is only for/],
    [{ ...oidc, SIGN_IN_DOMAINS: 'contoso' }, /"contoso", which is not a domain/],
    [{ ...oidc, SIGN_IN_ORGANISATION: 'x'.repeat(161) }, /SIGN_IN_ORGANISATION must be one line/],
    [{ ...oidc, SIGN_IN_PROVIDER: 'a\u0000b' }, /SIGN_IN_PROVIDER must be one line/],
    [{ ...entra, SIGN_IN_AUTHORITY: MICROSOFT }, /must end in \/common/],
    [{ ...entra, SIGN_IN_TENANTS: 'contoso.com' }, /"contoso.com", which is not a tenant id/],
    [{ ...entra, SIGN_IN_TENANTS: `${ID}=contoso` }, /"contoso", which is not a domain/],
    [{ ...entra, SIGN_IN_TENANTS: '9188040d-6c67-4c5b-b112-36a304b66dad' }, /use SIGN_IN_PERSONAL/],
    [{ ...entra, SIGN_IN_AUTHORITY: `${MICROSOFT}/${ID}`, SIGN_IN_TENANTS: OTHER }, /lets in only/],
    [{ ...entra, SIGN_IN_AUTHORITY: `${MICROSOFT}/consumers`, SIGN_IN_TENANTS: ID }, /no effect/],
    [{ ...entra, SIGN_IN_AUTHORITY: `${MICROSOFT}/organizations`, SIGN_IN_PERSONAL: 'yes' }, /needs the authority/],
    [{ ...entra, SIGN_IN_AUTHORITY: `${MICROSOFT}/consumers`, SIGN_IN_PERSONAL: 'no' }, /lets in nobody/],
    [{ ...entra, SIGN_IN_PERSONAL: 'maybe' }, /must be yes or no, and it is "maybe"/],
    [{ ...entra, SIGN_IN_ORGANISATION: 'Contoso' }, /names one organisation/],
    [{ ...entra, SIGN_IN_SUBJECTS: 'ada@contoso.com' }, /tenant id, slash, object id/],
    [{ ...entra, ADMIN_SUBJECTS: ID }, /tenant id, slash, object id/],
    [{ ...entra, ADMIN_CLAIM: 'roles' }, /a claim and its value/],
    [{ ADMIN_TOKEN: 'short' }, /ADMIN_TOKEN must have 20/],
    [{ ADMIN_CLAIM: 'roles=x' }, /need a provider/],
    [{ DEMO_ISSUER: 'demo' }, /npm start sets it/],
    [{ DEMO_ISSUER: 'http://localhost/x', ALLOW_DEMO: 'please' }, /ALLOW_DEMO must be yes or no/],
  ])('does not start with %j, and says why in one sentence', (texts, sentence) => {
    const mistakes = settingsOf(texts);
    expect(mistakes).toHaveLength(1);
    expect(wordsOf(mistakes)).toMatch(sentence);
    expect(wordsOf(mistakes)).toMatch(/^[A-Z].*\.$/);
  });

  it('names every mistake at once, and no secret', () => {
    const mistakes = settingsOf({ SIGN_IN_KIND: 'oidc', ADMIN_TOKEN: 'hush', SIGN_IN_DOMAINS: 'x' });
    expect(mistakes).toHaveLength(4);
    expect(wordsOf(mistakes)).not.toContain('hush');
  });
});

describe('an address', () => {
  it.each(['https://id.example', 'http://localhost:1', 'http://127.0.0.1', 'http://[::1]:8080/x'])(
    '%s is safe',
    (is) => {
      expect(isSafeAddress(is)).toBe(true);
    },
  );
  it.each([
    'http://id.example',
    'http://localhost.evil.example',
    'ftp://localhost',
    'javascript:1',
    'http://127.evil.example',
    '',
  ])('%j is not', (is) => {
    expect(isSafeAddress(is)).toBe(false);
  });
});
