import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { SEAT_CLOSE } from '#protocol/signaling.ts';
import { joinRoom, knock, makeReady, openRoom, recordOf, runOutOfTime, type Seated, type Waiting } from './people.ts';

const ring = async (room: Waiting) => {
  await runOutOfTime(room);
  expect(await runDurableObjectAlarm(room.room)).toBe(true);
};

const isRefused = async (seat: Seated) =>
  expect(await seat.hears('refused')).toEqual({ is: 'refused', why: 'not-active' });

describe('a room whose time is up', () => {
  it('tells a waiting helper, rests, and is free again after the rest', async () => {
    const waiting = await openRoom();
    await ring(waiting);
    expect(await waiting.helper.hears('ended')).toEqual({ is: 'ended', why: 'expired' });
    expect((await waiting.helper.closing()).code).toBe(SEAT_CLOSE.ended);

    const resting = await recordOf(waiting);
    expect(resting).toEqual({ at: 'resting', until: expect.any(Number) as number });
    await isRefused(await knock(`/room/${waiting.nameplate}/helper`, { token: waiting.helperToken }));

    await ring(waiting);
    expect(await recordOf(waiting)).toBeUndefined();
    expect(await runInDurableObject(waiting.room, (_, { storage }) => storage.getAlarm())).toBeNull();
  });

  it('tells both of a session', async () => {
    const ready = await makeReady();
    await ring(ready);
    for (const seat of [ready.helper, ready.sharer]) expect((await seat.hears('ended')).why).toBe('expired');
  });

  it('ends even when the alarm did not come: the first one to knock finds it over', async () => {
    const waiting = await openRoom();
    await runOutOfTime(waiting);
    await isRefused(await knock(`/room/${waiting.nameplate}/sharer`));
    expect((await waiting.helper.hears('ended')).why).toBe('expired');
  });

  it('does not end before, should the alarm come early', async () => {
    const waiting = await openRoom();
    expect(await runDurableObjectAlarm(waiting.room)).toBe(true);
    expect(await runInDurableObject(waiting.room, (_, { storage }) => storage.getAlarm())).toBeGreaterThan(Date.now());
    await joinRoom(waiting);
  });

  it('lives twelve hours from ready on', async () => {
    const record = await recordOf(await makeReady());
    const hours = record && 'until' in record ? (record.until - Date.now()) / 3_600_000 : 0;
    expect(hours).toBeGreaterThan(11.99);
    expect(hours).toBeLessThanOrEqual(12);
  });
});

describe('a seat', () => {
  it('is taken up again with its token while waiting', async () => {
    const waiting = await openRoom();
    waiting.helper.socket.close(1000);
    await waiting.helper.closing();
    const helper = await knock(`/room/${waiting.nameplate}/helper`, { token: waiting.helperToken });
    expect((await helper.hears('resumed')).expiresInMs).toBeGreaterThan(590_000);
    await joinRoom({ ...waiting, helper });
  });

  it.each(['helper', 'sharer'] as const)(
    'of a %s is taken up again during a session, and hears `ready` again without a name',
    async (role) => {
      const ready = await makeReady();
      const token = role === 'helper' ? ready.helperToken : ready.sharerToken;
      ready[role].socket.close(1000);
      await ready[role].closing();
      const back = await knock(`/room/${ready.nameplate}/${role}`, { token });
      await back.hears('resumed');
      expect(await back.hears('ready')).toEqual({ is: 'ready', session: ready.session, iceServers: [] });
      const other = role === 'helper' ? ready.sharer : ready.helper;
      expect(await other.rest()).toEqual([]);
      back.say({ is: 'relay', body: 'again' });
      expect((await other.hears('relay')).body).toBe('again');
    },
  );

  it('goes to the newest socket: the older one is told that it was replaced', async () => {
    const ready = await makeReady();
    const back = await knock(`/room/${ready.nameplate}/helper`, { token: ready.helperToken });
    expect(await ready.helper.hears('ended')).toEqual({ is: 'ended', why: 'replaced' });
    await back.hears('resumed');
    await back.hears('ready');
    ready.sharer.say({ is: 'relay', body: 'to the new one' });
    expect((await back.hears('relay')).body).toBe('to the new one');
    expect((await ready.helper.closing()).code).toBe(SEAT_CLOSE.replaced);
  });

  it('of a helper taken up anew in the middle of pairing ends that run, and only that', async () => {
    const joined = await joinRoom();
    const helper = await knock(`/room/${joined.nameplate}/helper`, { token: joined.helperToken });
    await helper.hears('resumed');
    await helper.hears('someone-left');
    expect((await joined.sharer.closing()).code).toBe(SEAT_CLOSE.dismissed);
    await joinRoom({ ...joined, helper });
  });

  it('of a helper who had already paired is kept, and the session begins', async () => {
    const joined = await joinRoom();
    joined.helper.say({ is: 'paired' });
    await joined.helper.rest();
    const helper = await knock(`/room/${joined.nameplate}/helper`, { token: joined.helperToken });
    await helper.hears('resumed');
    joined.sharer.say({ is: 'paired' });
    await helper.hears('ready');
    expect((await joined.sharer.hears('ready')).helper?.name).toBe('Ada L.');
  });

  it.each(['helper', 'sharer'] as const)('of a %s is not given to another token', async (role) => {
    const { nameplate, helper, sharer } = await makeReady();
    await isRefused(await knock(`/room/${nameplate}/${role}`, { token: '0'.repeat(32) }));
    expect(await helper.rest()).toEqual([]);
    expect(await sharer.rest()).toEqual([]);
  });

  it('of one role is not given to the token of the other', async () => {
    const { nameplate, helperToken, sharerToken } = await makeReady();
    await Promise.all([
      knock(`/room/${nameplate}/sharer`, { token: helperToken }).then(isRefused),
      knock(`/room/${nameplate}/helper`, { token: sharerToken }).then(isRefused),
    ]);
  });
});

describe('a room that fell asleep', () => {
  it('goes on where it was: waiting, pairing, counting, introducing, relaying', async () => {
    const waiting = await openRoom();
    await evictDurableObject(waiting.room);
    const joined = await joinRoom(waiting);

    for (let i = 0; i < 19; i++) joined.sharer.put('rubbish');
    await joined.sharer.rest();
    joined.helper.say({ is: 'paired' });
    await joined.helper.rest();
    await evictDurableObject(joined.room);

    joined.sharer.say({ is: 'paired' });
    expect((await joined.sharer.hears('ready')).helper?.name).toBe('Ada L.');
    await joined.helper.hears('ready');
    await evictDurableObject(joined.room);

    joined.helper.say({ is: 'relay', body: 'awake' });
    expect((await joined.sharer.hears('relay')).body).toBe('awake');
    joined.sharer.put('the twentieth');
    expect((await joined.sharer.hears('ended')).why).toBe('bad-frame');
  });

  it('keeps the helper’s short name no longer than needed', async () => {
    const ready = await makeReady('Canary Lovelace');
    await runInDurableObject(ready.room, (_, state) => {
      const attachments = state.getWebSockets().map((socket) => JSON.stringify(socket.deserializeAttachment()));
      expect(attachments).toHaveLength(2);
      expect(attachments.join()).not.toMatch(/canary/i);
    });
  });

  it('answers heartbeats without waking', async () => {
    const { helper, room } = await openRoom();
    await evictDurableObject(room);
    await helper.flush();
    expect(helper.heard.at(-1)).toBe('.');
    // Evicting an object that is not running is an error: so nothing woke it.
    await expect(evictDurableObject(room)).rejects.toThrow();
  });
});
