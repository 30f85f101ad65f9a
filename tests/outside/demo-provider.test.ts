/** The demo sign-in as the process that `npm start` runs, asked as the worker asks it. */
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_ISSUER, startDemo } from '../../scripts/demo-sign-in.mjs';
import { DemoBrowser, locationOf } from '../support/demo-sign-in.ts';

const HERE = 'http://localhost:8787';
const SCRIPT = join(import.meta.dirname, '../../scripts/demo-sign-in.mjs');

let demo: ReturnType<typeof startDemo>;
let port: number;
beforeAll(async () => {
  demo = startDemo({ anyHost: false });
  port = await demo.port;
});
afterAll(() => demo.die());

const listens = (at: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(at, '127.0.0.1');
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });

describe('a helper at the demo sign-in', () => {
  it.each([HERE, 'http://127.0.0.1:8787', 'http://[::1]:8787', 'https://localhost'])(
    'types a name at %s and gets an ID token that says it',
    async (origin) => {
      const { claims } = await new DemoBrowser(origin, port).authorise('  Ada   Lovelace ', { nonce: 'b'.repeat(32) });
      expect(claims).toMatchObject({
        iss: DEMO_ISSUER,
        aud: 'beside-demo',
        name: 'Ada Lovelace',
        nonce: 'b'.repeat(32),
      });
      expect(Number(claims['exp']) - Number(claims['iat'])).toBe(600);
      expect(claims['sub']).toMatch(/^demo-[\w-]{22}$/);
    },
  );

  it('is asked again each time, and by every kind of question, even after somebody else in the same browser', async () => {
    const browser = new DemoBrowser(HERE, port);
    const ada = await browser.authorise('Ada Lovelace');
    const grace = await browser.authorise('Grace Hopper', { prompt: 'select_account' });
    const again = await browser.authorise('Ada Lovelace', { prompt: 'login' });
    expect(grace.claims['name']).toBe('Grace Hopper');
    expect(grace.claims['sub']).not.toBe(ada.claims['sub']);
    expect(again.claims['sub']).toBe(ada.claims['sub']);
  });

  it('gets no refresh token and no user info', async () => {
    const browser = new DemoBrowser(HERE, port);
    const back = await browser.typing({ name: 'Ada' }, { scope: 'openid profile offline_access' });
    const answer = await browser.redeem(new URLSearchParams(back.hash.slice(1)).get('code') ?? '');
    expect(Object.keys((await answer.json()) as object).sort()).toEqual([
      'access_token',
      'expires_in',
      'id_token',
      'scope',
      'token_type',
    ]);
    expect((await browser.ask('/demo-idp/me')).status).toBe(404);
  });

  it('goes back without an account after Cancel', async () => {
    const back = await new DemoBrowser(HERE, port).typing({ cancel: '1' });
    expect(back.origin + back.pathname).toBe(`${HERE}/redirect.html`);
    expect(new URLSearchParams(back.hash.slice(1)).get('error')).toBe('access_denied');
  });

  it.each(['', '   ', '\u3000\t'])('is told to type a name when it is %j', async (name) => {
    const browser = new DemoBrowser(HERE, port);
    const asked = locationOf(await browser.begin());
    const answer = await browser.ask(asked, { name });
    expect(await answer.text()).toContain('Type a name first.');
    expect((await browser.ask(asked, { name: 'Ada' })).status).toBe(303);
  });

  it('may type markup, which comes back on no page', async () => {
    const browser = new DemoBrowser(HERE, port);
    const name = '"><script>alert(1)</script><b>Ada';
    const asked = locationOf(await browser.begin({ login_hint: name, state: name, ui_locales: name }));
    const pages = [
      await browser.ask(asked),
      await browser.ask(asked, { name: '' }),
      await browser.ask(`/demo-idp/interaction/nobody?${new URLSearchParams({ name })}`, { name }),
      await browser.begin({ client_id: name }),
      await browser.begin({ redirect_uri: `${HERE}/${name}` }),
    ];
    for (const page of pages) {
      expect(page.headers.get('content-type')).toMatch(/^text\/html/);
      const text = await page.text();
      expect(text).not.toContain('alert(1)');
      expect(text).not.toContain('<b>');
    }
    expect((await browser.authorise(name)).claims['name']).toBe(name);
  });

  it('gets at most 80 characters into the token, whole ones', async () => {
    const { claims } = await new DemoBrowser(HERE, port).authorise('😀'.repeat(90));
    expect(claims['name']).toBe('😀'.repeat(80));
  });

  it('signs out and comes back to the app', async () => {
    const browser = new DemoBrowser(HERE, port);
    const { idToken } = await browser.authorise('Ada');
    const page = await browser.ask(
      `/demo-idp/session/end?${new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri: `${HERE}/redirect.html` })}`,
    );
    const xsrf = /name="xsrf" value="(\w+)"/.exec(await page.text())?.[1] ?? '';
    const out = await browser.ask('/demo-idp/session/end/confirm', { xsrf, logout: 'yes' });
    expect(locationOf(out)).toBe(`${HERE}/redirect.html`);
  });
});

