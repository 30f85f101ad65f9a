import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
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
  { is: 'paired', helper: HELPER },
  { is: 'linked' },
];
const asked: SharerEvent[] = [...linked, { is: 'asked', mode: 'view' }];
const sharing: SharerEvent[] = [...asked, { is: 'allowed' }, { is: 'captured', surface: 'monitor' }];

const anyEvent = fc.constantFrom<SharerEvent>(
  ...sharing,
  { is: 'cancelled' },
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

  it('answers a wish for control plainly, and never before the screen is shared', () => {
    const wish: SharerEvent = { is: 'asked', mode: 'control' };
    expect(play(...linked, wish).effects).toEqual(play(...linked).effects);
    expect(play(...sharing, wish).effects).toContainEqual({
      do: 'send',
      message: { is: 'answer', mode: 'control', allowed: false, why: 'not-available' },
    });
  });

  it('stays at the code box with the reason when the code does not work', () => {
    const { state } = play(
      { is: 'code-entered', code: '1' },
      { is: 'not-joined', notice: { why: 'wrong-code', left: 2 } },
    );
    expect(state).toEqual({ at: 'entering', notice: { why: 'wrong-code', left: 2 } });
  });

  it('ignores a name that is no event of a row', () => {
    expect(stepSharer(SHARER_START, { is: 'constructor' } as unknown as SharerEvent)).toEqual([SHARER_START]);
  });
});
