/**
 * Whatever a server says that lies, on the seat, in the pairing and at the gate before PeerJS: no page
 * throws, believes it is paired, or meets anybody. Tens of thousands of frames through the real seat,
 * the real pairing and the real session; only the socket and WebRTC are stand-ins.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pair, PairMessage } from '#protocol/pairing.ts';
import { PeerNotice } from '#protocol/peering.ts';
import { SeatNotice } from '#protocol/signaling.ts';
import { PairingBroke, PairingQueue } from '#lib/adapters/pairing-queue.ts';
import { PeerGate } from '#lib/adapters/peer-gate.ts';
import { helperTable } from '#lib/session/helper-machine.ts';
import { sharerTable } from '#lib/session/sharer-machine.ts';
import { assembleHelper } from '../../src/assembly/helper.ts';
import { assembleSharer } from '../../src/assembly/sharer.ts';
import { framesFor } from '../support/frames.ts';
import { heapInUse } from '../support/heap.ts';
import { fullPocket } from '../support/pocket.ts';
import { settled } from '../support/stand-in-link.ts';

const FRAMES = 20_000;
const FRAMES_A_RUN = 50;
const FRAMES_A_PAIRING = 5;
const MUCH_TIME_MS = 120_000;
const runs = { numRuns: FRAMES / FRAMES_A_RUN };
const manyOf = (frames: fc.Arbitrary<unknown>) =>
  fc.array(frames, { minLength: FRAMES_A_RUN, maxLength: FRAMES_A_RUN });

const { met } = vi.hoisted(() => ({ met: { times: 0 } }));
vi.mock('#lib/adapters/peer-bootstrap.ts', () => ({
  meet() {
    met.times += 1;
    return { release: () => undefined, close: () => undefined };
  },
}));

// The provider is out of reach here; a server that lies can only make the page want to sign in again.
vi.mock('#lib/adapters/sign-in.ts', () => ({
  SignIn: class {
    prepare(): void {}
    cancel(): void {}
  },
}));

// One frame can ask for seconds of hashing, and here thousands of frames do. What follows is only another knock.
vi.mock('#lib/adapters/work.ts', () => ({ doWork: () => Promise.resolve(null) }));

class Socket extends EventTarget {
  static readonly OPEN = 1;
  static newest: Socket | undefined;
  readonly readyState = Socket.OPEN;
  readonly said: string[] = [];
  #listeners: ((event: { data: unknown }) => void)[] = [];
  constructor() {
    super();
    Socket.newest = this;
  }
  override addEventListener(type: string, listener: never): void {
    if (type === 'message') this.#listeners.push(listener);
  }
  send(frame: string): void {
    this.said.push(frame);
  }
  close(): void {
    this.#listeners = [];
  }
  get heard(): boolean {
    return this.#listeners.length > 0;
  }
  says(data: unknown): void {
    for (const listener of this.#listeners) listener({ data });
  }
}

beforeEach(() => {
  met.times = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'] });
  vi.spyOn(console, 'error').mockImplementation((...what: unknown[]) => expect.fail(what.map(String).join(' ')));
  const print = { algorithm: 'sha-256', value: new Array(32).fill('AB').join(':') };
  vi.stubGlobal('RTCPeerConnection', {
    generateCertificate: () => Promise.resolve({ getFingerprints: () => [print] }),
  });
  vi.stubGlobal('navigator', {
    userAgent: '',
    mediaDevices: { getDisplayMedia: () => expect.fail('the screen was asked for') },
  });
  vi.stubGlobal('location', new URL('https://beside.test/share'));
  vi.stubGlobal('WebSocket', Socket);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const PAGES = {
  async sharer() {
    const before = Socket.newest;
    const app = assembleSharer();
    app.session.happen({ is: 'code-entered', code: '472915032' });
    app.session.happen({ is: 'told', origin: 'asked-someone' });
    return { app, table: sharerTable, seat: await seatAfter(before) };
  },
  async helper() {
    const before = Socket.newest;
    const app = assembleHelper(fullPocket('Lovelace'));
    return { app, table: helperTable, seat: await seatAfter(before) };
  },
};

/** The socket that a page opens as soon as it has what it needs for that. */
async function seatAfter(before: Socket | undefined): Promise<Socket> {
  while (!Socket.newest || Socket.newest === before) await settled();
  return Socket.newest;
}

