/** What becomes of a report: who may send one, what is kept of it, and for how long. */
import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm } from 'cloudflare:test';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as v from 'valibot';
import { Reports } from '#protocol/admin.ts';
import { HOUR_MS, hourOf, minuteOf } from '#protocol/kept.ts';
import { MAX_REPORT_TEXT_CHARS, type Report } from '#protocol/report.ts';
import type { SessionRecord } from '#protocol/record.ts';
import type { OpenBadge } from '#signaling/badge.ts';
import { forgottenAt, keeperOf } from '#signaling/hour-keeper.ts';
import { answerReport } from '#signaling/report-desk.ts';
import { reportsOf } from '#signaling/reports.ts';
import { joinRoom, knock, makeReady, newAddress, openRoom, ORIGIN, visit } from './people.ts';
import { newTicket } from './signing-in.ts';
import { everythingIn, forgetAll } from './stored.ts';

const BADGE = 'b'.repeat(60);
const ACCOUNT = 'ab_-'.repeat(5) + 'Zz';
const NOW = Date.parse('2026-11-24T15:33:20Z');
const HOUR = hourOf(NOW);

beforeEach(async () => {
  await forgetAll();
  setClock(NOW);
});
afterEach(() => void vi.useRealTimers());
const setClock = (time: number) => vi.useFakeTimers({ now: time, toFake: ['Date'] });

interface Sending {
  from?: string;
  headers?: Record<string, string>;
  method?: string;
  opened?: OpenBadge;
}
const badgeOf = (session = 'a', at = NOW): OpenBadge => ({ session: session.repeat(32), account: ACCOUNT, at });

async function send(body: unknown, { from = newAddress(), headers = {}, method = 'POST', opened }: Sending = {}) {
  const cf = { clientIp: `${from}:50000` } as unknown as CfProperties;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const request = new Request(`${ORIGIN}/report`, { method, headers, cf, ...(method === 'POST' && { body: text }) });
  const answer = await answerReport(request, env, (badge) =>
    Promise.resolve(badge === BADGE ? (opened ?? badgeOf()) : null),
  );
  return { status: answer.status, said: await answer.text() };
}
const REPORT: Report = { badge: BADGE, reason: 'money', text: 'They wanted gift cards.' };

describe('a report', () => {
  it('is kept with the session, the account, reason, words and minute, and nothing else', async () => {
    expect(await send({ ...REPORT, address: '192.0.2.7' })).toEqual({ status: 200, said: '{"ok":true}' });
    expect(await reportsOf(env)).toEqual([
      { session: 'a'.repeat(32), account: ACCOUNT, reason: 'money', text: REPORT.text, at: '2026-11-24T15:33Z' },
    ]);
    expect(JSON.stringify(await everythingIn(env.REPORTS))).not.toContain(BADGE);
  });

  it.each([undefined, '', '   '])('needs no words: %j', async (text) => {
    expect((await send({ ...REPORT, text })).status).toBe(200);
    expect((await reportsOf(env))[0]).not.toHaveProperty('text');
  });

  it('replaces an earlier one about the same session, also hours later', async () => {
    await send(REPORT);
    setClock(NOW + 11 * HOUR_MS);
    await send({ ...REPORT, reason: 'passwords', text: 'And passwords.' });
    const [only, ...more] = await reportsOf(env);
    expect(only).toMatchObject({ reason: 'passwords', text: 'And passwords.', at: minuteOf(NOW + 11 * HOUR_MS) });
    expect(more).toEqual([]);
  });

  it('stands beside those of other sessions, the newest first', async () => {
    await send(REPORT);
    setClock(NOW + 2 * HOUR_MS);
    await send(REPORT, { opened: badgeOf('b', NOW + 2 * HOUR_MS) });
    expect((await reportsOf(env)).map(({ session }) => session[0])).toEqual(['b', 'a']);
  });

  it('is gone when its session is 72 hours old, and cannot come back', async () => {
    await send(REPORT);
    setClock(forgottenAt(HOUR) - 1);
    expect(await reportsOf(env)).toHaveLength(1);
    setClock(forgottenAt(HOUR));
    await runDurableObjectAlarm(keeperOf(env.REPORTS, HOUR));
    expect(await everythingIn(env.REPORTS)).toEqual([]);
    expect(await send(REPORT)).toEqual({ status: 404, said: '{"ok":false,"why":"not-known"}' });
  });

  it('with a badge that is not ours says so, and leaves nothing', async () => {
    const { status, said } = await send({ ...REPORT, badge: 'x'.repeat(60) });
    expect([status, said]).toEqual([404, '{"ok":false,"why":"not-known"}']);
    expect(await everythingIn(env.REPORTS)).toEqual([]);
  });

  it.each([
    ['no JSON', 'money'],
    ['no reason', { badge: BADGE }],
    ['a reason nobody knows', { ...REPORT, reason: 'rude' }],
    ['no badge', { reason: 'money' }],
    ['a badge that is too short to be one', { ...REPORT, badge: 'b' }],
    ['too many words', { ...REPORT, text: 'x'.repeat(MAX_REPORT_TEXT_CHARS + 1) }],
    ['far too much', { ...REPORT, more: 'x'.repeat(2_000_000) }],
  ])('with %s is malformed', async (_, body) => {
    expect(await send(body)).toEqual({ status: 400, said: '{"ok":false,"why":"malformed"}' });
    expect(await everythingIn(env.REPORTS)).toEqual([]);
  });

  it('comes from our own pages', async () => {
    expect((await send(REPORT, { headers: { origin: 'https://evil.test' } })).status).toBe(403);
    expect((await send(REPORT, { headers: { origin: ORIGIN } })).status).toBe(200);
    expect((await send(REPORT, { method: 'GET' })).status).toBe(404);
  });

  it('can be sent so often from one address, and no more', async () => {
    const from = newAddress();
    for (let i = 0; i < 20; i++) expect((await send(REPORT, { from })).status).toBe(200);
    expect(await send(REPORT, { from })).toEqual({ status: 429, said: '{"ok":false,"why":"too-many-tries"}' });
    expect((await send(REPORT)).status).toBe(200);
  });
});

