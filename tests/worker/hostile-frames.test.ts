/**
 * Whatever is said to a room, it stays a room: nothing throws, no state is reached that its machine
 * does not name, and it tells nobody who has not paired anything. Tens of thousands of frames, in the
 * real runtime, through the real room's own handler; a fresh seat takes over where one was closed.
 */
import fc from 'fast-check';
import type * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { runInDurableObject } from 'cloudflare:test';
import { PeerCommand } from '#protocol/peering.ts';
import { read } from '#protocol/read.ts';
import { SeatCommand } from '#protocol/signaling.ts';
import { PeerServer } from '#signaling/peer-server.ts';
import { step, type Clock, type Room, type RoomEvent } from '#signaling/room-machine.ts';
import { framesFor } from '../support/frames.ts';
import { joinRoom, Line, makeReady, recordOf, visit, type Joined, type Ready } from './people.ts';

const FRAMES = 20_000;
/** Below what a seat may send in ten seconds, so that each of them is read. */
const FRAMES_A_SEAT = 180;
/** Bad ones that a socket survives. */
const SOME = 15;
const MUCH_TIME_MS = 120_000;

const STATES: Record<Room['at'], true> = { free: true, waiting: true, joined: true, ready: true, resting: true };

const onTheWire = (frames: fc.Arbitrary<unknown>) =>
  frames.map((frame) => (frame instanceof ArrayBuffer ? frame : String(frame)));
const manyOf = (frames: fc.Arbitrary<unknown>, count: number) =>
  fc.array(onTheWire(frames), { minLength: count, maxLength: count });

/** Frames for one line, in batches; what gives the line up stands at the end of each. */
function batchesOf(schema: v.GenericSchema<unknown, { is?: string; type?: string; dst?: unknown }>) {
  const frames = fc.sample(onTheWire(framesFor(schema)), FRAMES);
  const givesUp = (frame: string | ArrayBuffer): boolean => {
    const got = read(schema, frame, 70_000);
    return got.ok && /^(leave|dismiss|LEAVE)$/.test(got.message.is ?? got.message.type ?? '') && !got.message.dst;
  };
  const last = frames.filter(givesUp);
  const others = frames.filter((frame) => !givesUp(frame));
  const each = Math.ceil((last.length * FRAMES_A_SEAT) / others.length);
  return Array.from({ length: Math.ceil(others.length / FRAMES_A_SEAT) }, (_, i) => [
    ...others.slice(i * FRAMES_A_SEAT, (i + 1) * FRAMES_A_SEAT),
    ...last.slice(i * each, (i + 1) * each),
  ]);
}

/**
 * Says one after the other to the room's own handler, on one socket. The count of bad frames is set
 * back now and then, or twenty of them would end it.
 */
const sayAll = ({ room }: Joined, tag: string, frames: readonly (string | ArrayBuffer)[]): Promise<void> =>
  runInDurableObject(room, async (instance, state) => {
    const [socket] = state.getWebSockets(tag).filter(({ readyState }) => readyState === 1);
    if (!socket) throw new Error(`nobody sits at ${tag}`);
    const before = state.storage.kv.get<Room>('room')?.at;
    for (const [i, frame] of frames.entries()) {
      if (i % SOME === 0) socket.serializeAttachment({ ...(socket.deserializeAttachment() as object), bad: 0 });
      await instance.webSocketMessage(socket, frame);
      const { at } = state.storage.kv.get<Room>('room') ?? { at: 'free' as const };
      if (!STATES[at]) expect.fail(`it is at ${String(at)}`);
      if (at === 'ready' && before !== 'ready') expect.fail('one alone has paired with nobody');
    }
  });

