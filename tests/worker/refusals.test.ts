import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { SEAT_CLOSE } from '#protocol/signaling.ts';
import { joinRoom, knock, makeReady, newAddress, openRoom, ORIGIN, runOutOfTime, visit, type Knock } from './people.ts';

/** Everything that a sharer's page can learn from a refusal, and how long it took. */
async function refusal(path: string, knocking?: Knock) {
  const start = performance.now();
  const seat = await knock(path, knocking);
  const tookMs = performance.now() - start;
  await seat.closing();
  return { learnt: { heard: seat.heard, closed: seat.closed }, tookMs };
}

describe('a code that does not work', () => {
  it('gets the same answer after the same 1.0 to 1.5 s, whatever the reason', async () => {
    const unused = '000'; // may be open in this epoch, but nobody has it
    const waiting = await openRoom();
    const expired = await openRoom();
    const cancelled = await openRoom();
    const busy = await joinRoom();
    const used = await makeReady();
    await runOutOfTime(expired);
    cancelled.helper.say({ is: 'leave' });
    await cancelled.helper.closing();
    waiting.helper.socket.close(1000);
    await waiting.helper.closing();

    const refusals = await Promise.all([
      ...[unused, expired, cancelled, busy, used, waiting].map((room) =>
        refusal(`/room/${typeof room === 'string' ? room : room.nameplate}/sharer`),
      ),
      refusal('/room/123456789/sharer'),
      refusal(`/room/${used.nameplate}/sharer`, { token: 'f'.repeat(32) }),
      refusal(`/room/${used.nameplate}/helper`, { token: 'f'.repeat(32) }),
      refusal(`/room/${used.nameplate}/helper`),
    ]);
    for (const { learnt, tookMs } of refusals) {
      expect(learnt).toEqual({
        heard: ['{"is":"refused","why":"not-active"}'],
        closed: { code: SEAT_CLOSE.refused, reason: 'not-active' },
      });
      expect(tookMs).toBeGreaterThan(990);
      expect(tookMs).toBeLessThan(3_000);
    }
    expect(new Set(refusals.map(({ tookMs }) => Math.round(tookMs / 20))).size).toBeGreaterThan(2);
  });

  it('of a length that was never given out does not even wake a room', async () => {
    const before = (await listOfRooms()).length;
    await refusal('/room/987654321/sharer');
    expect((await listOfRooms()).length).toBe(before);
  });
});

describe('a page of another version', () => {
  it.each([
    ['beside.seat.1', 'beside.seat.1'],
    ['', null],
  ])('offering %j is told that it is too old', async (protocols, _answer) => {
    for (const path of ['/room/helper', '/room/123/sharer']) {
      expect((await refusal(path, { protocols })).learnt.heard).toEqual(['{"is":"refused","why":"too-old"}']);
    }
  });

  it('is not counted as a try', async () => {
    const from = newAddress();
    for (let i = 0; i < 12; i++) await refusal('/room/helper', { from, protocols: 'beside.seat.9' });
    await openRoom({ from });
  });
});

describe('a page of somebody else', () => {
  const socket = { upgrade: 'websocket', 'sec-websocket-protocol': 'beside.seat.2' };
  const statusFrom = async (origin: string, settings = {}, headers = {}) =>
    (await visit('/room/helper', { settings, headers: { ...socket, origin, ...headers } })).status;

  it.each(['http://evil.example', 'http://beside.test.evil.example', 'http://beside.test:8080', 'null', 'rubbish'])(
    'at %s cannot open or join a room in the name of its visitors',
    async (origin) => {
      expect(await statusFrom(origin)).toBe(403);
      expect((await visit('/room/123/sharer', { headers: { ...socket, origin } })).status).toBe(403);
    },
  );

  it('is not our own, be it behind a proxy', async () => {
    expect(await statusFrom(ORIGIN)).toBe(101);
    expect(await statusFrom('https://beside.test')).toBe(101);
    const forwarded = { 'x-forwarded-host': 'help.example' };
    expect(await statusFrom('https://help.example', { TRUSTED_PROXY: '1' }, forwarded)).toBe(101);
    expect(await statusFrom('https://help.example', {}, forwarded)).toBe(403);
  });
});

describe('a helper', () => {
  it('is told when no nameplate is free', async () => {
    const taken = { get: () => ({ fetch: () => Promise.resolve(new Response(null, { status: 409 })) }) };
    const ROOMS = { ...taken, idFromName: () => '' } as unknown as typeof env.ROOMS;
    const { learnt } = await refusal('/room/helper', { settings: { ROOMS } });
    expect(learnt.heard).toEqual(['{"is":"refused","why":"no-room"}']);
  });
});

async function listOfRooms() {
  const { listDurableObjectIds } = await import('cloudflare:test');
  return listDurableObjectIds(env.ROOMS);
}
