import { env } from 'cloudflare:workers';
import { evictDurableObject, listDurableObjectIds, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { KEY_LIFETIME_MS, type Limit, type LimitKeeper } from '#signaling/limit-keeper.ts';
import { joinRoom, knock, newAddress, openRoom } from './people.ts';
import { newTicket } from './signing-in.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const three: Limit[] = [{ most: 3, inMs: MINUTE }];

/** Of a length that is not in use: whichever rooms the tests open, this is none of them. */
const NOBODY = '/room/987654321/sharer';

let keepers = 0;
const newKeeper = () => env.LIMITS.get(env.LIMITS.idFromName(`test-${keepers++}`));
const takeAll = async (keeper: DurableObjectStub<LimitKeeper>, who: string, limits: Limit[], tries: number) => {
  const allowed: boolean[] = [];
  for (let i = 0; i < tries; i++) allowed.push(await keeper.take('join', who, limits));
  return allowed;
};

afterEach(() => void vi.useRealTimers());
/** Only the clock: everything that waits goes on waiting for real. */
const setClock = (time: number) => vi.useFakeTimers({ now: time, toFake: ['Date'] });

describe('a limit', () => {
  it('lets so many through and no more', async () => {
    expect(await takeAll(newKeeper(), '192.0.2.1', three, 5)).toEqual([true, true, true, false, false]);
  });

  it('is each address’s own, and each kind’s own', async () => {
    const keeper = newKeeper();
    await takeAll(keeper, '192.0.2.1', three, 4);
    expect(await keeper.take('join', '192.0.2.2', three)).toBe(true);
    expect(await keeper.take('code', '192.0.2.1', three)).toBe(true);
  });

  it('survives sleep', async () => {
    const keeper = newKeeper();
    await takeAll(keeper, '192.0.2.1', three, 3);
    await evictDurableObject(keeper);
    expect(await keeper.take('join', '192.0.2.1', three)).toBe(false);
  });

  it('holds when many knock at once', async () => {
    const keeper = newKeeper();
    const tries = await Promise.all(Array.from({ length: 20 }, () => keeper.take('join', '192.0.2.1', three)));
    expect(tries.filter(Boolean)).toHaveLength(3);
  });

  it('slides: a try counts for its minute, a refused one not at all', async () => {
    const keeper = newKeeper();
    const start = Date.now();
    setClock(start);
    await takeAll(keeper, '192.0.2.1', three, 10);
    setClock(start + MINUTE - 1);
    expect(await keeper.take('join', '192.0.2.1', three)).toBe(false);
    setClock(start + MINUTE);
    expect(await takeAll(keeper, '192.0.2.1', three, 4)).toEqual([true, true, true, false]);
  });

  it('of an hour holds where that of a minute has passed', async () => {
    const keeper = newKeeper();
    const both: Limit[] = [...three, { most: 5, inMs: HOUR }];
    const start = Date.now();
    setClock(start);
    await takeAll(keeper, '192.0.2.1', both, 3);
    setClock(start + 2 * MINUTE);
    expect(await takeAll(keeper, '192.0.2.1', both, 3)).toEqual([true, true, false]);
  });
});

describe('a keeper of limits', () => {
  it('stores no address, in no form that says it', async () => {
    const keeper = newKeeper();
    await keeper.take('join', '203.0.113.77', three);
    const stored = await runInDurableObject(keeper, (_, { storage }) =>
      JSON.stringify(storage.sql.exec('SELECT * FROM tries').toArray()),
    );
    expect(stored).toMatch(/"who":"[0-9a-f]{32}"/);
    expect(stored).not.toContain('203.0.113');
    for (const form of [btoa('203.0.113.77'), '3230332e3131332e3737']) expect(stored).not.toContain(form);
  });

  it('forgets everything once the last try does not count any more', async () => {
    const keeper = newKeeper();
    const start = Date.now();
    await keeper.take('join', '192.0.2.1', three);
    setClock(start + 2 * MINUTE);
    expect(await runDurableObjectAlarm(keeper)).toBe(true);
    expect(await runInDurableObject(keeper, (_, { storage }) => tablesIn(storage))).toEqual([]);
    expect(await keeper.take('join', '192.0.2.1', three)).toBe(true);
  });

  it('wakes again while a try still counts', async () => {
    const keeper = newKeeper();
    await keeper.take('join', '192.0.2.1', three);
    expect(await runDurableObjectAlarm(keeper)).toBe(true);
    expect(await runInDurableObject(keeper, (_, { storage }) => storage.getAlarm())).toBeGreaterThan(Date.now());
  });

  it('renews its key every day, and the old one’s counts go with it', async () => {
    const keeper = newKeeper();
    const day: Limit[] = [{ most: 1, inMs: KEY_LIFETIME_MS }];
    const start = Date.now();
    const keyOf = () =>
      runInDurableObject(keeper, (_, { storage }) => storage.sql.exec('SELECT hex(bytes) AS k FROM key').one()['k']);
    setClock(start);
    await takeAll(keeper, '192.0.2.1', day, 2);
    const first = await keyOf();
    setClock(start + KEY_LIFETIME_MS);
    expect(await keeper.take('join', '192.0.2.1', day)).toBe(true);
    expect(await keyOf()).not.toBe(first);
    expect(await runInDurableObject(keeper, (_, { storage }) => countOf(storage))).toBe(1);
  });
});

describe('the door', () => {
  it('lets an address try ten codes a minute, and another address its own ten', async () => {
    const from = newAddress();
    const tries = await Promise.all(Array.from({ length: 12 }, () => knock(NOBODY, { from })));
    const said = await Promise.all(tries.map((seat) => seat.hears('refused')));
    expect(said.filter(({ why }) => why === 'not-active')).toHaveLength(10);
    expect(said.filter(({ why }) => why === 'too-many-tries')).toHaveLength(2);
    expect((await (await knock(NOBODY)).hears('refused')).why).toBe('not-active');
  });

  it('gives an account six codes a minute, wherever it is', async () => {
    const ticket = await newTicket();
    for (let i = 0; i < 6; i++) await openRoom({ ticket });
    const seventh = await knock('/room/helper', { ticket });
    expect(await seventh.hears('refused')).toEqual({ is: 'refused', why: 'too-many-tries' });
    await openRoom(); // somebody else
  });

  it('counts an account, not its sign-in', async () => {
    const sub = crypto.randomUUID();
    for (let i = 0; i < 6; i++) await openRoom({ ticket: await newTicket({ sub }) });
    const seventh = await knock('/room/helper', { ticket: await newTicket({ sub }) });
    expect((await seventh.hears('refused')).why).toBe('too-many-tries');
  });

  it('lets an office of many helpers ask from one address, and stops one with very many', async () => {
    const from = newAddress();
    const settings = { CODES_PER_MINUTE_OF_ADDRESS: '8' };
    for (let i = 0; i < 8; i++) await openRoom({ from, settings });
    const ninth = await knock('/room/helper', { from, settings });
    expect((await ninth.hears('refused')).why).toBe('too-many-tries');
    await openRoom({ settings });
  });

  it('counts the /64 of an IPv6 address, not the address', async () => {
    const settings = { CODES_PER_MINUTE_OF_ADDRESS: '6' };
    for (let i = 0; i < 6; i++) await openRoom({ settings, from: `[2001:db8:1:2::${i}]` });
    const seventh = await knock('/room/helper', { settings, from: '[2001:db8:1:2:ffff::7]' });
    expect((await seventh.hears('refused')).why).toBe('too-many-tries');
    await openRoom({ settings, from: '[2001:db8:1:3::1]' });
  });

  it('takes other limits from the operator, and the default for a limit that is none', async () => {
    const ticket = await newTicket();
    const settings = { CODES_PER_MINUTE: '2', CODES_PER_DAY: 'many' };
    for (let i = 0; i < 2; i++) await openRoom({ ticket, settings });
    const third = await knock('/room/helper', { ticket, settings });
    expect((await third.hears('refused')).why).toBe('too-many-tries');
  });

  it('does not count a seat that is taken up again, and does count a token that is wrong', async () => {
    const settings = { JOIN_TRIES_PER_MINUTE: '2' };
    const from = newAddress();
    const room = await joinRoom();
    const path = `/room/${room.nameplate}/helper`;
    for (let i = 0; i < 5; i++) await (await knock(path, { from, settings, token: room.helperToken })).hears('resumed');
    const wrong = await Promise.all(
      Array.from({ length: 3 }, async () =>
        (await knock(path, { from, settings, token: '0'.repeat(32) })).hears('refused'),
      ),
    );
    expect(wrong.map(({ why }) => why).sort()).toEqual(['not-active', 'not-active', 'too-many-tries']);
    await (await knock(path, { from, settings, token: room.helperToken })).hears('resumed'); // even now
  });

  it('keeps all counts in a fixed number of places', async () => {
    await Promise.all(Array.from({ length: 40 }, async () => (await knock(NOBODY)).closing()));
    const places = await listDurableObjectIds(env.LIMITS);
    // 16 keepers, one for lengths, one that adds up joins, and those of the tests above
    expect(places.length).toBeLessThanOrEqual(16 + 1 + 1 + keepers);
  });
});

const countOf = (storage: DurableObjectStorage) => storage.sql.exec('SELECT count(*) AS n FROM tries').one()['n'];

const tablesIn = (storage: DurableObjectStorage) =>
  storage.sql
    .exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\'")
    .toArray();
