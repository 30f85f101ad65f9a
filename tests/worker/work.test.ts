/** While somebody is guessing, a code may be tried only with work done; everything else stays as it was. */
import { env } from 'cloudflare:workers';
import { evictDurableObject, listDurableObjectIds, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SEAT_CLOSE, SEAT_PROTOCOL } from '#protocol/signaling.ts';
import { isDone, offerOfWork, type Work } from '#protocol/work.ts';
import { HELD_MS, JoinTally, type WorkRule } from '#signaling/join-tally.ts';
import { keeperOf } from '#signaling/keepers.ts';
import { TALLY_NAME } from '#signaling/limit-keeper.ts';
import { WORK_LIFETIME_MS } from '#signaling/work-desk.ts';
import { knock, makeReady, newAddress, openRoom, type Joined, type Knock } from './people.ts';

const MINUTE = 60_000;
const BITS = 8;
const rule: WorkRule = { afterJoins: 200, bits: BITS };
const settings = { WORK_BITS: String(BITS) };

let tallies = 0;
const newTally = () => env.LIMITS.get(env.LIMITS.idFromName(`tally-${tallies++}`));
const theTally = () => env.LIMITS.get(env.LIMITS.idFromName(TALLY_NAME));

afterEach(() => void vi.useRealTimers());
const setClock = (time: number) => vi.useFakeTimers({ now: time, toFake: ['Date'] });

function answerTo({ challenge, bits }: Work): string {
  for (let number = 0; ; number++) {
    const answer = number.toString(36);
    if (isDone({ challenge, answer }, bits)) return answer;
  }
}

const withWork = (work: Work, answer = answerTo(work)): Pick<Knock, 'protocols'> => ({
  protocols: [SEAT_PROTOCOL, offerOfWork({ challenge: work.challenge, answer })].join(', '),
});

describe('a minute of joins', () => {
  const start = Math.ceil(Date.now() / MINUTE) * MINUTE;
  const nothing = { joined: 0, paired: 0 };
  const DECIDED_MS = 10_000;

  it.each([
    ['few, all of them failures', { joined: 200, paired: 0 }, false],
    ['many, nearly a third of them failures', { joined: 1_000, paired: 700 }, false],
    ['many, more than that failures', { joined: 1_000, paired: 699 }, true],
    ['just enough, all of them failures', { joined: 201, paired: 0 }, true],
  ])('%s', async (_, joins, workNeeded) => {
    const tally = newTally();
    setClock(start);
    expect(await tally.add(joins, rule)).toBe(false); // they may be pairing still
    setClock(start + DECIDED_MS);
    expect(await tally.add(nothing, rule)).toBe(workNeeded);
  });

  it('is put together from all who report', async () => {
    const tally = newTally();
    setClock(start);
    for (let i = 0; i < 16; i++) await tally.add({ joined: 13, paired: 0 }, rule);
    setClock(start + DECIDED_MS);
    expect(await tally.add(nothing, rule)).toBe(true);
  });

  it('is over after a minute', async () => {
    const tally = newTally();
    setClock(start);
    await tally.add({ joined: 150, paired: 0 }, rule);
    setClock(start + MINUTE);
    await tally.add({ joined: 60, paired: 0 }, rule);
    setClock(start + MINUTE + DECIDED_MS);
    expect(await tally.add(nothing, rule)).toBe(false);
    await tally.add({ joined: 141, paired: 0 }, rule);
    setClock(start + MINUTE + 2 * DECIDED_MS);
    expect(await tally.add(nothing, rule)).toBe(true);
  });

  it('that was bad is remembered for five more, through sleep, and then forgotten without a trace', async () => {
    const tally = newTally();
    setClock(start);
    await tally.add({ joined: 201, paired: 0 }, rule);
    await evictDurableObject(tally);
    setClock(start + DECIDED_MS);
    expect(await tally.add(nothing, rule)).toBe(true);
    await evictDurableObject(tally);
    setClock(start + 2 * MINUTE);
    expect(await tally.add(nothing, rule)).toBe(true);
    setClock(start + DECIDED_MS + HELD_MS);
    expect(await tally.add(nothing, rule)).toBe(false);
    setClock(start + HELD_MS + 2 * MINUTE);
    expect(await runDurableObjectAlarm(tally)).toBe(true);
    expect(await runInDurableObject(tally, (_, { storage }) => [...storage.kv.list()])).toEqual([]);
  });
});

