/** What is written down of a session, when, and for how long. */
import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HOUR_MS, hourOf, MINUTE_MS, minuteOf } from '#protocol/kept.ts';
import type { SessionRecord } from '#protocol/record.ts';
import type { EndReason, Tally } from '#protocol/tally.ts';
import { counterOf } from '#signaling/count-keeper.ts';
import { forgottenAt, keeperOf } from '#signaling/hour-keeper.ts';
import { keepRecord, recordsOf, totals } from '#signaling/records.ts';
import { joinRoom, makeReady, openRoom, runOutOfTime, type Ready } from './people.ts';
import { everythingIn, forgetAll, keysAndTables } from './stored.ts';

const SAID: Tally = { features: ['view'], errors: [], version: '0.1.0', browser: 'firefox' };
const RECORD: SessionRecord = {
  id: '0123456789abcdef0123456789abcdef',
  start: '2026-11-24T15:00Z',
  end: '2026-11-24T15:33Z',
  reason: 'stopped',
  features: ['chat', 'view'],
  errors: [],
  helperVersion: '0.1.0',
  sharerVersion: '0.1.0',
  helperBrowser: 'firefox',
  sharerBrowser: 'chrome',
};
const HOUR = hourOf(Date.parse(RECORD.end));

const records = async (): Promise<SessionRecord[]> => {
  const all: SessionRecord[] = [];
  for await (const hour of recordsOf(env)) all.push(...hour);
  return all;
};

beforeEach(forgetAll);
afterEach(() => void vi.useRealTimers());
const setClock = (time: number) => vi.useFakeTimers({ now: time, toFake: ['Date'] });

async function recordAfter(end: (ready: Ready) => unknown): Promise<SessionRecord> {
  const ready = await makeReady();
  await end(ready);
  await expect.poll(async () => (await records()).length).toBe(1);
  return (await records())[0] as SessionRecord;
}

describe('the record of a session', () => {
  it('holds its times to the minute, what both pages said they used, and why it ended', async () => {
    const before = Date.now();
    const record = await recordAfter(async ({ helper, sharer }) => {
      helper.say({ is: 'tally', ...SAID, features: ['laser', 'chat'], browser: 'edge' });
      sharer.say({ is: 'tally', ...SAID });
      await helper.rest();
      sharer.say({
        is: 'tally',
        ...SAID,
        features: ['view', 'chat', 'pause'],
        errors: ['interrupted'],
        end: 'stopped',
      });
      sharer.say({ is: 'leave' });
    });
    expect([minuteOf(before), minuteOf(Date.now())]).toContain(record.start);
    expect([minuteOf(before), minuteOf(Date.now())]).toContain(record.end);
    expect(record).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      start: record.start,
      end: record.end,
      reason: 'stopped',
      features: ['chat', 'laser', 'pause', 'view'],
      errors: ['interrupted'],
      helperVersion: '0.1.0',
      sharerVersion: '0.1.0',
      helperBrowser: 'edge',
      sharerBrowser: 'firefox',
    });
  });

  it('has a number of its own, which neither page was ever told', async () => {
    let heard = '';
    const record = await recordAfter(async ({ helper, sharer }) => {
      sharer.say({ is: 'leave' });
      await helper.closing();
      heard = [...helper.heard, ...sharer.heard].join();
    });
    expect(heard).toContain('"ready"');
    expect(heard).not.toContain(record.id);
  });

  const unsaid: [string, EndReason, (ready: Ready) => unknown][] = [
    ['the helper leaves', 'helper-left', ({ helper }) => helper.say({ is: 'leave' })],
    ['the sharer leaves', 'stopped', ({ sharer }) => sharer.say({ is: 'leave' })],
    ['time is up and somebody is there', 'time-limit', ring],
    [
      'time is up and nobody is there',
      'vanished',
      async (ready) => {
        for (const seat of [ready.helper, ready.sharer]) seat.socket.close(1000);
        await Promise.all([ready.helper.closing(), ready.sharer.closing()]);
        await ring(ready);
      },
    ],
  ];
  it.each(unsaid)('where no page says why: %s is %s', async (_, reason, end) => {
    expect((await recordAfter(end)).reason).toBe(reason);
  });

  it.each([
    'declined',
    'no-answer',
    'capture-ended',
    'check-in',
    'never-connected',
    'lost',
    'not-private',
    'too-old',
    'protocol-error',
    'failed',
    'time-limit',
  ] as const)('takes a page’s word for why it ended: %s', async (end) => {
    const record = await recordAfter(({ sharer }) => {
      sharer.say({ is: 'tally', ...SAID, end });
      sharer.say({ is: 'leave' });
    });
    expect(record.reason).toBe(end);
  });

  it('says what the first page said, should they disagree', async () => {
    const record = await recordAfter(async ({ helper, sharer }) => {
      sharer.say({ is: 'tally', ...SAID, end: 'check-in' });
      await sharer.rest();
      helper.say({ is: 'tally', ...SAID, end: 'lost' });
      helper.say({ is: 'leave' });
    });
    expect(record.reason).toBe('check-in');
  });

  it('says “unknown” of pages that never said anything', async () => {
    const record = await recordAfter(({ helper }) => helper.say({ is: 'leave' }));
    expect(record).toMatchObject({ features: [], errors: [], helperVersion: 'unknown', sharerBrowser: 'unknown' });
  });

  it('does not end after the session could have', async () => {
    const limit = Date.now() - 30 * HOUR_MS;
    const record = await recordAfter(async (ready) => {
      await runInDurableObject(ready.room, (_, { storage }) => {
        storage.kv.put('room', { ...storage.kv.get<object>('room'), until: limit });
      });
      await runDurableObjectAlarm(ready.room);
    });
    expect(record.end).toBe(minuteOf(limit));
  });

  it('is none where there was no session: a code that ended is only counted', async () => {
    const unused = await openRoom();
    unused.helper.say({ is: 'leave' });
    const tried = await joinRoom();
    tried.helper.say({ is: 'tally', ...SAID }); // too early to mean anything
    tried.helper.say({ is: 'leave' });
    const timedOut = await openRoom();
    await ring(timedOut);
    await expect.poll(() => totals(env)).toEqual({ sessions: 0, unusedCodes: 3 });
    expect(await everythingIn(env.RECORDS)).toEqual([]);
  });

  it('waits in the room while its keeper does not answer, and is kept at the next chance', async () => {
    const ready = await makeReady();
    const draft = await runInDurableObject(ready.room, (_, { storage }) => storage.kv.get<SessionRecord>('draft'));
    await runInDurableObject(ready.room, (_, { storage }) => {
      storage.kv.put('record', { ...RECORD, id: draft?.id, start: minuteOf(Date.now()), end: minuteOf(Date.now()) });
    });
    await runDurableObjectAlarm(ready.room);
    expect((await records()).map(({ id }) => id)).toEqual([draft?.id]);
    expect(await runInDurableObject(ready.room, (_, { storage }) => storage.kv.get('record'))).toBeUndefined();
  });
});