describe('a sharer who was there', () => {
  const TOKEN = 'a-token-of-the-operator';
  const settings = { ADMIN_TOKEN: TOKEN };
  const ask = (what: string, body?: string) =>
    visit(`/admin/${what}`, {
      headers: { authorization: `Bearer ${TOKEN}` },
      settings,
      ...(body !== undefined && { body }),
    });

  it('reports with the badge of that session, and the operator blocks the account', async () => {
    vi.useRealTimers();
    const sub = crypto.randomUUID();
    const ticket = await newTicket({ sub });
    const { toldSharer, toldHelper, helper, sharer, session } = await makeReady(
      '',
      await joinRoom(await openRoom({ ticket })),
    );
    expect(toldHelper).not.toHaveProperty('helper');
    const badge = toldSharer.helper?.badge;
    const report = JSON.stringify({ badge, reason: 'pretended', text: 'They are not from my bank.' });
    expect(await (await visit('/report', { body: report })).json()).toEqual({ ok: true });

    sharer.say({ is: 'leave' });
    await helper.closing();
    const lines = async () => new TextDecoder().decode(await (await ask('records')).arrayBuffer());
    await expect.poll(lines).not.toBe('');
    const record = JSON.parse(await lines()) as SessionRecord;
    const { reports } = v.parse(Reports, await (await ask('reports')).json());
    expect(reports).toEqual([
      {
        session: record.id, // so the operator can see how long it was and what was used
        account: expect.stringMatching(/^[\w-]{22}$/) as string,
        reason: 'pretended',
        text: 'They are not from my bank.',
        at: expect.any(String) as string,
      },
    ]);
    expect(record.id).not.toBe(session);
    expect(JSON.stringify(reports)).not.toContain(sub);

    const wish = JSON.stringify({ account: reports[0]?.account });
    expect((await ask('block', wish)).status).toBe(200);
    expect((await (await knock('/room/helper', { ticket })).hears('refused')).why).toBe('blocked');
    expect((await ask('unblock', wish)).status).toBe(200);
    await openRoom({ ticket });
  });

  it('cannot change whom the badge is about', async () => {
    vi.useRealTimers();
    const { toldSharer } = await makeReady();
    const badge = toldSharer.helper?.badge ?? '';
    const middle = Math.floor(badge.length / 2);
    const forged = badge.slice(0, middle) + (badge[middle] === 'A' ? 'B' : 'A') + badge.slice(middle + 1);
    const answer = await visit('/report', { body: JSON.stringify({ badge: forged, reason: 'money' }) });
    expect(await answer.json()).toEqual({ ok: false, why: 'not-known' });
    expect(await everythingIn(env.REPORTS)).toEqual([]);
  });
});

describe('the server', () => {
  it('knows no badge that it did not give out', async () => {
    const answer = await visit('/report', { body: JSON.stringify(REPORT) });
    expect([answer.status, await answer.json()]).toEqual([404, { ok: false, why: 'not-known' }]);
    expect((await visit('/report/x', { body: '{}' })).status).toBe(404);
  });
});
