/**
 * Whatever a paired page that is not ours says on the link, ours stays what it is: nothing throws, no
 * state is reached that the machine does not name, nothing is captured or shown that the person did
 * not allow, and nothing piles up. Tens of thousands of frames through the real link and the real
 * session; only WebRTC, the screen and the way to the other page are stand-ins.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InkMessage } from '#protocol/ink.ts';
import { MAX_STROKES } from '#protocol/limits.ts';
import { HelperMessage, LaserMessage, SharerMessage } from '#protocol/wire.ts';
import { helperTable } from '#lib/session/helper-machine.ts';
import { gateOpen, sharerTable } from '#lib/session/sharer-machine.ts';
import { assembleHelper } from '../../src/assembly/helper.ts';
import { assembleSharer } from '../../src/assembly/sharer.ts';
import { framesFor } from '../support/frames.ts';
import { heapInUse } from '../support/heap.ts';
import { fullPocket } from '../support/pocket.ts';
import { settled, StandInLink } from '../support/stand-in-link.ts';

vi.mock('#lib/adapters/peer-bootstrap.ts', async () => ({
  meet: (await import('../support/stand-in-link.ts')).meetStandIn,
}));
vi.mock('#lib/adapters/sharer-connection.ts', () => import('../support/stand-in-connection.ts'));
vi.mock('#lib/adapters/helper-connection.ts', () => import('../support/stand-in-connection.ts'));
vi.mock('#lib/adapters/still.ts', async (original) => ({
  ...(await original<object>()),
  takeStill() {
    stills += 1;
    return Promise.resolve(new ArrayBuffer(100_000));
  },
}));

const FRAMES = 20_000;
const FRAMES_A_RUN = 50;
/** As fast as a hostile page that wants to be heard: below the rate at which it is not. */
const MS_A_FRAME = 25;
const MUCH_TIME_MS = 120_000;

