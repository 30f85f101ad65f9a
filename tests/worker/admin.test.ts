/** What the operator sees, and what everybody else does. */
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { SEAT_PROTOCOL } from '#protocol/signaling.ts';
import * as v from 'valibot';
import { Blocks } from '#protocol/admin.ts';
import { Counts } from '#protocol/counts.ts';
import { dayOf, hourOf, minuteOf } from '#protocol/kept.ts';
import { SessionRecord } from '#protocol/record.ts';
import { isBlocked } from '#signaling/block-keeper.ts';
import { countCode, keepRecord } from '#signaling/records.ts';
import { newAddress, ORIGIN, visit, type Visit } from './visit.ts';
import { forgetAll } from './stored.ts';

const TOKEN = 'a-token-of-the-operator';
const ACCOUNT = 'ab_-'.repeat(5) + 'Zz';
const PLACES = ['counts', 'records', 'reports', 'blocked'] as const;

const recordNow = (id: string): SessionRecord => ({
  id: id.repeat(32),
  start: minuteOf(Date.now()),
  end: minuteOf(Date.now()),
  reason: 'stopped',
  features: ['chat', 'view'],
  errors: [],
  helperVersion: '0.1.0',
  sharerVersion: '0.1.0',
  helperBrowser: 'edge',
  sharerBrowser: 'chrome',
});

const ask = (what: string, { token = TOKEN, settings, ...rest }: Visit & { token?: string } = {}): Promise<Response> =>
  visit(`/admin/${what}`, {
    ...rest,
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...rest.headers },
    settings: { ADMIN_TOKEN: TOKEN, ...settings },
  });

beforeEach(forgetAll);

describe('the operator', () => {
  it('reads the records as JSON lines, each exactly a record', async () => {
    const kept = [recordNow('a'), recordNow('b')];
    for (const record of kept) await keepRecord(env, record);
    const response = await ask('records');
    expect(response.headers.get('content-type')).toBe('application/jsonl; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const text = new TextDecoder().decode(await response.arrayBuffer());
    expect(text.endsWith('\n')).toBe(true);
    const lines = text.trimEnd().split('\n');
    expect(lines.map((line) => v.parse(SessionRecord, JSON.parse(line)))).toEqual(kept);
  });

  it('reads an empty text where nothing is kept', async () => {
    expect((await (await ask('records')).arrayBuffer()).byteLength).toBe(0);
  });

  it('sees the last 72 hours, with how sessions ended and what they used', async () => {
    await keepRecord(env, recordNow('a'));
    await keepRecord(env, { ...recordNow('b'), reason: 'lost', features: [], errors: ['interrupted'] });
    await countCode(env);
    const counts = v.parse(Counts, await (await ask('counts')).json());
    expect(counts.hours).toHaveLength(72);
    expect(hourOf(Date.parse(counts.hours[71]?.at ?? ''))).toBe(hourOf(Date.now()));
    expect(counts.hours[71]).toMatchObject({ sessions: 2, codes: 1, reports: 0 });
    expect(counts.hours.slice(0, 71).every(({ sessions, codes }) => sessions + codes === 0)).toBe(true);
    expect(counts).toMatchObject({
      reasons: { stopped: 1, lost: 1 },
      features: { chat: 1, view: 1 },
      errors: { interrupted: 1 },
      helperBrowsers: { edge: 2 },
      sharerBrowsers: { chrome: 2 },
      versions: { '0.1.0': 2 },
    });
  });

  it('blocks an account and lets it in again; blocking twice keeps the first day', async () => {
    const wish = JSON.stringify({ account: ACCOUNT });
    for (let i = 0; i < 2; i++) {
      const { blocked } = v.parse(Blocks, await (await ask('block', { body: wish })).json());
      expect(blocked).toEqual([{ account: ACCOUNT, day: dayOf(Date.now()) }]);
    }
    expect(await isBlocked(env.BLOCKS, ACCOUNT)).toBe(true);
    expect(await isBlocked(env.BLOCKS, 'cd'.repeat(11))).toBe(false);
    expect(v.parse(Blocks, await (await ask('unblock', { body: wish })).json()).blocked).toEqual([]);
    expect(await isBlocked(env.BLOCKS, ACCOUNT)).toBe(false);
  });

  it.each(['', '{}', '{"account":"Ada"}', `{"account":"${'a'.repeat(400)}"}`])('cannot block %j', async (body) => {
    expect((await ask('block', { body })).status).toBe(400);
    expect(await (await ask('blocked')).json()).toEqual({ blocked: [] });
  });
});

describe('everybody else', () => {
  it.each(PLACES)('gets one answer for no token and for a wrong one: %s', async (place) => {
    const answers = await Promise.all(
      ['', 'wrong', `${TOKEN}x`, TOKEN.slice(0, -1), 'x'.repeat(5_000)].map(async (token) => {
        const { status, headers, ...response } = await ask(place, { token }).then(async (it) => ({
          status: it.status,
          headers: [...it.headers],
          text: await it.text(),
        }));
        return JSON.stringify({ status, headers, ...response });
      }),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('401');
  });

  it.each([undefined, '', 'short'])('finds nothing where the operator’s token is %j', async (configured) => {
    const settings = { ADMIN_TOKEN: configured } as Visit['settings'] & object;
    for (const place of PLACES) expect((await ask(place, { settings, token: configured ?? '' })).status).toBe(404);
    expect((await ask('block', { settings, body: '{}' })).status).toBe(404);
  });

  it('cannot try tokens for long, and then not even the right one helps', async () => {
    const from = newAddress();
    const statuses: number[] = [];
    for (let i = 0; i < 61; i++) statuses.push((await ask('blocked', { from, token: `guess-${i}` })).status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(60);
    expect(statuses.at(-1)).toBe(429);
    expect((await ask('blocked', { from })).status).toBe(429);
    expect((await ask('blocked')).status).toBe(200);
  });

  it('cannot ask from a page of their own', async () => {
    expect((await ask('counts', { headers: { origin: 'https://evil.test' } })).status).toBe(403);
    expect((await ask('counts', { headers: { origin: ORIGIN } })).status).toBe(200);
  });

  it.each(['', 'constructor', 'counts/x', 'block', 'token'])('finds nothing at /admin/%s', async (path) => {
    expect((await ask(path)).status).toBe(404);
  });
});

describe('/health', () => {
  it('says how much the server was used, and no more', async () => {
    await keepRecord(env, recordNow('a'));
    await countCode(env);
    expect(await (await visit('/health')).json()).toEqual({
      ok: true,
      protocol: SEAT_PROTOCOL,
      last72Hours: { sessions: 1, unusedCodes: 1 },
    });
  });
});

describe('/admin', () => {
  it('is not for search engines', async () => {
    expect((await visit('/admin')).headers.get('x-robots-tag')).toBe('noindex');
  });
});
