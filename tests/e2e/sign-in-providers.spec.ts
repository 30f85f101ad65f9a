/**
 * Providers that an operator sets up: at another origin, of Microsoft's kind, and ones that give out
 * what they should not. Every refusal has its sentence on the helper's screen.
 */
import { authoriseAt } from '../support/authorising.ts';
import { Issuer, OTHER_TENANT, PERSONAL_TENANT, TENANT, type Signing } from '../support/issuer.ts';
import { startOtherProvider } from '../support/other-provider.ts';
import { startServer, type Server } from '../support/server.ts';
import { expect, test as base } from './fixtures.ts';
import type { Helper } from './people.ts';

const opens = async (helper: Helper, button: string) => {
  await helper.page.goto(`${helper.origin}/assist`);
  return helper.opensSignIn(button);
};

base.describe('a provider at another origin', () => {
  const test = base.extend<{ server: Server }>({
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from the pattern
    server: async ({}, use) => {
      const provider = await startOtherProvider();
      const server = await startServer(provider.settings);
      provider.serves(server.origin);
      await use(server);
      await server.stop();
      await provider.stop();
    },
  });

  test('signs a helper in, and is named to both people', async ({ helper, sharer, watch }) => {
    watch.expects(/talked to 127\.0\.0\.1/);
    const provider = await opens(helper, 'Sign in with Contoso');
    await provider.getByRole('button', { name: 'Go on as Ada Lovelace' }).click();
    const code = await helper.readsCode();
    await helper.sees('Signed in with Contoso, Contoso.');
    await expect(helper.page.getByText(/demo/i)).toHaveCount(0);
    await sharer.join(code);
    await helper.chooseViewOnly();
    await expect(sharer.question).toContainText('Ada L.');
    await expect(sharer.question).toContainText('Signed in with Contoso, Contoso.');
  });
});

/** The small issuer, and a product that is set up for it. */
const withIssuer = (settingsOf: (issuer: Issuer) => Record<string, string>) =>
  base.extend<{ server: Server }, { shop: { issuer: Issuer; server: Server } }>({
    shop: [
      // eslint-disable-next-line no-empty-pattern -- as above
      async ({}, use) => {
        const issuer = await Issuer.started();
        const server = await startServer(settingsOf(issuer));
        await use({ issuer, server });
        await server.stop();
        await issuer.stop();
      },
      { scope: 'worker', timeout: 60_000 },
    ],
    server: ({ shop }, use) => use(shop.server),
  });

base.describe('a token', () => {
  const test = withIssuer((issuer) => ({ ...issuer.settings, SIGN_IN_PROVIDER: 'Contoso' }));
  const now = () => Math.floor(Date.now() / 1_000);

  test.beforeEach(({ watch }) => watch.expects(/talked to 127\.0\.0\.1/));

  const REFUSED: [string, () => Signing, string][] = [
    ['with a forged signature', () => ({ forged: true }), 'What came back was not signed by Contoso.'],
    ['without a signature', () => ({ alg: 'none' }), 'What came back was not signed by Contoso.'],
    ['signed with a shared secret', () => ({ alg: 'HS256' }), 'What came back was not signed by Contoso.'],
    ['for another app', () => ({ claims: { aud: 'another-app' } }), 'That sign-in was made for another app.'],
    ['of another issuer', () => ({ claims: { iss: 'https://login.example' } }), 'What came back was not from Contoso.'],
    [
      'that has expired',
      () => ({ claims: { iat: now() - 800, nbf: now() - 800, exp: now() - 200 } }),
      'That sign-in is too old.',
    ],
    [
      'from the future',
      () => ({ claims: { iat: now() + 3_600, nbf: now() + 3_600, exp: now() + 7_200 } }),
      'The clocks of Contoso and this Beside differ.',
    ],
    ['with a key nobody knows', () => ({ kid: 'another-key' }), 'Contoso has just changed its keys.'],
    ['for another sign-in', () => ({ claims: { nonce: 'f'.repeat(32) } }), 'That took too long, or was used before.'],
  ];
  for (const [what, how, sentence] of REFUSED) {
    test(`${what} is refused`, async ({ helper, shop }) => {
      const provider = await authoriseAt(helper.page.context(), shop.issuer.url);
      provider.give = (nonce) => shop.issuer.sign(nonce, how());
      await opens(helper, 'Sign in with Contoso');
      await helper.sees(sentence);
      await expect(helper.code).toBeHidden();
      // Nothing of it stays in the way of an honest one.
      provider.give = (nonce) => shop.issuer.sign(nonce);
      await helper.press('Sign in with Contoso');
      await helper.readsCode();
    });
  }

  test('from a clock that is a minute wrong is taken', async ({ helper, shop }) => {
    const provider = await authoriseAt(helper.page.context(), shop.issuer.url);
    provider.give = (nonce) => shop.issuer.sign(nonce, { claims: { iat: now() + 60, nbf: now() + 60 } });
    await opens(helper, 'Sign in with Contoso');
    await helper.readsCode();
  });

  test('that was used before is refused, whoever brings it', async ({ helper, shop }) => {
    const provider = await authoriseAt(helper.page.context(), shop.issuer.url);
    const used: string[] = [];
    provider.give = async (nonce) => {
      const token = await shop.issuer.sign(nonce);
      used.push(token);
      return token;
    };
    await opens(helper, 'Sign in with Contoso');
    await helper.readsCode();
    const again = await helper.page.evaluate(async (idToken) => {
      const answer = await fetch('/auth/finish', { method: 'POST', body: JSON.stringify({ idToken }) });
      return (await answer.json()) as unknown;
    }, used[0]);
    expect(again).toEqual({ ok: false, why: 'nonce' });
  });

  test('signed with new keys is taken soon after, and a code that is shown stays', async ({ helper, shop }) => {
    const provider = await authoriseAt(helper.page.context(), shop.issuer.url);
    provider.give = (nonce) => shop.issuer.sign(nonce);
    await opens(helper, 'Sign in with Contoso');
    const code = await helper.readsCode();

    await shop.issuer.roll();
    const other = await helper.page.context().newPage();
    await other.goto(`${helper.origin}/assist`);
    const signIn = other.getByRole('button', { name: 'Sign in with Contoso' });
    await expect(async () => {
      if (await signIn.isVisible()) await signIn.click();
      await expect(other.getByRole('status', { name: 'Session code' })).toHaveText(/\d{3}/, { timeout: 4_000 });
    }).toPass({ timeout: 30_000 });
    expect(await helper.readsCode()).toBe(code);
  });
});