describe('after a session', () => {
  it('nothing is stored but the record, the counts, and a room that rests; then not even that room', async () => {
    const { helper, sharer, room, session } = await makeReady('Canary Lovelace');
    helper.say({ is: 'tally', ...SAID });
    sharer.say({ is: 'relay', body: 'canary' });
    await helper.hears('relay');
    sharer.say({ is: 'leave' });
    await helper.closing();
    await expect.poll(async () => (await records()).length).toBe(1);
    const [record] = await records();

    expect(await everythingIn(env.RECORDS)).toEqual([{ hour: hourOf(Date.now()), [`row-${record?.id}`]: record }]);
    expect(await everythingIn(env.COUNTS)).toEqual([
      { hours: { [hourOf(Date.now())]: { sessions: 1, codes: 0, reports: 0 } } },
    ]);
    expect(await everythingIn(env.REPORTS)).toEqual([]);
    expect(await everythingIn(env.BLOCKS)).toEqual([]);
    expect(await keysAndTables(room)).toEqual({ room: { at: 'resting', until: expect.any(Number) as number } });
    // Tries under a key of the day, and how many joined; the keeper of that may have written nothing yet.
    const limits = (await everythingIn(env.LIMITS)).flatMap((kept) => Object.keys(kept));
    expect(limits).toEqual(expect.arrayContaining(['table key', 'table tries', 'table spent']));
    const known = /^(?:length-\d|tally|table (?:key|tries|spent))$/;
    expect(limits.filter((name) => !known.test(name))).toEqual([]);
    const all = JSON.stringify([await everythingIn(env.RECORDS), await everythingIn(env.COUNTS)]);
    for (const secret of ['anary', 'Lovelace', session]) expect(all).not.toContain(secret);

    await ring({ room });
    expect(await keysAndTables(room)).toEqual({});
  });
});

