/** The desk where a page signs in, and what comes of the ticket: at the door, for administrators, in a badge. */
import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import * as v from 'valibot';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SEAT_PROTOCOL } from '#protocol/signaling.ts';
import { SignInResult, SignInStart, Ticket, TICKET_LIFETIME_MS, type Vouched } from '#protocol/sign-in.ts';
import type { Env } from '#signaling/env.ts';
import { blockListOf } from '#signaling/block-keeper.ts';
import { reportsOf } from '#signaling/reports.ts';
import { hashOf } from '#signaling/secrets.ts';
import { adminOf } from '#signaling/sign-in/admin.ts';
import { openBadge, sealBadge } from '#signaling/sign-in/badge.ts';
import { KEY_DAY_MS, keysOf } from '#signaling/sign-in/key-keeper.ts';
import { readTicket, writeTicket } from '#signaling/sign-in/ticket.ts';
import { CLIENT_ID, PERSONAL_TENANT, TENANT } from '../support/issuer.ts';
import { knock, makeReady, openRoom, joinRoom, newAddress, ORIGIN, visit } from './people.ts';
import { ENTRA, finish, issuer, newNonce, newTicket, OIDC, sign, signIn, start } from './signing-in.ts';

const HOUR = 60 * 60_000;
afterEach(() => void vi.useRealTimers());
const setClock = (time: number) => vi.useFakeTimers({ now: time, toFake: ['Date'] });

