import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { evictDurableObject } from 'cloudflare:test';
import { MAX_BAD_FRAMES } from '#protocol/limits.ts';
import { HELD_FOR_MS, PeerServer } from '#signaling/peer-server.ts';
import { joinRoom, Line, makeReady, recordOf, runOutOfTime, visit, type Ready } from './people.ts';

/** A host that writes down what was said to whom. */
function recorder(...there: string[]) {
  const here = new Set(there);
  const said: [string, unknown][] = [];
  const freed: string[] = [];
  const server = new PeerServer({
    say: (id, frame) => {
      if (here.has(id)) said.push([id, JSON.parse(frame)]);
      return here.has(id);
    },
    free: (id) => freed.push(id),
  });
  const hear = (src: string, message: unknown) =>
    server.hear(src, typeof message === 'string' ? message : JSON.stringify(message));
  return { server, said, freed, hear, here };
}

describe('PeerServer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('relays, says itself who speaks, and lets nothing else through', () => {
    const { hear, said } = recorder('a', 'b');
    expect(hear('a', { type: 'OFFER', dst: 'b', src: 'mallory', payload: { sdp: 1 }, extra: 1 })).toBe(true);
    expect(said).toEqual([['b', { type: 'OFFER', src: 'a', dst: 'b', payload: { sdp: 1 } }]]);
  });

  it('keeps what comes too early, in order, for five seconds', () => {
    const { server, hear, said, here } = recorder('a');
    hear('a', { type: 'OFFER', dst: 'b', payload: 1 });
    hear('a', { type: 'CANDIDATE', dst: 'b', payload: 2 });
    vi.advanceTimersByTime(HELD_FOR_MS - 1);
    here.add('b');
    server.greet('b');
    expect(said.map(([id, m]) => [id, (m as { type: string }).type])).toEqual([
      ['b', 'OPEN'],
      ['b', 'OFFER'],
      ['b', 'CANDIDATE'],
    ]);
    vi.advanceTimersByTime(2 * HELD_FOR_MS);
    expect(said).toHaveLength(3);
  });

  it('tells the caller once when nobody came, and each call has its own five seconds', () => {
    const { hear, said } = recorder('a');
    hear('a', { type: 'OFFER', dst: 'b', payload: 1 });
    hear('a', { type: 'CANDIDATE', dst: 'b', payload: 2 });
    vi.advanceTimersByTime(3_000);
    hear('a', { type: 'OFFER', dst: 'c', payload: 3 });
    vi.advanceTimersByTime(2_000);
    expect(said).toEqual([['a', { type: 'EXPIRE', src: 'b', dst: 'a' }]]);
    vi.advanceTimersByTime(3_000);
    expect(said[1]).toEqual(['a', { type: 'EXPIRE', src: 'c', dst: 'a' }]);
  });

  it('keeps only so much', () => {
    const { server, hear, said, here } = recorder('a');
    for (let i = 0; i < 500; i++) hear('a', { type: 'CANDIDATE', dst: 'b', payload: i });
    here.add('b');
    server.greet('b');
    expect(said.length).toBe(65);
  });

  it('passes LEAVE on, and without a receiver frees the id', () => {
    const { hear, said, freed } = recorder('a', 'b');
    hear('a', { type: 'LEAVE', dst: 'b' });
    hear('a', { type: 'LEAVE' });
    expect(said).toEqual([['b', { type: 'LEAVE', src: 'a', dst: 'b' }]]);
    expect(freed).toEqual(['a']);
  });

  it('hears a heartbeat that is written in another way', () => {
    expect(recorder('a').hear('a', '{ "type": "HEARTBEAT" }')).toBe(true);
  });

  it.each([
    '',
    'hello',
    'null',
    '[]',
    '1',
    '{}',
    '{"type":1}',
    '{"type":"FOO","dst":"b"}',
    '{"type":"OFFER"}',
    '{"type":"OFFER","dst":1}',
    '{"type":"OFFER","dst":"<b>"}',
    '['.repeat(9_000),
  ])('drops %j', (frame) => {
    const { hear, said } = recorder('a', 'b');
    expect(hear('a', frame)).toBe(false);
    expect(said).toEqual([]);
  });
});