describe('the door, while somebody is guessing', () => {
  /** The worst minute ended ten seconds ago, and every keeper has heard of it. */
  async function attack(): Promise<void> {
    await runInDurableObject(theTally(), (_, { storage }) => {
      const tally = new JoinTally(storage.kv);
      tally.add({ joined: 10_000, paired: 0 }, rule, Date.now() - 10_000);
      expect(tally.add({ joined: 0, paired: 0 }, rule, Date.now())).toBe(true);
    });
    // Whoever wakes up asks the tally first; one that sleeps already cannot be put to sleep.
    const keepers = (await listDurableObjectIds(env.LIMITS)).map((id) => env.LIMITS.get(id));
    await Promise.allSettled(keepers.map((keeper) => evictDurableObject(keeper)));
  }

  const asked = async (path: string, from: string): Promise<Work> => {
    const { why, work } = await (await knock(path, { from, settings })).hears('refused');
    expect(why).toBe('work-needed');
    expect(work?.bits).toBe(BITS);
    return work as Work;
  };

  it('notices it by itself, from what the keepers of the addresses report', { timeout: 30_000 }, async () => {
    const early = { ...settings, JOINS_BEFORE_WORK: '5' };
    const guess = async () => (await (await knock('/room/000/sharer', { settings: early })).hears('refused')).why;
    const six = () => Promise.all(Array.from({ length: 6 }, guess));
    await expect.poll(six, { timeout: 25_000, interval: 100 }).toContain('work-needed');
  });

  it('asks for work before a code is tried, at once and whatever the code', async () => {
    await attack();
    const [waiting, busy, used] = [await openRoom(), await joined(), await ready()];
    for (const nameplate of ['000', '123456789', waiting.nameplate, busy.nameplate, used.nameplate]) {
      const start = performance.now();
      const seat = await knock(`/room/${nameplate}/sharer`, { settings });
      await seat.closing();
      expect(seat.heard.map((said) => said.replace(/"challenge":"[\da-z-]+"/, ''))).toEqual([
        `{"is":"refused","why":"work-needed","work":{,"bits":${BITS}}}`,
      ]);
      expect(seat.closed).toEqual({ code: SEAT_CLOSE.refused, reason: 'work-needed' });
      expect(performance.now() - start).toBeLessThan(900);
    }
    expect(waiting.helper.unread()).toEqual([]); // nobody knocked there
  });

  it('lets a code be tried with the work done, and answers as ever', async () => {
    await attack();
    const busy = await joined();
    const used = await ready();
    const refusals = await Promise.all(
      ['000', busy.nameplate, used.nameplate].map(async (nameplate) => {
        const from = newAddress();
        const path = `/room/${nameplate}/sharer`;
        const work = await asked(path, from);
        const start = performance.now();
        const seat = await knock(path, { from, settings, ...withWork(work) });
        const tookMs = performance.now() - start;
        await seat.closing();
        return { heard: seat.heard, closed: seat.closed, tookMs };
      }),
    );
    for (const { heard, closed, tookMs } of refusals) {
      expect(heard).toEqual(['{"is":"refused","why":"not-active"}']);
      expect(closed).toEqual({ code: SEAT_CLOSE.refused, reason: 'not-active' });
      expect(tookMs).toBeGreaterThan(990);
    }
    // That an active code is let in: `busy` and `used` came so.
  });

  it('takes work once, in time, from whom it was given to, and only as it was given', async () => {
    await attack();
    const from = newAddress();
    const path = '/room/000/sharer';
    const why = async (knocking: Knock) => (await (await knock(path, { settings, ...knocking })).hears('refused')).why;

    const work = await asked(path, from);
    expect(await why({ from: newAddress(), ...withWork(work) })).toBe('work-needed');
    expect(await why({ from, ...withWork(work, 'nonsense') })).toBe('work-needed');
    const easier = { challenge: work.challenge.replace(`-${BITS}-`, '-1-'), bits: 1 };
    expect(easier.challenge).not.toBe(work.challenge);
    expect(await why({ from, ...withWork(easier) })).toBe('work-needed');
    expect(await why({ from, ...withWork(work) })).toBe('not-active');
    expect(await why({ from, ...withWork(work) })).toBe('work-needed');

    const late = await asked(path, from);
    const now = Date.now();
    setClock(now + WORK_LIFETIME_MS + 1_000);
    await attack();
    expect(await why({ from, ...withWork(late) })).toBe('work-needed');
  });

  it('remembers through sleep what it gave and what it took', async () => {
    await attack();
    const from = newAddress();
    const path = '/room/000/sharer';
    const keeper = await keeperOf(env, from);
    const work = await asked(path, from);
    await evictDurableObject(keeper);
    const taken = await knock(path, { from, settings, ...withWork(work) });
    expect((await taken.hears('refused')).why).toBe('not-active');
    await evictDurableObject(keeper);
    const again = await knock(path, { from, settings, ...withWork(work) });
    expect((await again.hears('refused')).why).toBe('work-needed');
  });

  it('holds to the limits of an address, and asks nobody for work who may not try', async () => {
    await attack();
    const from = newAddress();
    const path = '/room/000/sharer';
    const two = { ...settings, JOIN_TRIES_PER_MINUTE: '2' };
    for (let i = 0; i < 2; i++) {
      const { work } = await (await knock(path, { from, settings: two })).hears('refused');
      const tried = await knock(path, { from, settings: two, ...withWork(work as Work) });
      expect((await tried.hears('refused')).why).toBe('not-active');
    }
    expect(await (await knock(path, { from, settings: two })).hears('refused')).toEqual({
      is: 'refused',
      why: 'too-many-tries',
    });
  });

  it('lets people come back to their seats as before', async () => {
    await attack();
    const room = await joined();
    const back = await knock(`/room/${room.nameplate}/helper`, { token: room.helperToken, settings });
    await back.hears('resumed');
  });

  async function joined(): Promise<Joined> {
    const waiting = await openRoom();
    const from = newAddress();
    const path = `/room/${waiting.nameplate}/sharer`;
    const sharer = await knock(path, { from, settings, ...withWork(await asked(path, from)) });
    const { token } = await sharer.hears('seated');
    await waiting.helper.hears('someone-joined');
    sharer.company = waiting.helper.company = { seats: [waiting.helper, sharer], room: waiting.room };
    return { ...waiting, sharer, sharerToken: token };
  }
  const ready = async () => makeReady('Ada Lovelace', await joined());
});
