/** Mouse and keyboard: who is asked, how often, and when the gate is open. As if the program that uses them were there. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Refusal } from '#protocol/wire.ts';
import {
  busy,
  gateOpen,
  SHARER_START,
  stepSharer,
  type SharerEffect,
  type SharerEvent,
  type SharerState,
} from '#lib/session/sharer-machine.ts';

const HELPER = { name: 'Ada L.', vouched: { by: 'demo' } } as const;
const sharing: SharerEvent[] = [
  { is: 'code-entered', code: '472915038' },
  { is: 'told', origin: 'asked-someone' },
  { is: 'paired', helper: HELPER },
  { is: 'linked' },
  { is: 'asked', mode: 'view' },
  { is: 'allowed' },
  { is: 'captured', surface: 'monitor' },
];
const WISH: SharerEvent = { is: 'asked', mode: 'control' };
const withHands: SharerEvent[] = [...sharing, { is: 'hands', ready: true }];
const asked: SharerEvent[] = [...withHands, WISH];
const granted: SharerEvent[] = [...asked, { is: 'control-ready' }, { is: 'control-allowed' }];
/** Asked, denied, and long enough ago. */
const denied: SharerEvent[] = [WISH, { is: 'control-denied' }, { is: 'control-rested' }];

type Sharing = Extract<SharerState, { at: 'sharing' }>;

function play(...events: SharerEvent[]): { state: SharerState; effects: SharerEffect[] } {
  let state: SharerState = SHARER_START;
  const effects: SharerEffect[] = [];
  for (const event of events) {
    const [next, ...todo] = stepSharer(state, event);
    state = next;
    effects.push(...todo);
  }
  return { state, effects };
}
function sharingAfter(...events: SharerEvent[]): Sharing {
  const { state } = play(...events);
  if (state.at !== 'sharing') throw new Error(`is at ${state.at}`);
  return state;
}
/** Every word about control that the helper was told. */
const told = (effects: SharerEffect[]): (Refusal | 'allowed' | undefined)[] =>
  effects.flatMap((effect) =>
    effect.do === 'send' && effect.message.is === 'answer' && effect.message.mode === 'control'
      ? [effect.message.allowed ? 'allowed' : effect.message.why]
      : [],
  );
const questions = (effects: SharerEffect[]): number =>
  effects.filter((effect) => effect.do === 'set-timer' && effect.timer === 'control-pause').length;

const anyEvent = fc.constantFrom<SharerEvent>(
  WISH,
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
  { is: 'change-wanted' },
  { is: 'changed', surface: 'window' },
  { is: 'not-captured', why: 'nothing-chosen' },
  { is: 'paused' },
  { is: 'resumed' },
  { is: 'held', on: true },
  { is: 'held', on: false },
  { is: 'check-in-due' },
  { is: 'check-in-fine' },
  { is: 'path-quiet' },
  { is: 'path-back' },
);