describe('the desk', () => {
  it('says where to sign in, with the endpoints of a provider that MSAL does not know', async () => {
    const realm = `${issuer.url}/realms/Main`;
    const said = await start();
    expect(v.parse(SignInStart, said)).toEqual(said);
    expect(said).toEqual({
      ok: true,
      nonce: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      place: {
        kind: 'oidc',
        clientId: CLIENT_ID,
        authority: realm,
        provider: '127.0.0.1',
        metadata: {
          issuer: realm,
          authorization_endpoint: `${realm}/authorize`,
          token_endpoint: `${realm}/token`,
          jwks_uri: `${realm}/keys`,
        },
      },
    });
    expect(await start({ settings: ENTRA })).toMatchObject({
      place: { kind: 'entra', clientId: CLIENT_ID, authority: `${issuer.url}/common`, provider: 'Microsoft' },
    });
  });

  it('gives a ticket of eight hours, with the short name and nothing else of the person', async () => {
    const claims = { sub: 'canary-subject', name: 'Zephyrine Canarytown', email: 'zephyrine@canary.example' };
    const said = await signIn({ claims });
    expect(v.parse(SignInResult, said)).toEqual(said);
    expect(said).toEqual({
      ok: true,
      ticket: expect.stringMatching(/^[\w.-]{100,1024}$/) as string,
      expiresInMs: TICKET_LIFETIME_MS,
      name: 'Zephyrine C.',
      vouched: { by: 'personal', provider: '127.0.0.1' },
      admin: false,
    });
    const inside = said.ok ? atob(said.ticket.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '') : '';
    expect(inside).toContain('Zephyrine C.');
    expect(inside).not.toMatch(/canarytown|canary-subject|example/i);
  });

  it.each<[string, Partial<Env>, Record<string, unknown>, Vouched]>([
    ['a provider of no organisation', OIDC, {}, { by: 'personal', provider: '127.0.0.1' }],
    [
      'an organisation',
      { ...OIDC, SIGN_IN_ORGANISATION: 'Contoso Ltd', SIGN_IN_PROVIDER: 'Keycloak' },
      {},
      { by: 'organisation', provider: 'Keycloak', name: 'Contoso Ltd' },
    ],
    [
      'a domain of the list',
      { ...OIDC, SIGN_IN_DOMAINS: 'contoso.example' },
      { email: 'ada@contoso.example', email_verified: true },
      { by: 'organisation', provider: '127.0.0.1', name: 'contoso.example' },
    ],
    ['a tenant that anybody may have opened', ENTRA, {}, { by: 'personal', provider: 'Microsoft' }],
    [
      'a tenant of that anybody, which says it is another',
      ENTRA,
      { email: 'ada@contoso.com', preferred_username: 'ada@contoso.com' },
      { by: 'personal', provider: 'Microsoft' },
    ],
    [
      'a tenant that the operator has named',
      { ...ENTRA, SIGN_IN_TENANTS: `${TENANT}=contoso.com` },
      {},
      { by: 'organisation', provider: 'Microsoft', name: 'contoso.com' },
    ],
    [
      'a tenant that proved its domain',
      ENTRA,
      { verified_primary_email: ['ada@contoso.example'] },
      { by: 'organisation', provider: 'Microsoft', name: 'contoso.example' },
    ],
    [
      'a private account beside a named tenant',
      { ...ENTRA, SIGN_IN_TENANTS: `${TENANT}=contoso.com`, SIGN_IN_PERSONAL: 'yes' },
      { tid: PERSONAL_TENANT },
      { by: 'personal', provider: 'Microsoft' },
    ],
  ])('says of %s who vouches', async (_, settings, claims, vouched) => {
    const result = await signIn({ claims }, settings);
    expect(result.ok && result.vouched).toEqual(vouched);
  });

  it('answers only pages of its own, and only what they ask in the right way', async () => {
    const status = async (path: string, method: string, headers: Record<string, string> = {}) =>
      (await visit(path, { method, headers, settings: OIDC })).status;
    for (const path of ['/auth/start', '/auth/finish']) {
      expect(await status(path, 'POST', { origin: 'https://evil.example' })).toBe(403);
      expect(await status(path, 'POST', { origin: 'null' })).toBe(403);
      expect(await status(path, 'POST', { origin: ORIGIN })).toBe(200);
      expect(await status(path, 'GET')).toBe(405);
    }
    for (const path of ['/auth', '/auth/', '/auth/more', '/auth/start/x']) expect(await status(path, 'POST')).toBe(404);
    const { headers } = await visit('/auth/start', { method: 'POST', settings: OIDC });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each(['', 'null', '[]', '{}', '{"idToken":7}', `{"idToken":"${'x'.repeat(100_000)}"}`])(
    'takes %j for no token',
    async (body) => {
      const response = await visit('/auth/finish', { method: 'POST', settings: OIDC, body });
      expect(await response.json()).toEqual({ ok: false, why: 'malformed' });
    },
  );

  it('stops an address that tries too often, in each half', async () => {
    const from = newAddress();
    const settings = { ...OIDC, SIGN_INS_PER_MINUTE: '2' };
    const starts = [await start({ from, settings }), await start({ from, settings }), await start({ from, settings })];
    expect(starts.map(({ ok }) => ok)).toEqual([true, true, false]);
    expect(starts[2]).toEqual({ ok: false, why: 'too-many-tries' });
    for (const why of ['malformed', 'malformed', 'too-many-tries'])
      expect(await finish('a.b.c', { from, settings })).toEqual({ ok: false, why });
  });

  it('writes down hashes of nonces only, and not for longer than they last', async () => {
    const nonce = await newNonce();
    const hash = await hashOf(nonce);
    const keeper = env.NONCES.get(env.NONCES.idFromName(`nonces-${hash.slice(0, 1)}`));
    const stored = () =>
      runInDurableObject(keeper, (_, { storage }) =>
        JSON.stringify(
          storage.sql.exec("SELECT * FROM sqlite_master WHERE name = 'nonces'").toArray().length > 0
            ? storage.sql.exec('SELECT * FROM nonces').toArray()
            : [],
        ),
      );
    expect(await stored()).toContain(hash);
    expect(await stored()).not.toContain(nonce);
    setClock(Date.now() + 11 * 60_000);
    await runDurableObjectAlarm(keeper);
    expect(await stored()).toBe('[]');
  });
});

describe('the demo sign-in', () => {
  const ISSUER = 'http://localhost/demo-idp';
  const asked: Request[] = [];
  const DEMO_PROVIDER = {
    fetch: (request: Request) => {
      asked.push(request);
      return Promise.resolve(new Response('page', { headers: { 'content-security-policy': "form-action 'self'" } }));
    },
  } as unknown as Fetcher;
  const demo = { DEMO_ISSUER: ISSUER, DEMO_PROVIDER };
  const at = (host: string) => ({ TRUSTED_PROXY: '1', host: { 'x-forwarded-host': host } });
  const startAt = (host: string, settings: Partial<Env> = demo) =>
    start({ settings: { ...settings, TRUSTED_PROXY: '1' }, headers: at(host).host });

  it('is where a page of this computer signs in, under its own address', async () => {
    for (const host of ['localhost:8787', '127.0.0.1:8787', '[::1]:8787']) {
      const origin = `http://${host}`;
      expect(await startAt(host)).toMatchObject({
        place: {
          kind: 'demo',
          clientId: 'beside-demo',
          authority: ISSUER,
          metadata: { issuer: ISSUER, token_endpoint: `${origin}/demo-idp/token` },
        },
      });
    }
  });

  it('is not there for anybody else, unless the operator wants it', async () => {
    for (const host of ['help.example', '192.0.2.1', 'localhost.evil.example', '127.0.0.1.evil.example'])
      expect(await startAt(host), host).toEqual({ ok: false, why: 'not-set-up' });
    expect(await startAt('help.example', { ...demo, ALLOW_DEMO: 'yes' })).toMatchObject({ ok: true });
    expect((await visit('/demo-idp/auth', { settings: demo })).status).toBe(404); // beside.test
    expect(await startAt('localhost', { ...demo, ...OIDC })).toMatchObject({ place: { kind: 'oidc' } });
    expect((await visit('/demo-idp/auth', { settings: { ...demo, ...OIDC, ALLOW_DEMO: '1' } })).status).toBe(404);
  });

  it('is asked by the worker, who says by which address, and keeps its own policy', async () => {
    const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', cookie: 'a=b' };
    const response = await visit('/demo-idp/auth?x=1', { settings: { ...demo, ALLOW_DEMO: '1' }, headers });
    expect(response.headers.get('content-security-policy')).toBe("form-action 'self'");
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const request = asked.at(-1);
    expect(new URL(request?.url ?? '').pathname).toBe('/demo-idp/auth');
    expect(request?.headers.get('x-forwarded-host')).toBe('beside.test');
    expect(request?.headers.get('x-forwarded-proto')).toBe('http');
    expect(request?.headers.get('cookie')).toBe('a=b');
  });
});

describe('a ticket', () => {
  const refusalOf = async (ticket: string | null, protocols?: string) =>
    (await (await knock('/room/helper', { ticket, ...(protocols && { protocols }) })).hears('refused')).why;

  it('is needed for a room, and a bad one is told nothing more than none', async () => {
    const good = await newTicket();
    const [id = '', said = '', mac = ''] = good.split('.');
    const other = (await newTicket()).split('.');
    const admin = btoa(atob(said.replaceAll('-', '+').replaceAll('_', '/')).replace('"admin":false', '"admin":true'));
    const bad = [
      'x',
      `${id}.${said}.${mac.slice(0, -2)}AA`,
      `${id}.${other[1] ?? ''}.${mac}`,
      `${id}.${admin.replaceAll('=', '')}.${mac}`,
      `00000000.${said}.${mac}`,
      `${id}.${said}`,
      `${good}.x`,
      'x'.repeat(2_000),
    ];
    expect(await refusalOf(null)).toBe('sign-in-needed');
    for (const ticket of bad) expect(await refusalOf(ticket), ticket).toBe('sign-in-needed');
    await openRoom({ ticket: good });
  });

  it('ends after eight hours, whatever happened to its key meanwhile', async () => {
    const ticket = await newTicket();
    const begin = Date.now();
    setClock(begin + 8 * HOUR - 1_000);
    await openRoom({ ticket });
    setClock(begin + 8 * HOUR + 1_000);
    expect(await refusalOf(ticket)).toBe('sign-in-needed');
  });

  it('is not needed any more for a session that has begun, and is needed before', async () => {
    const joined = await joinRoom();
    const path = `/room/${joined.nameplate}/helper`;
    const early = await knock(path, { token: joined.helperToken, ticket: null });
    expect(await early.hears('refused')).toEqual({ is: 'refused', why: 'sign-in-needed' });
    const ready = await makeReady('Ada Lovelace', joined);
    const back = await knock(path, { token: ready.helperToken, ticket: null });
    await back.hears('resumed');
  });

  it('fits into a subprotocol even with the longest of everything', async () => {
    const settings = {
      ...OIDC,
      SIGN_IN_ORGANISATION: '界'.repeat(53),
      SIGN_IN_PROVIDER: '界'.repeat(20),
    };
    const name = `${'é̱'.normalize('NFD').repeat(60)} ${'𐐀'.repeat(9)}`;
    const ticket = await newTicket({ name }, settings);
    expect(v.is(Ticket, ticket), `${ticket.length}`).toBe(true);
    await openRoom({ ticket });
  });

  it('is the only thing that can introduce somebody', async () => {
    const forged = btoa(JSON.stringify({ name: 'Ada', vouched: { by: 'demo' }, account: 'x'.repeat(22) }));
    const headers = { 'beside-helper': forged };
    expect((await (await knock('/room/helper', { ticket: null, headers })).hears('refused')).why).toBe(
      'sign-in-needed',
    );
    const room = await joinRoom(await openRoom({ headers }));
    const back = await knock(`/room/${room.nameplate}/helper`, { token: room.helperToken, ticket: null, headers });
    expect((await back.hears('refused')).why).toBe('sign-in-needed');
    expect((await makeReady('', room)).toldSharer.helper?.name).toBe('Ada L.');
  });

  it('of a blocked account is refused, at sign-in, at the door and on the way back', async () => {
    const sub = crypto.randomUUID();
    const ticket = await newTicket({ sub });
    const account = (await readTicket(ticket, await keysOf(env), Date.now()))?.account ?? '';
    const { nameplate, helperToken } = await openRoom({ ticket });
    await blockListOf(env.BLOCKS).block(account);
    expect(await finish(await sign({ nonce: await newNonce(), how: { claims: { sub } } }))).toEqual({
      ok: false,
      why: 'blocked',
    });
    expect((await (await knock('/room/helper', { ticket })).hears('refused')).why).toBe('blocked');
    const back = await knock(`/room/${nameplate}/helper`, { ticket, token: helperToken });
    expect((await back.hears('refused')).why).toBe('blocked');
    await openRoom(); // somebody else
  });

  it('is heard from a page of today only', async () => {
    expect(SEAT_PROTOCOL).toBe('beside.seat.2');
    expect(await refusalOf(null, 'beside.seat.1')).toBe('too-old');
  });
});

describe('a sharer', () => {
  it('never learns more than the short name, who vouches, and a badge', async () => {
    const claims = {
      sub: 'canary-sub',
      name: 'Zephyrine Canarytown',
      email: 'zephyrine@canary.example',
      preferred_username: 'canary-user',
    };
    const ticket = await newTicket(claims);
    const account = (await readTicket(ticket, await keysOf(env), Date.now()))?.account ?? 'none';
    const { sharer, toldSharer, session } = await makeReady('', await joinRoom(await openRoom({ ticket })));
    expect(Object.keys(toldSharer.helper ?? {}).sort()).toEqual(['badge', 'name', 'vouched']);
    expect(sharer.heard.join()).not.toMatch(/canary|example/i);
    for (const secret of [account, ticket]) expect(sharer.heard.join()).not.toContain(secret);
    const opened = await openBadge(env, toldSharer.helper?.badge ?? '');
    const record = expect.stringMatching(/^[0-9a-f]{32}$/) as string;
    expect(opened).toEqual({ account, session: record, at: expect.any(Number) as number });
    expect(opened?.session).not.toBe(session); // the number of the record, which no page is told
  });
});

describe('a badge', () => {
  it('leads from the sharer’s report to the record of that session and to that account', async () => {
    const { toldSharer, room } = await makeReady();
    const badge = toldSharer.helper?.badge ?? '';
    const id = await runInDurableObject(room, (_, { storage }) => storage.kv.get<{ id: string }>('draft')?.id);
    const answer = await visit('/report', { body: JSON.stringify({ badge, reason: 'money' }) });
    expect(await answer.json()).toEqual({ ok: true });
    const account = (await openBadge(env, badge))?.account;
    expect(await reportsOf(env)).toContainEqual(expect.objectContaining({ session: id, account, reason: 'money' }));
    const wrong = await visit('/report', { body: JSON.stringify({ badge: 'x'.repeat(180), reason: 'money' }) });
    expect(await wrong.json()).toEqual({ ok: false, why: 'not-known' });
  });

  it('opens for 72 hours, unchanged, and only here', async () => {
    const begin = Date.now();
    const badge = await sealBadge(env, { account: 'a'.repeat(22), session: '0'.repeat(32) });
    expect(badge).toMatch(/^[\w-]{40,400}$/);
    for (const wrong of [
      '',
      'x'.repeat(180),
      `${badge.slice(0, -1)}${badge.endsWith('A') ? 'B' : 'A'}`,
      `A${badge.slice(1)}`,
      badge.slice(8),
    ])
      expect(await openBadge(env, wrong), wrong).toBeNull();
    setClock(begin + 72 * HOUR - 1_000);
    expect(await openBadge(env, badge)).toEqual({
      account: 'a'.repeat(22),
      session: '0'.repeat(32),
      at: expect.any(Number) as number,
    });
    setClock(begin + 72 * HOUR + 1_000);
    expect(await openBadge(env, badge)).toBeNull();
  });
});

describe('the keys', () => {
  it('are renewed every day, kept while something is under them, and no longer', async () => {
    const keeper = env.KEYS.get(env.KEYS.idFromName('keys'));
    const before = await keysOf(env);
    const begin = before.ticket[0]?.renewAt ?? 0;
    setClock(begin - 1);
    const who = { name: 'Ada', vouched: { by: 'demo' }, account: 'a'.repeat(22), admin: false } as const;
    const last = await writeTicket(who, await keysOf(env), Date.now());
    setClock(begin);
    const after = await keysOf(env);
    expect(after.ticket.map(({ id }) => id).slice(1)).toEqual(before.ticket.map(({ id }) => id));
    expect(after.account).toEqual(before.account);
    expect(await readTicket(last, after, Date.now())).toMatchObject(who);

    setClock(begin + 8 * HOUR);
    await runDurableObjectAlarm(keeper);
    const stored = await runInDurableObject(keeper, (_, { storage }) => JSON.stringify(storage.kv.get('keys')));
    expect(stored).not.toContain(before.ticket[0]?.id);
    expect(stored).toContain(before.badge[0]?.id);
    setClock(begin + 72 * HOUR);
    await runDurableObjectAlarm(keeper);
    expect(await runInDurableObject(keeper, (_, { storage }) => JSON.stringify(storage.kv.get('keys')))).not.toContain(
      before.badge[0]?.id,
    );
    expect((await keysOf(env)).account).toEqual(before.account);
    expect(KEY_DAY_MS).toBe(24 * HOUR);
  });
});

describe('an administrator', () => {
  const ADMIN_TOKEN = 'a-secret-of-more-than-20-characters';
  const ask = (bearer: string, settings: Partial<Env> = {}) =>
    adminOf(new Request(ORIGIN, { headers: { authorization: `Bearer ${bearer}` } }), { ...env, ...settings });

  it('is whoever has the token, if there is one', async () => {
    expect(await ask(ADMIN_TOKEN, { ADMIN_TOKEN })).toEqual({ by: 'token' });
    expect(await ask(ADMIN_TOKEN)).toBeNull();
    expect(await ask('another-secret-of-20-characters', { ADMIN_TOKEN })).toBeNull();
    expect(await adminOf(new Request(ORIGIN), { ...env, ADMIN_TOKEN })).toBeNull();
  });

  it('is an account of the list, or one with the claim, and nobody else', async () => {
    const settings = { ...OIDC, ADMIN_SUBJECTS: 'boss', ADMIN_CLAIM: 'roles=beside-admin' };
    const adminAs = async (claims: Record<string, unknown>) => (await ask(await newTicket(claims, settings)))?.by;
    expect(await adminAs({ sub: 'boss' })).toBe('account');
    expect(await adminAs({ roles: ['reader', 'beside-admin'] })).toBe('account');
    expect(await adminAs({ roles: 'beside-admin' })).toBe('account');
    expect(await adminAs({ roles: ['beside-admin-not'] })).toBeUndefined();
    expect(await adminAs({})).toBeUndefined();
  });
});
