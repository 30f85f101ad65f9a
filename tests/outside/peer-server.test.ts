/**
 * The PeerServer protocol as somebody sees it who has never heard of us: the cases by which the
 * `peer` package and this server were compared, by address only.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Line, makeSession } from './seat.ts';
import { Server } from './server.ts';

let server: Server;
beforeAll(async () => void (server = await Server.started()));
afterAll(() => server.remove());

/** A session of its own for each case. */
const freshSession = async () => (await makeSession(server)).peerServer;

class Peer extends Line {
  constructor(session: string, query: Record<string, string>) {
    super(`${session.replace('http', 'ws')}peerjs?${new URLSearchParams(query).toString()}`);
  }
  async says(): Promise<unknown> {
    const frame = await this.next();
    return frame === '.' ? frame : JSON.parse(frame);
  }
}

const connect = async (session: string, id: string, token = `token-${id}`): Promise<Peer> =>
  new Peer(session, { key: 'peerjs', id, token, version: '1.5.5' }).opened();

async function two(session: string): Promise<[Peer, Peer]> {
  const peers: [Peer, Peer] = [await connect(session, 'a'), await connect(session, 'b')];
  for (const peer of peers) expect(await peer.says()).toEqual({ type: 'OPEN' });
  return peers;
}

const error = (msg: string) => ({ type: 'ERROR', payload: { msg } });
const TAKEN = { type: 'ID-TAKEN', payload: { msg: 'ID is taken' } };

describe.concurrent('PeerServer', () => {
  it('gives out a fresh id, to any origin', async () => {
    const response = await fetch(`${await freshSession()}peerjs/id`, { headers: { origin: 'http://o.example' } });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(response.headers.get('access-control-allow-origin')).toBe('http://o.example');
    expect(await response.text()).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('lists nobody', async () => {
    expect((await fetch(`${await freshSession()}peerjs/peers`)).status).toBe(404);
  });

  it('says OPEN', async () => {
    expect(await (await connect(await freshSession(), 'a')).says()).toEqual({ type: 'OPEN' });
  });

  it('wants a token', async () => {
    const peer = new Peer(await freshSession(), { key: 'peerjs', id: 'a' });
    expect(await peer.says()).toEqual(error('No id, token, or key supplied to websocket server'));
    expect(await peer.closing()).toBe(1000);
  });

  it('wants its key', async () => {
    const peer = new Peer(await freshSession(), { key: 'zzz', id: 'a', token: 't' });
    expect(await peer.says()).toEqual(error('Invalid key provided'));
    expect(await peer.closing()).toBe(1000);
  });

  it('refuses an id in use to another token', async () => {
    const session = await freshSession();
    await (await connect(session, 'a')).says();
    const other = await connect(session, 'a', 'other');
    expect(await other.says()).toEqual(TAKEN);
    expect(await other.closing()).toBe(1000);
  });

  it('gives an id to the newest socket with its token', async () => {
    const session = await freshSession();
    const old = await connect(session, 'a');
    await old.says();
    const fresh = await connect(session, 'a');
    expect(await fresh.says()).toEqual({ type: 'OPEN' });
    const other = await connect(session, 'b');
    other.put({ type: 'OFFER', dst: 'a', payload: 1 });
    expect(await fresh.says()).toMatchObject({ type: 'OFFER' });
    expect(old.heard).toHaveLength(1);
  });

  it('knows a peer again by its token', async () => {
    const session = await freshSession();
    const peer = await connect(session, 'a');
    peer.socket.close();
    await peer.closing();
    expect(await (await connect(session, 'a')).says()).toEqual({ type: 'OPEN' });
  });

  it('keeps an id for its token after the socket is gone', async () => {
    const session = await freshSession();
    const peer = await connect(session, 'a');
    peer.socket.close();
    await peer.closing();
    expect(await (await connect(session, 'a', 'other')).says()).toEqual(TAKEN);
  });

  it('relays an OFFER, corrects who speaks, drops what it does not know', async () => {
    const [a, b] = await two(await freshSession());
    a.put({ type: 'OFFER', dst: 'b', src: 'evil', payload: { sdp: 1 }, extra: 1 });
    expect(await b.says()).toEqual({ type: 'OFFER', src: 'a', dst: 'b', payload: { sdp: 1 } });
  });

  it('relays ANSWER and CANDIDATE', async () => {
    const [a, b] = await two(await freshSession());
    a.put({ type: 'ANSWER', dst: 'b', payload: 1 });
    a.put({ type: 'CANDIDATE', dst: 'b', payload: 2 });
    expect(await b.says()).toEqual({ type: 'ANSWER', src: 'a', dst: 'b', payload: 1 });
    expect(await b.says()).toEqual({ type: 'CANDIDATE', src: 'a', dst: 'b', payload: 2 });
  });

  it('ignores unknown types and what is not JSON', async () => {
    const [a, b] = await two(await freshSession());
    a.put({ type: 'FOO', dst: 'b' });
    a.put('not json');
    a.put({ type: 'OFFER', dst: 'b', payload: 'after' });
    expect(await b.says()).toMatchObject({ type: 'OFFER', payload: 'after' });
    expect(a.heard).toHaveLength(1);
    expect(a.closed).toBeNull();
  });

  it('answers a heartbeat', async () => {
    const peer = await connect(await freshSession(), 'a');
    await peer.says();
    peer.put({ type: 'HEARTBEAT' });
    expect(await peer.says()).toBe('.');
  });

  it('delivers later, in order, what came before the receiver', async () => {
    const session = await freshSession();
    const a = await connect(session, 'a');
    await a.says();
    a.put({ type: 'OFFER', dst: 'b', payload: 'q1' });
    a.put({ type: 'CANDIDATE', dst: 'b', payload: 'q2' });
    await new Promise((resolve) => setTimeout(resolve, 500));
    const b = await connect(session, 'b');
    expect([await b.says(), await b.says(), await b.says()]).toEqual([
      { type: 'OPEN' },
      { type: 'OFFER', src: 'a', dst: 'b', payload: 'q1' },
      { type: 'CANDIDATE', src: 'a', dst: 'b', payload: 'q2' },
    ]);
  });

  it('says EXPIRE after five seconds when nobody came', async () => {
    const a = await connect(await freshSession(), 'a');
    await a.says();
    const start = performance.now();
    a.put({ type: 'OFFER', dst: 'nobody', payload: 1 });
    expect(await a.says()).toEqual({ type: 'EXPIRE', src: 'nobody', dst: 'a' });
    expect(performance.now() - start).toBeGreaterThan(4_900);
    expect(performance.now() - start).toBeLessThan(7_000);
  });

  it('passes LEAVE on', async () => {
    const [a, b] = await two(await freshSession());
    a.put({ type: 'LEAVE', dst: 'b' });
    expect(await b.says()).toEqual({ type: 'LEAVE', src: 'a', dst: 'b' });
  });

  it('frees an id on LEAVE without a receiver', async () => {
    const session = await freshSession();
    const a = await connect(session, 'a');
    await a.says();
    a.put({ type: 'LEAVE' });
    await a.closing();
    expect(await (await connect(session, 'a', 'other')).says()).toEqual({ type: 'OPEN' });
  });

  it('does not tell a peer that the other one’s socket broke', async () => {
    const [a, b] = await two(await freshSession());
    a.socket.terminate();
    await new Promise((resolve) => setTimeout(resolve, 300));
    b.put({ type: 'OFFER', dst: 'b', payload: 'to myself' });
    expect(await b.says()).toMatchObject({ payload: 'to myself' });
  });
});