describe('a sharer whose helper wishes for control', () => {
  it('is never asked before the screen is shared', () => {
    expect(play(...sharing.slice(0, 4), WISH).effects).toEqual(play(...sharing.slice(0, 4)).effects);
  });

  it('is not bothered where nothing could use it, and knows of the wish', () => {
    const { state, effects } = play(...sharing, WISH);
    expect(told(effects)).toEqual(['not-available']);
    expect(questions(effects)).toBe(0);
    expect(state).toMatchObject({ control: { is: 'none' }, refused: 'not-available' });
  });

  it('is asked, and cannot allow it in the first moment', () => {
    expect(sharingAfter(...asked).control).toEqual({ is: 'asked', ready: false });
    expect(sharingAfter(...asked, { is: 'control-allowed' }).control).toEqual({ is: 'asked', ready: false });
    const { state, effects } = play(...granted);
    expect(state).toMatchObject({ control: { is: 'granted' } });
    expect(told(effects)).toEqual(['allowed']);
  });

  it('cannot allow what nobody asked for', () => {
    for (const before of [withHands, [...asked, { is: 'released' }, { is: 'control-ready' }] as SharerEvent[]]) {
      expect(sharingAfter(...before, { is: 'control-allowed' }).control).toEqual({ is: 'none' });
    }
  });

  it('has denied it by saying nothing', () => {
    const { state, effects } = play(...asked, { is: 'control-ready' }, { is: 'control-timeout' });
    expect(state).toMatchObject({ control: { is: 'none' }, denials: 1 });
    expect(told(effects)).toEqual(['no-answer']);
  });

  it('sees one question for a thousand wishes, and it is answered once', () => {
    const flood = Array.from({ length: 1_000 }, () => WISH);
    const { effects } = play(...withHands, ...flood);
    expect(questions(effects)).toBe(1);
    expect(told(effects)).toEqual([]);
    expect(told(play(...withHands, ...flood, { is: 'control-denied' }).effects)).toEqual(['declined']);
  });

  it('is left alone for a while after every question and every answer', () => {
    const again = play(...asked, { is: 'control-denied' }, WISH, WISH);
    expect(told(again.effects)).toEqual(['declined', 'too-soon', 'too-soon']);
    expect(questions(play(...withHands, ...denied, WISH).effects)).toBe(2);
    expect(told(play(...granted, { is: 'control-cancelled' }, WISH).effects)).toEqual([
      'allowed',
      'taken-back',
      'too-soon',
    ]);
  });

  it('is not asked any more after three times No', () => {
    const { effects } = play(...withHands, ...denied, ...denied, ...denied, WISH, { is: 'control-rested' }, WISH);
    expect(questions(effects)).toBe(3);
    expect(told(effects)).toEqual(['declined', 'declined', 'declined', 'too-often', 'too-often']);
  });

  it.each<[string, SharerEvent]>([
    ['another question stands there', { is: 'check-in-due' }],
    ['the browser asks what to share', { is: 'change-wanted' }],
    ['they have paused', { is: 'paused' }],
    ['they write a report', { is: 'reporting', on: true }],
  ])('is not asked while %s', (_, event) => {
    const { effects } = play(...withHands, event, WISH);
    expect(told(effects)).toEqual(['not-now']);
    expect(questions(effects)).toBe(0);
  });

  it('has one question at a time: the half-hourly one comes first', () => {
    const { state, effects } = play(...asked, { is: 'check-in-due' });
    expect(state).toMatchObject({ asking: 'check-in', control: { is: 'none' }, denials: 0 });
    expect(told(effects)).toEqual(['not-now']);
  });

  it('is never asked more than once between two rests, nor after three denials, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        let { state } = play(...withHands);
        let sinceRest = 0;
        let denials = 0;
        for (const event of events) {
          const [next, ...effects] = stepSharer(state, event);
          state = next;
          if (event.is === 'control-rested') sinceRest = 0;
          sinceRest += questions(effects);
          denials += told(effects).filter((why) => why === 'declined' || why === 'no-answer').length;
          if (questions(effects) > 0) expect(denials).toBeLessThan(3);
          expect(sinceRest).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('the gate before mouse and keyboard', () => {
  it('is open in control, and only then', () => {
    expect(gateOpen(sharingAfter(...granted))).toBe(true);
    for (const events of [sharing, withHands, asked]) expect(gateOpen(sharingAfter(...events))).toBe(false);
  });

  it.each<[string, SharerEvent]>([
    ['the sharer pauses', { is: 'paused' }],
    ['the helper does not look', { is: 'held', on: true }],
    ['the line is silent', { is: 'path-quiet' }],
    ['a question stands there', { is: 'check-in-due' }],
    ['the browser asks what to share', { is: 'change-wanted' }],
    ['the sharer writes a report', { is: 'reporting', on: true }],
    ['the sharer takes control back', { is: 'control-cancelled' }],
    ['the helper gives it back', { is: 'released' }],
    ['the program is gone', { is: 'hands', ready: false }],
  ])('shuts when %s', (_, event) => {
    expect(gateOpen(sharingAfter(...granted, event))).toBe(false);
  });

  it('is never open while a question, a pause or a silence stands in the way, in no order of events', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        const s = sharingAfter(...granted, ...events);
        if (!gateOpen(s)) return;
        expect(s).toMatchObject({ control: { is: 'granted' }, hands: true, viewOnly: false });
        expect(busy(s) || s.reporting || s.paused || s.held || s.quiet).toBe(false);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('a helper', () => {
  const pictures = (effects: SharerEffect[]) =>
    effects.flatMap((effect) => (effect.do === 'send' && effect.message.is === 'picture' ? [effect.message] : []));

  it('is told when a question comes and when it is answered, so that their hand rests', () => {
    const { effects } = play(...sharing, { is: 'check-in-due' }, { is: 'check-in-fine' });
    expect(pictures(effects).map((said) => said.busy)).toEqual([false, true, false]);
  });

  it('sees a pause, and no more, while the sharer writes a report', () => {
    const { effects } = play(...sharing, { is: 'reporting', on: true });
    expect(pictures(effects).at(-1)).toMatchObject({ paused: true, busy: false });
    const order = effects.slice(-2).map((effect) => effect.do);
    expect(order).toEqual(['mute-picture', 'send']);
    expect(play(...sharing, { is: 'paused' }, { is: 'reporting', on: true }, { is: 'reporting', on: false }).effects)
      .not // still paused
      .toContainEqual({ do: 'unmute-picture' });
  });
});
