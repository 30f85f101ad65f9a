import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  gateOpen,
  SHARER_START,
  stepSharer,
  type SharerEffect,
  type SharerEvent,
  type SharerState,
} from '#lib/session/sharer-machine.ts';

const HELPER = { name: 'Ada L.', vouched: { by: 'demo' } } as const;

/** Plays events from the start and says where that led and what was done on the way. */
function play(...events: SharerEvent[]): { state: SharerState; effects: SharerEffect[]; did: string[] } {
  let state = SHARER_START;
  const effects: SharerEffect[] = [];
  for (const event of events) {
    const [next, ...todo] = stepSharer(state, event);
    state = next;
    effects.push(...todo);
  }
  return { state, effects, did: effects.map((effect) => effect.do) };
}

const linked: SharerEvent[] = [
  { is: 'code-entered', code: '472915038' },
  { is: 'told', origin: 'asked-someone' },
  { is: 'paired', helper: HELPER },
  { is: 'linked' },
];
const asked: SharerEvent[] = [...linked, { is: 'asked', mode: 'view' }];
const sharing: SharerEvent[] = [...asked, { is: 'allowed' }, { is: 'captured', surface: 'monitor' }];

/** Somebody called first, and the sharer went on anyway. */
const warned: SharerEvent[] = [
  { is: 'code-entered', code: '472915038' },
  { is: 'told', origin: 'contacted-first' },
];
const viewOnly: SharerEvent[] = [
  ...warned,
  { is: 'warning-over' },
  { is: 'went-on' },
  ...sharing.slice(sharing.findIndex((event) => event.is === 'paired')),
];

const anyEvent = fc.constantFrom<SharerEvent>(
  ...sharing,
  ...warned,
  { is: 'told', origin: 'contacted-them' },
  { is: 'warning-over' },
  { is: 'went-on' },
  { is: 'hands', ready: true },
  { is: 'hands', ready: false },
  { is: 'control-ready' },
  { is: 'control-allowed' },
  { is: 'control-denied' },
  { is: 'control-timeout' },
  { is: 'control-rested' },
  { is: 'control-cancelled' },
  { is: 'released' },
  { is: 'reporting', on: true },
  { is: 'reporting', on: false },
  { is: 'cancelled' },
  { is: 'work-asked' },
  { is: 'not-joined', notice: { why: 'not-active' } },
  { is: 'asked', mode: 'control' },
  { is: 'declined' },
  { is: 'consent-timeout' },
  { is: 'not-captured', why: 'nothing-chosen' },
  { is: 'change-wanted' },
  { is: 'changed', surface: 'window' },
  { is: 'capture-ended' },
  { is: 'paused' },
  { is: 'resumed' },
  { is: 'held', on: true },
  { is: 'held', on: false },
  { is: 'still-wanted' },
  { is: 'stopped' },
  { is: 'check-in-due' },
  { is: 'check-in-fine' },
  { is: 'check-in-timeout' },
  { is: 'session-nearly-over' },
  { is: 'session-over' },
  { is: 'path-quiet' },
  { is: 'path-back' },
  { is: 'path-lost' },
  { is: 'page-left' },
  { is: 'helper-left', why: 'gone' },
  { is: 'link-failed', why: 'not-private' },
);

describe('a sharer', () => {
  it('captures nothing until the sharer allows it', () => {
    expect(play(...asked).did).not.toContain('start-capture');
    expect(play(...asked, { is: 'allowed' }).did).toContain('start-capture');
  });

  it('captures nothing before Allow, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(fc.array(anyEvent), (events) => {
        const before = events.slice(
          0,
          events.findIndex((event) => event.is === 'allowed'),
        );
        fc.pre(before.length > 0);
        const { did } = play(...before);
        expect(did).not.toContain('start-capture');
        expect(did).not.toContain('unmute-picture');
      }),
    );
  });

  it('stays over once it is over, whatever arrives late', () => {
    fc.assert(
      fc.property(fc.constantFrom(linked, asked, sharing), fc.array(anyEvent), (events, late) => {
        const ended = play(...events, { is: 'stopped' });
        expect(play(...events, { is: 'stopped' }, ...late)).toEqual(ended);
      }),
    );
  });

  it('stops the capture and hangs up on every way out of sharing', () => {
    const { state: before } = play(...sharing);
    fc.assert(
      fc.property(anyEvent, (event) => {
        const [after, ...effects] = stepSharer(before, event);
        if (after.at === 'sharing') return;
        expect(after.at).toBe('ended');
        expect(effects.map((effect) => effect.do)).toEqual(['stop-capture', 'hang-up']);
      }),
      { numRuns: 500 },
    );
  });

  it('takes silence for Decline', () => {
    const { state, effects } = play(...asked, { is: 'consent-timeout' });
    expect(state).toMatchObject({ at: 'ended', why: 'no-answer' });
    expect(effects).toContainEqual({
      do: 'send',
      message: { is: 'answer', mode: 'view', allowed: false, why: 'no-answer' },
    });
  });

  it('goes back to the question when nothing was chosen in the picker', () => {
    const { state, did } = play(...asked, { is: 'allowed' }, { is: 'not-captured', why: 'nothing-chosen' });
    expect(state).toMatchObject({ at: 'asked', notice: 'nothing-chosen' });
    expect(did.at(-1)).toBe('set-timer');
  });

  it('keeps sharing what it shared when nothing else was chosen', () => {
    const before = play(...sharing).state;
    expect(play(...sharing, { is: 'change-wanted' }, { is: 'not-captured', why: 'nothing-chosen' }).state).toEqual(
      before,
    );
  });

  it('cuts the picture when either of the two pauses, and restores it only when both are done', () => {
    const { did } = play(
      ...sharing,
      { is: 'paused' },
      { is: 'held', on: true },
      { is: 'resumed' },
      { is: 'held', on: false },
    );
    expect(did.filter((what) => what.endsWith('mute-picture'))).toEqual(['mute-picture', 'unmute-picture']);
  });

  it('clears the ink when something else is shared', () => {
    const { state, effects } = play(...sharing, { is: 'change-wanted' }, { is: 'changed', surface: 'window' });
    expect(state).toMatchObject({ at: 'sharing', epoch: 2, surface: 'window' });
    expect(effects).toContainEqual({ do: 'clear-ink', epoch: 2 });
  });

  it('gives no still while paused', () => {
    expect(play(...sharing, { is: 'still-wanted' }).did).toContain('send-still');
    expect(play(...sharing, { is: 'paused' }, { is: 'still-wanted' }).did).not.toContain('send-still');
  });

  it('stays at the code box with the reason when the code does not work', () => {
    const { state } = play(
      { is: 'code-entered', code: '1' },
      { is: 'told', origin: 'asked-someone' },
      { is: 'not-joined', notice: { why: 'wrong-code', left: 2 } },
    );
    expect(state).toEqual({ at: 'entering', notice: { why: 'wrong-code', left: 2 }, told: 'asked-someone' });
  });

  it('ignores a name that is no event of a row', () => {
    expect(stepSharer(SHARER_START, { is: 'constructor' } as unknown as SharerEvent)).toEqual([SHARER_START]);
  });
});