describe('the demo sign-in', () => {
  it.each([
    ['another host', 'https://evil.example/redirect.html'],
    ['another port', 'http://localhost:8788/redirect.html'],
    ['another name of this computer', 'http://127.0.0.1:8787/redirect.html'],
    ['another scheme', 'https://localhost:8787/redirect.html'],
    ['another page', `${HERE}/assist`],
    ['more path', `${HERE}/redirect.html/..`],
    ['a query', `${HERE}/redirect.html?x=1`],
    ['a user', 'http://localhost:8787@evil.example/redirect.html'],
  ])('sends nobody to %s', async (_what, redirectUri) => {
    const answer = await new DemoBrowser(HERE, port).begin({ redirect_uri: redirectUri });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('location')).toBeNull();
  });

  it.each([
    'https://help.example.org',
    'http://192.0.2.1:8787',
    'http://localhost.evil.example',
    'http://127.evil.example',
  ])('answers nobody who came by %s', async (origin) => {
    const answer = await new DemoBrowser(origin, port).begin();
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('works only on the computer that runs Beside');
  });

  it('does so where the operator allows it, and still leads to no other host', async () => {
    const open = startDemo({ anyHost: true });
    try {
      const at = await open.port;
      const browser = new DemoBrowser('https://help.example.org', at);
      expect((await browser.authorise('Ada')).claims['name']).toBe('Ada');
      expect((await browser.begin({ redirect_uri: `${HERE}/redirect.html` })).status).toBe(400);
    } finally {
      open.die();
    }
  });

  it('gives no code without PKCE, and no token for a wrong verifier or a used code', async () => {
    const browser = new DemoBrowser(HERE, port);
    const refused = await browser.begin({ code_challenge: '', code_challenge_method: '' });
    expect(locationOf(refused)).toContain('error=invalid_request');
    const back = await browser.typing({ name: 'Ada' });
    const code = new URLSearchParams(back.hash.slice(1)).get('code') ?? '';
    expect((await browser.redeem(code, { code_verifier: 'x'.repeat(43) })).status).toBe(400);
    expect((await browser.redeem(code)).status).toBe(200);
    expect((await browser.redeem(code)).status).toBe(400);
  });

  it('gives a token to no page of another origin', async () => {
    const browser = new DemoBrowser(HERE, port);
    const code = new URLSearchParams((await browser.typing({ name: 'Ada' })).hash.slice(1)).get('code') ?? '';
    const answer = await fetch(`http://127.0.0.1:${port}/demo-idp/token`, {
      method: 'POST',
      headers: { origin: 'https://evil.example', 'x-forwarded-host': 'localhost:8787', 'x-forwarded-proto': 'http' },
      body: new URLSearchParams({ grant_type: 'authorization_code', client_id: 'beside-demo', code }),
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('says at its own address where everything is', async () => {
    const answer = await new DemoBrowser(HERE, port).ask('/demo-idp/.well-known/openid-configuration');
    expect(await answer.json()).toMatchObject({
      issuer: DEMO_ISSUER,
      authorization_endpoint: `${HERE}/demo-idp/auth`,
      token_endpoint: `${HERE}/demo-idp/token`,
      end_session_endpoint: `${HERE}/demo-idp/session/end`,
      jwks_uri: `${HERE}/demo-idp/jwks`,
    });
  });

  it('shows pages that allow nothing inline, and have nothing inline', async () => {
    const browser = new DemoBrowser(HERE, port);
    const page = await browser.ask(locationOf(await browser.begin()));
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(await page.text()).not.toMatch(/<style|\sstyle=|<script|\son\w+=/);
    const css = await browser.ask('/demo-idp/page.css');
    expect(css.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(await css.text()).toContain('light-dark(');
  });

  it('keeps quiet, whatever it is told', async () => {
    const other = startDemo({ anyHost: false });
    const browser = new DemoBrowser(HERE, await other.port);
    await browser.authorise('Ada Lovelace');
    await browser.begin({ redirect_uri: 'https://evil.example' });
    await browser.ask('/demo-idp/interaction/x', { name: 'x'.repeat(5_000) });
    other.die();
    expect(await other.ended).toBe('');
  });

  it('ends with its parent, even with one that was killed', async () => {
    const script = `import { startDemo } from ${JSON.stringify(SCRIPT)};
      console.log(await startDemo({ anyHost: false }).port);
      setInterval(() => {}, 1_000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(parent.stdout, 'data')) as [Buffer];
    const at = Number(said.toString());
    expect(await listens(at)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => listens(at), { timeout: 5_000 }).toBe(false);
  });
});
