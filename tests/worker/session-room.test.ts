import { describe, expect, it } from 'vitest';
import { SEAT_CLOSE } from '#protocol/signaling.ts';
import { MAX_PAIRING_RUNS } from '#protocol/limits.ts';
import { joinRoom, knock, makeReady, openRoom, recordOf, visit } from './people.ts';

describe('a helper', () => {
  it('gets a room with a nameplate, a token and ten minutes', async () => {
    const helper = await knock('/room/helper');
    const opened = await helper.hears('opened');
    expect(opened.nameplate).toMatch(/^\d{3}$/);
    expect(opened.token).toMatch(/^[0-9a-f]{32}$/);
    expect(opened.expiresInMs).toBeGreaterThan(590_000);
    expect(opened.expiresInMs).toBeLessThanOrEqual(600_000);
  });

  it('is told when a sharer comes, and when one goes before pairing was done', async () => {
    const { helper, sharer } = await joinRoom();
    sharer.socket.close(1000);
    await helper.hears('someone-left');
  });

  it('sends a sharer away and can be tried again', async () => {
    const first = await joinRoom();
    first.helper.say({ is: 'dismiss' });
    // In words as well: a browser learns of the closing itself two seconds later, and others ten.
    expect(await first.sharer.hears('ended')).toEqual({ is: 'ended', why: 'dismissed' });
    expect(await first.sharer.closing()).toEqual({ code: SEAT_CLOSE.dismissed, reason: 'dismissed' });
    await first.helper.hears('someone-left');
    await joinRoom(first);
  });

  it('ends a waiting room for good', async () => {
    const { helper, nameplate } = await openRoom();
    helper.say({ is: 'leave' });
    expect(await helper.hears('ended')).toEqual({ is: 'ended', why: 'left' });
    expect((await helper.closing()).code).toBe(SEAT_CLOSE.ended);
    const late = await knock(`/room/${nameplate}/sharer`);
    expect(await late.hears('refused')).toEqual({ is: 'refused', why: 'not-active' });
  });

  it('sends nothing to a sharer before both are paired that tells who helps', async () => {
    const { helper, sharer } = await joinRoom();
    helper.say({ is: 'paired' });
    helper.say({ is: 'pair', body: 'last' });
    await sharer.hears('pair');
    expect(sharer.heard.join()).not.toMatch(/canary|lovelace/i);
    expect(await sharer.rest()).toEqual([]);
  });
});

describe('a sharer', () => {
  it('finds the room busy while another one is pairing, and free again afterwards', async () => {
    const room = await joinRoom();
    const second = await knock(`/room/${room.nameplate}/sharer`);
    expect(await second.hears('refused')).toEqual({ is: 'refused', why: 'not-active' });
    expect(await second.closing()).toEqual({ code: SEAT_CLOSE.refused, reason: 'not-active' });
    expect(await room.helper.rest()).toEqual([]);

    room.sharer.socket.close(1000);
    await room.helper.hears('someone-left');
    await joinRoom(room);
  });

  it('who has proved nothing cannot end the code by leaving', async () => {
    const room = await joinRoom();
    room.sharer.say({ is: 'leave' });
    await room.helper.hears('someone-left');
    await joinRoom(room);
  });

  it('is not let in while the helper is away, and is let in when the helper is back', async () => {
    const room = await openRoom();
    room.helper.socket.close(1000);
    await room.helper.closing();
    const early = await knock(`/room/${room.nameplate}/sharer`);
    await early.hears('refused');
    const helper = await knock(`/room/${room.nameplate}/helper`, { token: room.helperToken });
    await helper.hears('resumed');
    await joinRoom({ ...room, helper });
  });

  it('is sent away when the helper is lost in the middle of pairing', async () => {
    const { helper, sharer } = await joinRoom();
    helper.socket.close(1000);
    expect((await sharer.closing()).code).toBe(SEAT_CLOSE.dismissed);
  });

  it('ends a session for both', async () => {
    const { helper, sharer } = await makeReady();
    sharer.say({ is: 'leave' });
    expect(await helper.hears('ended')).toEqual({ is: 'ended', why: 'left' });
    expect((await helper.closing()).code).toBe(SEAT_CLOSE.ended);
    expect((await sharer.closing()).code).toBe(SEAT_CLOSE.ended);
  });
});