let asked = 0;
let stills = 0;

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'],
  });
  // What a doer throws is caught and written here; in this file it must not come to that.
  vi.spyOn(console, 'error').mockImplementation((...what: unknown[]) => expect.fail(what.map(String).join(' ')));
  vi.stubGlobal('MediaStream', class {});
  vi.stubGlobal('navigator', {
    userAgent: '',
    mediaDevices: {
      getDisplayMedia() {
        asked += 1;
        const track = { addEventListener: () => undefined, stop: () => undefined, getSettings: () => ({}) };
        return Promise.resolve({ getVideoTracks: () => [track] });
      },
    },
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

type Channel = 'ctl' | 'ink' | 'laser' | 'still';

abstract class Stage {
  abstract readonly state: { at: string };
  abstract leave(): void;
  abstract keepsItsPromises(): void;
  link!: StandInLink;

  hears(channel: Channel, frame: unknown): void {
    this.link.channels[channel]?.emit('message', frame);
    vi.advanceTimersByTime(MS_A_FRAME);
  }
}

const SHARER_MOMENTS = [
  'not yet proved',
  'waiting',
  'asked',
  'sharing',
  'sharing with someone who called first',
  'sharing where control could be given',
  'paused',
  'checking in',
] as const;
type SharerMoment = (typeof SHARER_MOMENTS)[number];

class SharerStage extends Stage {
  readonly #app = assembleSharer();
  #allowed = false;
  #paused = false;

  static async at(moment: SharerMoment): Promise<SharerStage> {
    asked = stills = 0;
    const stage = new SharerStage();
    const { happen } = stage.#app.session;
    happen({ is: 'code-entered', code: '472915032' });
    if (moment === 'sharing with someone who called first') {
      happen({ is: 'told', origin: 'contacted-first' });
      happen({ is: 'warning-over' });
      happen({ is: 'went-on' });
    } else happen({ is: 'told', origin: 'asked-someone' });
    await settled();
    stage.link = StandInLink.newest;
    if (moment === 'not yet proved') {
      await stage.link.opens();
      return stage;
    }
    await stage.link.comesUp();
    if (moment === 'waiting') return stage;
    stage.hears('ctl', '{"is":"ask","mode":"view"}');
    if (moment === 'asked') return stage;
    stage.#allowed = true;
    happen({ is: 'allowed' });
    while (stage.state.at === 'choosing') await settled();
    if (moment === 'paused') happen({ is: 'paused' });
    if (moment === 'checking in') happen({ is: 'check-in-due' });
    if (/control|called first/.test(moment)) happen({ is: 'hands', ready: true });
    stage.#paused = moment === 'paused';
    return stage;
  }

  get state() {
    return this.#app.session.state;
  }

  leave(): void {
    this.#app.leavePage();
  }

  keepsItsPromises(): void {
    const { state, live, preview, board } = this.#app.session;
    expect(Object.keys(sharerTable)).toContain(state.at);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    // Nothing is captured before Allow, and what is captured is captured once.
    expect(asked).toBe(this.#allowed ? 1 : 0);
    if (!this.#allowed) expect([preview, live, state.at === 'sharing']).toEqual([null, false, false]);
    if (state.at === 'ended') expect([preview, live]).toEqual([null, false]);
    // What the sharer paused nobody but the sharer resumes, and control is given by nobody.
    if (this.#paused) expect([live, stills]).toEqual([false, 0]);
    expect(this.link.channels['ctl']?.said).not.toContain('yes to control');
    if (state.at === 'sharing') expect([gateOpen(state), state.control.is === 'granted']).toEqual([false, false]);
    if (state.at === 'sharing' && state.viewOnly) expect(state.control.is).toBe('none');
    if (!this.#allowed) expect(this.link.channels['ctl']?.said).not.toContain('yes to view');
    expect(board.visible(performance.now()).length).toBeLessThanOrEqual(MAX_STROKES);
  }
}

const HELPER_MOMENTS = ['not yet proved', 'choosing', 'waiting', 'viewing', 'still wanted'] as const;
type HelperMoment = (typeof HELPER_MOMENTS)[number];

class HelperStage extends Stage {
  readonly #app = assembleHelper(fullPocket());
  #wanted = false;

  static async at(moment: HelperMoment): Promise<HelperStage> {
    const stage = new HelperStage();
    const { happen } = stage.#app.session;
    const before = StandInLink.newest as StandInLink | undefined;
    while ((StandInLink.newest as StandInLink | undefined) === before) await settled();
    stage.link = StandInLink.newest;
    if (moment === 'not yet proved') {
      await stage.link.opens();
      return stage;
    }
    await stage.link.comesUp();
    if (moment === 'choosing') return stage;
    happen({ is: 'mode-chosen', mode: 'view' });
    if (moment === 'waiting') return stage;
    stage.hears('ctl', '{"is":"answer","mode":"view","allowed":true}');
    stage.#wanted = moment === 'still wanted';
    if (stage.#wanted) happen({ is: 'still-wanted' });
    return stage;
  }

  get state() {
    return this.#app.session.state;
  }

  leave(): void {
    this.#app.leavePage();
  }

  keepsItsPromises(): void {
    const { state, still } = this.#app.session;
    expect(Object.keys(helperTable)).toContain(state.at);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    // No still that nobody asked for, and no control that nobody wished.
    if (!this.#wanted || state.at === 'ended') expect(still).toBeNull();
    if (state.at === 'viewing') expect(['shown', 'wanted']).not.toContain(this.#wanted ? '' : state.still);
  }
}

/** Sends the frames, begins anew wherever a session has ended, and writes down where it was after each. */
async function wayOf(begin: () => Promise<Stage>, channel: Channel, frames: readonly unknown[]): Promise<string> {
  let stage = await begin();
  const way: string[] = [];
  for (const frame of frames) {
    if (stage.state.at === 'ended') {
      stage.hears(channel, frame); // and ended is for ever
      expect(stage.state.at).toBe('ended');
      stage = await begin();
    }
    stage.hears(channel, frame);
    stage.keepsItsPromises();
    way.push(JSON.stringify(stage.state));
  }
  await settled();
  stage.keepsItsPromises();
  stage.leave();
  stage.keepsItsPromises();
  vi.clearAllTimers();
  return way.join('\n');
}

const runs = { numRuns: FRAMES / FRAMES_A_RUN };
const manyOf = (frames: fc.Arbitrary<unknown>) =>
  fc.array(frames, { minLength: FRAMES_A_RUN, maxLength: FRAMES_A_RUN });

describe(`a sharer's page that hears ${FRAMES} frames on`, () => {
  it.each([
    ['ctl', HelperMessage],
    ['ink', InkMessage],
    ['laser', LaserMessage],
  ] as const)(
    '%s keeps its promises, and does the same again when it hears the same',
    async (channel, schema) => {
      let heard = 0;
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...SHARER_MOMENTS), manyOf(framesFor(schema)), async (moment, frames) => {
          const begin = () => SharerStage.at(moment);
          const way = await wayOf(begin, channel, frames);
          heard += frames.length;
          if (heard % 500 === 0) expect(await wayOf(begin, channel, frames)).toBe(way);
        }),
        runs,
      );
      expect(heard).toBeGreaterThanOrEqual(FRAMES);
    },
    MUCH_TIME_MS,
  );
});

describe(`a helper's page that hears ${FRAMES} frames on`, () => {
  const chunks = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Uint8Array.from(bytes).buffer),
    fc.constantFrom(new ArrayBuffer(64 * 1024), new ArrayBuffer(64 * 1024 + 1), 'text', null),
  );
  it.each([
    ['ctl', framesFor(SharerMessage)],
    ['still', chunks],
  ] as const)(
    '%s keeps its promises, and does the same again when it hears the same',
    async (channel, frame) => {
      let heard = 0;
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...HELPER_MOMENTS), manyOf(frame), async (moment, frames) => {
          const begin = () => HelperStage.at(moment);
          const way = await wayOf(begin, channel, frames);
          heard += frames.length;
          if (heard % 500 === 0) expect(await wayOf(begin, channel, frames)).toBe(way);
        }),
        runs,
      );
      expect(heard).toBeGreaterThanOrEqual(FRAMES);
    },
    MUCH_TIME_MS,
  );
});

describe('a page that has heard thousands of frames', () => {
  it('holds no more than after the first of them', async () => {
    const frames = { ctl: HelperMessage, ink: InkMessage, laser: LaserMessage };
    const pools = Object.entries(frames).map(
      ([channel, schema]) => [channel as Channel, fc.sample(framesFor(schema), 1_000)] as const,
    );
    const round = async () => {
      for (const [channel, pool] of pools) await wayOf(() => SharerStage.at('sharing'), channel, pool);
    };
    for (let i = 0; i < 3; i++) await round();
    const before = heapInUse();
    for (let i = 0; i < 6; i++) await round();
    const grownBytes = heapInUse() - before;
    expect(grownBytes, 'bytes that 18,000 frames left behind').toBeLessThan(2_000_000);
  }, 60_000);
});