describe('a sharer who is asked how this started', () => {
  it('joins nothing before the answer, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(fc.array(anyEvent), (events) => {
        const before = events.filter(({ is }) => is !== 'told');
        expect(play(...before).did).not.toContain('join');
      }),
    );
  });

  it('may go back, and is asked again', () => {
    expect(play({ is: 'code-entered', code: '1' }, { is: 'cancelled' }).state).toEqual(SHARER_START);
  });

  it('is asked once: a second try with another code needs no second answer', () => {
    const again: SharerEvent[] = [
      { is: 'not-joined', notice: { why: 'not-active' } },
      { is: 'code-entered', code: '2' },
    ];
    expect(play(...linked.slice(0, 2), ...again).effects.at(-1)).toEqual({ do: 'join', code: '2' });
  });

  it.each(['asked-someone', 'contacted-them'] as const)('goes on at once after %s', (origin) => {
    expect(play({ is: 'code-entered', code: '1' }, { is: 'told', origin }).effects).toEqual([
      { do: 'join', code: '1' },
    ]);
  });
});

describe('a sharer who was contacted first', () => {
  it('is warned, and nothing is sent', () => {
    const { state, did } = play(...warned);
    expect(state).toMatchObject({ at: 'warned', mayGoOn: false });
    expect(did).toEqual(['set-timer']);
  });

  it('cannot go on before the time is over', () => {
    expect(play(...warned, { is: 'went-on' }).state.at).toBe('warned');
    expect(play(...warned, { is: 'warning-over' }, { is: 'went-on' }).state.at).toBe('joining');
  });

  it('ends without having joined when they stop', () => {
    const { state, did } = play(...warned, { is: 'stopped' });
    expect(state).toEqual({ at: 'ended', why: 'warned', helper: null });
    expect(did).not.toContain('join');
  });

  it('can never be made to hand over control, by no message in no order', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 40 }), (events) => {
        let { state } = play(...viewOnly);
        for (const event of events) {
          const [next, ...effects] = stepSharer(state, event);
          state = next;
          expect(effects).not.toContainEqual({
            do: 'send',
            message: expect.objectContaining({ is: 'answer', mode: 'control', allowed: true }) as unknown,
          });
          if (state.at === 'ended') return;
          expect(state).toMatchObject({ at: 'sharing', viewOnly: true, control: { is: 'none' } });
          if (state.at === 'sharing') expect(gateOpen(state)).toBe(false);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('stays view-only when the code has to be typed again', () => {
    const retry: SharerEvent[] = [
      ...warned,
      { is: 'warning-over' },
      { is: 'went-on' },
      { is: 'not-joined', notice: { why: 'wrong-code', left: 2 } },
      { is: 'code-entered', code: '2' },
      { is: 'told', origin: 'asked-someone' },
      { is: 'paired', helper: HELPER },
    ];
    expect(play(...retry).state).toMatchObject({ at: 'connecting', viewOnly: true });
  });

  it('has their helper told with the picture, and again with every wish', () => {
    expect(play(...viewOnly).effects).toContainEqual({
      do: 'send',
      message: { is: 'answer', mode: 'view', allowed: true, viewOnly: true },
    });
    const { effects } = play(...viewOnly, { is: 'hands', ready: true }, { is: 'asked', mode: 'control' });
    expect(effects.at(-1)).toEqual({
      do: 'send',
      message: { is: 'answer', mode: 'control', allowed: false, why: 'view-only' },
    });
  });
});