base.describe('Microsoft', () => {
  const MICROSOFT = 'https://login.microsoftonline.com';
  const test = withIssuer((issuer) => ({
    ...issuer.entraSettings,
    SIGN_IN_TENANTS: `${TENANT}=contoso.com`,
    SIGN_IN_PERSONAL: 'no',
  }));
  // The content policy names the issuer on this machine, where MSAL does not go.
  test.use({ helperDevice: { viewport: null, bypassCSP: true } });

  /** MSAL goes only to Microsoft; the worker asks the issuer on this machine for its keys. */
  async function atMicrosoft(helper: Helper, issuer: Issuer) {
    const context = helper.page.context();
    await context.route('**/auth/start', async (route) => {
      const answer = await route.fetch();
      const start = (await answer.json()) as { ok: boolean; place: { authority: string } };
      start.place.authority = start.place.authority.replace(issuer.url, MICROSOFT);
      await route.fulfill({ response: answer, json: start });
    });
    return authoriseAt(context, MICROSOFT);
  }

  test.beforeEach(({ watch }) => watch.expects(/talked to login\.microsoftonline\.com/));
  // After a refusal the page already asks for the next try.
  test.afterEach(({ helper }) => helper.page.context().unrouteAll({ behavior: 'ignoreErrors' }));

  test('signs a helper of the organisation in, with two requests', async ({ helper, shop }) => {
    const provider = await atMicrosoft(helper, shop.issuer);
    provider.give = (nonce) => shop.issuer.signEntra(nonce);
    await opens(helper, 'Sign in with Microsoft');
    await helper.readsCode();
    await helper.sees('Ada L.');
    await helper.sees('Signed in with Microsoft, contoso.com.');

    expect(provider.asked.map(({ pathname }) => pathname)).toEqual([
      '/common/oauth2/v2.0/authorize',
      '/common/oauth2/v2.0/token',
    ]);
    const asked = provider.asked[0]?.searchParams;
    expect(asked?.get('scope')).toBe('openid profile');
    expect(asked?.get('code_challenge_method')).toBe('S256');
    expect(asked?.get('prompt')).toBe('select_account');
    expect(asked?.get('response_mode')).toBe('fragment');
    expect(asked?.get('nonce')).toMatch(/^[\da-f]{32}$/);
  });

  test.describe('does not let in', () => {
    for (const [who, claims, sentence] of [
      ['a second organisation', { tid: OTHER_TENANT }, 'Your organisation is not let in here.'],
      ['a personal account', { tid: PERSONAL_TENANT }, 'Personal accounts are not let in here.'],
    ] as const) {
      test(who, async ({ helper, shop }) => {
        const provider = await atMicrosoft(helper, shop.issuer);
        provider.give = (nonce) => shop.issuer.signEntra(nonce, { claims });
        await opens(helper, 'Sign in with Microsoft');
        await helper.sees(sentence);
        await expect(helper.code).toBeHidden();
      });
    }
  });
});