describe('a room', () => {
  it('relays pairing frames unread, in both directions and in order', async () => {
    const { helper, sharer } = await joinRoom();
    const bodies = ['{"is":"hello"}', 'not json at all', '😀\u0000\ud800'];
    for (const body of bodies) sharer.say({ is: 'pair', body });
    for (const body of bodies) expect(await helper.hears('pair')).toEqual({ is: 'pair', body });
    helper.say({ is: 'pair', body: 'back' });
    expect(await sharer.hears('pair')).toEqual({ is: 'pair', body: 'back' });
  });

  it('is ready when both are paired, and introduces the helper to the sharer only', async () => {
    const { toldHelper, toldSharer } = await makeReady('ada augusta lovelace');
    expect(toldHelper).toEqual({ is: 'ready', session: toldSharer.session, iceServers: [] });
    expect(toldSharer.session).toMatch(/^[0-9a-f]{32}$/);
    expect(toldSharer.helper).toEqual({
      name: 'ada L.',
      vouched: { by: 'personal', provider: '127.0.0.1' },
      badge: expect.stringMatching(/^[\w-]{40,400}$/) as string,
    });
  });

  it('is ready whoever says so first, and not because one says it twice', async () => {
    const { helper, sharer } = await joinRoom();
    sharer.say({ is: 'paired' });
    sharer.say({ is: 'paired' });
    expect(await sharer.rest()).toEqual([]);
    helper.say({ is: 'paired' });
    await helper.hears('ready');
    expect((await sharer.hears('ready')).helper?.name).toBe('Ada L.');
  });

  it('relays anything after that', async () => {
    const { helper, sharer } = await makeReady();
    helper.say({ is: 'relay', body: 'x'.repeat(32_768) });
    expect((await sharer.hears('relay')).body).toHaveLength(32_768);
    sharer.say({ is: 'relay', body: 'answer' });
    expect((await helper.hears('relay')).body).toBe('answer');
  });

  it('is used once: nobody joins after ready, not even when the sharer is gone', async () => {
    const { sharer, nameplate, helper } = await makeReady();
    sharer.socket.close(1000);
    await sharer.closing();
    const late = await knock(`/room/${nameplate}/sharer`);
    expect(await late.hears('refused')).toEqual({ is: 'refused', why: 'not-active' });
    expect(await helper.rest()).toEqual([]); // and a lost socket is nobody's business any more
  });

  it(`ends after ${MAX_PAIRING_RUNS} sharers`, async () => {
    const room = await openRoom();
    for (let run = 1; run < MAX_PAIRING_RUNS; run++) {
      const { sharer } = await joinRoom(room);
      sharer.socket.close(1000);
      await room.helper.hears('someone-left');
    }
    const { sharer } = await joinRoom(room);
    room.helper.say({ is: 'dismiss' });
    expect(await room.helper.hears('ended')).toEqual({ is: 'ended', why: 'expired' });
    expect((await sharer.closing()).code).toBe(SEAT_CLOSE.dismissed);
  });

  it('writes down hashes, random ids and times, and nothing else', async () => {
    const room = await makeReady('Canary Lovelace');
    expect(await recordOf(room)).toEqual({
      at: 'ready',
      helper: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      sharer: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      session: room.session,
      peers: {},
      until: expect.any(Number) as number,
    });
    const record = JSON.stringify(await recordOf(room));
    expect(record).not.toContain(room.helperToken);
    expect(record).not.toContain(room.sharerToken);
  });

  it('answers what is no WebSocket plainly', async () => {
    expect((await visit('/room/helper')).status).toBe(426);
    for (const path of [
      '/room',
      '/room/',
      '/room/12/sharer',
      '/room/1234567890/sharer',
      '/room/123',
      '/room/123/open',
      '/room/123/helper/x',
    ]) {
      expect((await visit(path, { headers: { upgrade: 'websocket' } })).status, path).toBe(404);
    }
  });
});