const peer = async (
  { nameplate, session }: Pick<Ready, 'nameplate' | 'session'>,
  id: string,
  token = `token-${id}`,
) => {
  const query = new URLSearchParams({ key: 'peerjs', id, token, version: '1.5.5' }).toString();
  const response = await visit(`/peer/${nameplate}/${session}/peerjs?${query}`, { headers: { upgrade: 'websocket' } });
  expect(response.status).toBe(101);
  return new Line(response.webSocket as WebSocket);
};
const NO_SESSION = '{"type":"ERROR","payload":{"msg":"No such session"}}';

describe('the PeerServer of a room', () => {
  it('is closed before ready, after the end, to any other session, and for a nameplate that nobody has', async () => {
    const joined = await joinRoom();
    const over = await makeReady();
    await runOutOfTime(over);
    const ready = await makeReady();
    for (const where of [
      { nameplate: joined.nameplate, session: '0'.repeat(32) },
      { nameplate: joined.nameplate, session: 'undefined' },
      over,
      { nameplate: ready.nameplate, session: '0'.repeat(32) },
      { nameplate: '999999999', session: ready.session },
    ]) {
      const line = await peer(where, 'helper');
      expect(await line.next()).toBe(NO_SESSION);
      expect((await line.closing()).code).toBe(1000);
      expect((await visit(`/peer/${where.nameplate}/${where.session}/peerjs/id`)).status).toBe(404);
    }
    expect(await (await peer(ready, 'helper')).next()).toBe('{"type":"OPEN"}');
    expect((await visit(`/peer/${ready.nameplate}/${ready.session}/peerjs/id`)).status).toBe(200);
  });

  it('takes two peers and no third, and keeps ids only as hashes', async () => {
    const ready = await makeReady();
    for (const id of ['helper', 'sharer']) expect(await (await peer(ready, id)).next()).toBe('{"type":"OPEN"}');
    const third = await peer(ready, 'third');
    expect(await third.next()).toContain('concurrent user limit');
    const record = JSON.stringify(await recordOf(ready));
    expect(record).not.toMatch(/"helper":"helper"|token-/);
    expect(Object.keys(((await recordOf(ready)) as { peers: object }).peers)).toHaveLength(2);
  });

  it('binds an id to its token until it is given up', async () => {
    const ready = await makeReady();
    const first = await peer(ready, 'helper');
    await first.next();
    expect(await (await peer(ready, 'helper', 'other')).next()).toBe(
      '{"type":"ID-TAKEN","payload":{"msg":"ID is taken"}}',
    );
    first.put('{"type":"LEAVE"}');
    await first.closing();
    expect(await (await peer(ready, 'helper', 'other')).next()).toBe('{"type":"OPEN"}');
  });

  it('goes on after sleep', async () => {
    const ready = await makeReady();
    const helper = await peer(ready, 'helper');
    const sharer = await peer(ready, 'sharer');
    await Promise.all([helper.next(), sharer.next()]);
    await evictDurableObject(ready.room);
    sharer.put('{"type":"OFFER","dst":"helper","payload":"x"}');
    expect(JSON.parse(await helper.next())).toEqual({ type: 'OFFER', src: 'sharer', dst: 'helper', payload: 'x' });
  });

  it('closes a line that says nothing but rubbish, or too much at once', async () => {
    const ready = await makeReady();
    const rude = await peer(ready, 'helper');
    for (let i = 0; i < MAX_BAD_FRAMES; i++) rude.put('rubbish');
    expect((await rude.closing()).reason).toBe('bad-frame');
    const big = await peer(ready, 'helper');
    big.put(JSON.stringify({ type: 'OFFER', dst: 'sharer', payload: 'x'.repeat(70_000) }));
    expect((await big.closing()).code).toBe(1009);
    expect(await ready.helper.rest()).toEqual([]);
    expect(ready.helper.closed).toBeNull(); // the seats are untouched
  });

  it('ends with the session', async () => {
    const ready = await makeReady();
    const line = await peer(ready, 'helper');
    ready.sharer.say({ is: 'leave' });
    expect((await line.closing()).code).toBe(1000);
  });
});
