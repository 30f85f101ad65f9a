/** What a record is, and that nothing else can be one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { Counting } from '#protocol/counts.ts';
import { HOUR_MS, hourOf, minuteOf } from '#protocol/kept.ts';
import { Block, KeptReport } from '#protocol/kept-report.ts';
import { RECORD_FIELDS, SessionRecord } from '#protocol/record.ts';

const RECORD: SessionRecord = {
  id: '0123456789abcdef0123456789abcdef',
  start: '2026-11-24T15:00Z',
  end: '2026-11-24T15:33Z',
  reason: 'stopped',
  features: ['chat', 'view'],
  errors: ['interrupted'],
  helperVersion: '0.1.0',
  sharerVersion: 'unknown',
  helperBrowser: 'firefox',
  sharerBrowser: 'chrome',
};
const REPORT: KeptReport = {
  session: RECORD.id,
  account: 'a'.repeat(22),
  reason: 'money',
  at: '2026-11-24T15:33Z',
};
const isRecord = (value: unknown) => v.is(SessionRecord, value);

describe('a record', () => {
  it('is exactly its fields, all of them', () => {
    expect(Object.keys(RECORD).sort()).toEqual(Object.keys(RECORD_FIELDS).sort());
    expect(isRecord(RECORD)).toBe(true);
    for (const key of Object.keys(RECORD)) expect(isRecord({ ...RECORD, [key]: undefined }), key).toBe(false);
  });

  it('takes no other key, whatever it is called and whatever is in it', () => {
    fc.assert(
      fc.property(fc.string(), fc.anything(), (key, value) => {
        fc.pre(!Object.hasOwn(RECORD, key) && key !== '__proto__');
        expect(isRecord({ ...RECORD, [key]: value })).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has no room for text of anybody: whatever is put in a field, only its own kinds get in', () => {
    const own = new Set(Object.values(RECORD).flat());
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(RECORD)), fc.string({ minLength: 1 }), (key, text) => {
        fc.pre(!own.has(text) && !/^\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(text));
        expect(isRecord({ ...RECORD, [key]: Array.isArray(RECORD[key as keyof SessionRecord]) ? [text] : text })).toBe(
          false,
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['a time with seconds', { start: '2026-11-24T15:00:01Z' }],
    ['a time of another zone', { start: '2026-11-24T15:00+01:00' }],
    ['a nameplate for a number', { id: '472' }],
    ['a set with something twice', { features: ['chat', 'chat'] }],
    ['a set in the order of events', { features: ['view', 'chat'] }],
  ])('is not one with %s', (_, change) => {
    expect(isRecord({ ...RECORD, ...change })).toBe(false);
  });
});

describe('a report and a block', () => {
  it('take no key more', () => {
    expect(v.is(KeptReport, REPORT)).toBe(true);
    expect(v.is(KeptReport, { ...REPORT, name: 'Ada' })).toBe(false);
    expect(v.is(Block, { account: REPORT.account, day: '2026-11-24' })).toBe(true);
    expect(v.is(Block, { account: REPORT.account, day: '2026-11-24', why: 'money' })).toBe(false);
  });
});

describe('a time', () => {
  it('loses everything finer than a minute', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (ms) => {
        expect(minuteOf(ms)).toBe(minuteOf(Math.floor(ms / 60_000) * 60_000));
        expect(ms - Date.parse(minuteOf(ms))).toBeLessThan(60_000);
        expect(Date.parse(minuteOf(ms))).toBeLessThanOrEqual(ms);
      }),
    );
  });
});

describe('counting', () => {
  it('shows the last 72 hours, empty ones too, and each kind as often as it was met', () => {
    const now = Date.parse('2026-11-24T15:40Z');
    const counting = new Counting(now, [{ hour: hourOf(now) - 71, sessions: 2, codes: 1, reports: 0 }]);
    counting.add(RECORD);
    counting.add({ ...RECORD, features: ['view'], errors: [], sharerVersion: '0.1.0' });
    const { hours, ...kinds } = counting.result();
    expect(hours).toHaveLength(72);
    expect(hours[0]).toEqual({ at: minuteOf(hourOf(now) * HOUR_MS - 71 * HOUR_MS), sessions: 2, codes: 1, reports: 0 });
    expect(hours[71]).toEqual({ at: '2026-11-24T15:00Z', sessions: 0, codes: 0, reports: 0 });
    expect(kinds).toEqual({
      reasons: { stopped: 2 },
      features: { chat: 1, view: 2 },
      errors: { interrupted: 1 },
      helperBrowsers: { firefox: 2 },
      sharerBrowsers: { chrome: 2 },
      versions: { '0.1.0': 2, unknown: 1 },
    });
  });
});