describe(`a page that hears ${FRAMES} frames on its seat`, () => {
  it.each(['sharer', 'helper'] as const)(
    'as a %s believes none of them: it meets nobody and says who it is to nobody',
    async (role) => {
      let heard = 0;
      await fc.assert(
        fc.asyncProperty(manyOf(framesFor(SeatNotice)), async (frames) => {
          let { app, table, seat } = await PAGES[role]();
          const isAsItWas = () => {
            expect(Object.keys(table)).toContain(app.session.state.at);
            expect(app.session.state.at).not.toMatch(/connecting|waiting|sharing|viewing/);
            expect(seat.said.join('\n')).not.toMatch(/"paired"|Lovelace/);
            expect(met.times).toBe(0);
          };
          for (const frame of frames) {
            // A seat that was given up hears nothing more: the next frame finds a new page.
            if (!seat.heard) ({ app, table, seat } = await PAGES[role]());
            seat.says(frame);
            isAsItWas();
            vi.advanceTimersByTime(20);
            heard += 1;
            if (heard % 10 === 0) await settled();
          }
          await settled();
          isAsItWas();
          app.leavePage();
          vi.clearAllTimers();
        }),
        runs,
      );
      expect(heard).toBeGreaterThanOrEqual(FRAMES);
    },
    MUCH_TIME_MS,
  );
});

describe(`a pairing that hears ${FRAMES} frames`, () => {
  it(
    'never succeeds, and ends in no other way than it says',
    async () => {
      let heard = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom('sharer' as const, 'helper' as const),
          manyOf(framesFor(PairMessage)),
          async (role, frames) => {
            for (let at = 0; at < frames.length; at += FRAMES_A_PAIRING) {
              const line = new PairingQueue(() => undefined);
              const end = pair({ line, role, nameplate: '472', secret: '12345', fingerprint: new Uint8Array(32) }).then(
                (result) => (result.ok ? 'paired' : result.why),
                (cause: unknown) => (cause instanceof PairingBroke ? 'broke' : String(cause)),
              );
              for (const frame of frames.slice(at, at + FRAMES_A_PAIRING)) line.push(frame as string);
              line.break('no more');
              expect(await end).toMatch(/^(wrong-code|reflected|malformed|broke)$/);
              heard += FRAMES_A_PAIRING;
            }
          },
        ),
        runs,
      );
      expect(heard).toBeGreaterThanOrEqual(FRAMES);
    },
    MUCH_TIME_MS,
  );
});

describe(`the gate before PeerJS that is shown ${FRAMES} frames`, () => {
  const parsed = framesFor(PeerNotice).map((frame): unknown => {
    try {
      return JSON.parse(String(frame));
    } catch {
      return frame; // PeerJS drops these itself; the gate must not depend on it
    }
  });
  it(
    'lets one connection through, and counts the rest',
    () => {
      let heard = 0;
      fc.assert(
        fc.property(fc.constantFrom('sharer' as const, 'helper' as const), manyOf(parsed), (role, frames) => {
          let stopped = 0;
          const gate = new PeerGate(role, () => (stopped += 1));
          const again = new PeerGate(role, () => undefined);
          if (role === 'sharer') for (const each of [gate, again]) each.expect('dc_one');
          const through = frames.map((frame) => gate.admit(frame));
          expect(frames.map((frame) => again.admit(frame))).toEqual(through);
          const passed = through.filter((notice) => notice !== null);
          expect(gate.dropped + passed.length).toBe(frames.length);
          expect(passed.filter(({ type }) => type === 'OPEN').length).toBeLessThanOrEqual(1);
          expect(passed.filter(({ type }) => type === 'OFFER').length).toBeLessThanOrEqual(role === 'helper' ? 1 : 0);
          expect(stopped).toBe(gate.dropped >= 20 ? 1 : 0);
          heard += frames.length;
        }),
        runs,
      );
      expect(heard).toBeGreaterThanOrEqual(FRAMES);
    },
    MUCH_TIME_MS,
  );
});

describe('a page whose server talks without end', () => {
  it('holds no more than after the first thousands of frames', async () => {
    const pool = fc.sample(framesFor(SeatNotice), 2_000);
    const round = async () => {
      for (let at = 0; at < pool.length; at += FRAMES_A_RUN) {
        const { app, seat } = await PAGES.helper();
        for (const frame of pool.slice(at, at + FRAMES_A_RUN)) seat.says(frame);
        await settled();
        app.leavePage();
        vi.clearAllTimers();
      }
    };
    for (let i = 0; i < 3; i++) await round();
    const before = heapInUse();
    for (let i = 0; i < 6; i++) await round();
    expect(heapInUse() - before, 'bytes that 12,000 frames left behind').toBeLessThan(2_000_000);
  }, 60_000);
});