describe(`a room that hears ${FRAMES} frames`, () => {
  it(
    'on seats that have not paired tells the other one nothing but pairing frames',
    async () => {
      let heard = 0;
      for (const [i, frames] of batchesOf(SeatCommand).entries()) {
        const joined = await joinRoom();
        const [role, other] = i % 2 ? (['sharer', joined.helper] as const) : (['helper', joined.sharer] as const);
        await sayAll(joined, `seat:${role}`, frames);
        heard += frames.length;
        await other.flush();
        for (const told of other.unread()) expect(told).toMatch(/^\{"is":"(?:pair|someone-left|ended)"/);
        for (const { socket } of [joined.helper, joined.sharer]) socket.close(1000);
      }
      expect(heard).toBeGreaterThanOrEqual(FRAMES);
    },
    MUCH_TIME_MS,
  );

  it(
    'on the PeerServer line of one who has paired hands on only what it relays, and says itself who speaks',
    async () => {
      let heard = 0;
      const ready = await makeReady();
      const helper = await peer(ready, 'helper');
      for (const frames of batchesOf(PeerCommand)) {
        const sharer = await peer(ready, 'sharer'); // anew: the last one has given its id up
        await sayAll(ready, 'peer:sharer', frames);
        heard += frames.length;
        sharer.socket.close(1000);
        await helper.flush();
        for (const told of helper.unread()) {
          expect(told).toMatch(/^\{"type":"(?:OPEN|OFFER|ANSWER|CANDIDATE|LEAVE|EXPIRE)"/);
          if (!told.startsWith('{"type":"OPEN"')) expect(JSON.parse(told)).toMatchObject({ src: 'sharer' });
        }
      }
      expect(heard).toBeGreaterThanOrEqual(FRAMES);
      expect((await recordOf(ready))?.at).toBe('ready');
    },
    MUCH_TIME_MS,
  );
});

async function peer({ nameplate, session }: Ready, id: string): Promise<Line> {
  const query = new URLSearchParams({ key: 'peerjs', id, token: `token-${id}`, version: '1.5.5' }).toString();
  const response = await visit(`/peer/${nameplate}/${session}/peerjs?${query}`, { headers: { upgrade: 'websocket' } });
  return new Line(response.webSocket as WebSocket);
}

describe('the life of a room', () => {
  const role = fc.constantFrom('helper' as const, 'sharer' as const);
  const id = fc.string({ maxLength: 8 });
  const event: fc.Arbitrary<RoomEvent> = fc.oneof(
    fc.record({ is: fc.constant('helper-came' as const), helper: id }),
    fc.record({ is: fc.constant('sharer-came' as const), sharer: id }),
    fc.record({ is: fc.constant('paired' as const), by: role, session: id }),
    fc.record({ is: fc.constant('dismissed' as const) }),
    fc.record({ is: fc.constant('lost' as const), seat: role }),
    fc.record({ is: fc.constant('left' as const), by: role }),
    { weight: 1, arbitrary: fc.record({ is: fc.constant('time-up' as const) }) },
    { weight: 1, arbitrary: fc.constantFrom({ is: '__proto__' }, { is: 'toString' }) as fc.Arbitrary<never> },
  );

  it(`is the same for the same ${FRAMES} events, introduces nobody before both have paired, and holds nothing back`, () => {
    const clock: Clock = { now: 0, codeMs: 600, sessionMs: 43_200 };
    let seen = 0;
    fc.assert(
      fc.property(fc.array(event, { minLength: 50, maxLength: 50 }), (events) => {
        let room: Room = { at: 'free' };
        let paired = new Set<string>();
        for (const each of events) {
          const [next, ...effects] = step(room, each, clock);
          expect(step(room, each, clock)).toEqual([next, ...effects]);
          expect(STATES[next.at]).toBe(true);
          if (next.at !== 'joined') paired = next.at === 'ready' ? paired : new Set();
          else if (room.at !== 'joined') paired = new Set();
          if (each.is === 'paired' && room.at === 'joined') paired.add(each.by);
          if (effects.some((effect) => effect.do === 'introduce')) expect(paired.size).toBe(2);
          room = next;
          seen += 1;
        }
        expect(JSON.stringify(room).length).toBeLessThan(400);
      }),
      { numRuns: FRAMES / 50 },
    );
    expect(seen).toBe(FRAMES);
  });
});

describe(`PeerServer that hears ${FRAMES} frames`, () => {
  it('says nothing that it was not asked to relay, and keeps little of what it cannot', () => {
    let heard = 0;
    fc.assert(
      fc.property(manyOf(framesFor(PeerCommand), 50), (frames) => {
        const said: string[] = [];
        const server = new PeerServer({
          say: (id, frame) => id === 'helper' && said.push(frame) > 0,
          free: () => undefined,
        });
        for (const frame of frames) if (typeof frame === 'string') server.hear('sharer', frame);
        for (const frame of said) expect(JSON.parse(frame)).toMatchObject({ src: 'sharer', dst: 'helper' });
        heard += frames.length;
      }),
      { numRuns: FRAMES / 50 },
    );
    expect(heard).toBe(FRAMES);
  }, 60_000);
});