describe('a keeper of records', () => {
  it.each([
    ['one key more', { ...RECORD, address: '192.0.2.1' }],
    ['a key less', { ...RECORD, reason: undefined }],
    ['seconds', { ...RECORD, start: '2026-11-24T15:00:12Z' }],
    ['a feature nobody knows', { ...RECORD, features: ['telepathy'] }],
    ['features in the order they came', { ...RECORD, features: ['view', 'chat'] }],
    ['a whole user agent', { ...RECORD, helperBrowser: 'Mozilla/5.0 (X11; Linux x86_64)' }],
    ['a word where a version should be', { ...RECORD, sharerVersion: 'ada' }],
  ])('refuses %s', async (_, row) => {
    setClock(Date.parse(RECORD.end));
    await expect(
      runInDurableObject(keeperOf(env.RECORDS, HOUR), (keeper) => keeper.keep(HOUR, RECORD.id, row as SessionRecord)),
    ).rejects.toThrow();
    expect(await everythingIn(env.RECORDS)).toEqual([]);
  });

  it('shows a row until 72 hours after its end at the latest, and then has nothing at all', async () => {
    setClock(Date.parse(RECORD.end));
    await keepRecord(env, RECORD);
    expect(forgottenAt(HOUR)).toBeLessThan(Date.parse(RECORD.end) + 72 * HOUR_MS);

    setClock(forgottenAt(HOUR) - 1);
    expect(await records()).toEqual([RECORD]);
    expect(await runDurableObjectAlarm(keeperOf(env.RECORDS, HOUR))).toBe(true); // early: it changes nothing
    expect(await records()).toEqual([RECORD]);

    setClock(forgottenAt(HOUR));
    expect(await runDurableObjectAlarm(keeperOf(env.RECORDS, HOUR))).toBe(true);
    expect(await everythingIn(env.RECORDS)).toEqual([]);
    expect(await runInDurableObject(keeperOf(env.RECORDS, HOUR), (_, { storage }) => storage.getAlarm())).toBeNull();
  });

  it('shows nothing that is too old, even if the alarm never came', async () => {
    setClock(Date.parse(RECORD.end));
    await keepRecord(env, RECORD);
    setClock(forgottenAt(HOUR));
    expect(await keeperOf(env.RECORDS, HOUR).rows(HOUR)).toEqual([]);
    expect(await everythingIn(env.RECORDS)).toEqual([]);
  });

  it('throws the old hour away when its turn comes again, even if the alarm never came', async () => {
    setClock(Date.parse(RECORD.end));
    await keepRecord(env, RECORD);
    const later = Date.parse(RECORD.end) + 73 * HOUR_MS;
    setClock(later);
    const next = { ...RECORD, id: 'f'.repeat(32), start: minuteOf(later), end: minuteOf(later) };
    await keepRecord(env, next);
    expect(await everythingIn(env.RECORDS)).toEqual([{ hour: HOUR + 73, [`row-${next.id}`]: next }]);
  });

  it('does not keep what is too old already', async () => {
    setClock(forgottenAt(HOUR));
    await keepRecord(env, RECORD);
    expect(await everythingIn(env.RECORDS)).toEqual([]);
    expect(await totals(env)).toEqual({ sessions: 0, unusedCodes: 0 });
  });

  it('keeps a record once, however often it comes', async () => {
    setClock(Date.parse(RECORD.end));
    for (let i = 0; i < 3; i++) await keepRecord(env, RECORD);
    expect(await records()).toEqual([RECORD]);
    expect((await totals(env)).sessions).toBe(1);
  });
});

describe('counts', () => {
  it('are gone after 72 hours, the last one with everything', async () => {
    const start = HOUR * HOUR_MS + 20 * MINUTE_MS;
    setClock(start);
    await counterOf(env.COUNTS).codeEnded(HOUR);
    setClock(start + HOUR_MS);
    await counterOf(env.COUNTS).codeEnded(HOUR + 1);
    setClock((HOUR + 72) * HOUR_MS - 1);
    expect((await totals(env)).unusedCodes).toBe(2);
    setClock((HOUR + 72) * HOUR_MS);
    expect((await totals(env)).unusedCodes).toBe(1);
    await runDurableObjectAlarm(counterOf(env.COUNTS));
    expect(await everythingIn(env.COUNTS)).toEqual([{ hours: { [HOUR + 1]: { sessions: 0, codes: 1, reports: 0 } } }]);
    setClock((HOUR + 73) * HOUR_MS);
    await runDurableObjectAlarm(counterOf(env.COUNTS));
    expect(await everythingIn(env.COUNTS)).toEqual([]);
  });
});

async function ring({ room }: Pick<Ready, 'room'>): Promise<void> {
  await runOutOfTime({ room });
  await runDurableObjectAlarm(room);
}
