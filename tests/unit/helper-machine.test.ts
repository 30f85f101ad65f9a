import { describe, expect, it } from 'vitest';
import type { Refusal } from '#protocol/wire.ts';
import {
  HELPER_START,
  stepHelper,
  type HelperEffect,
  type HelperEvent,
  type HelperState,
} from '#lib/session/helper-machine.ts';

function play(...events: HelperEvent[]): { state: HelperState; effects: HelperEffect[]; did: string[] } {
  let state = HELPER_START;
  const effects: HelperEffect[] = [];
  for (const event of events) {
    const [next, ...todo] = stepHelper(state, event);
    state = next;
    effects.push(...todo);
  }
  return { state, effects, did: effects.map((effect) => effect.do) };
}

const signedIn: HelperEvent[] = [{ is: 'sign-in-wanted' }, { is: 'came-back' }, { is: 'signed-in' }];
const shown: HelperEvent[] = [...signedIn, { is: 'opened', code: '472915038' }];
const wrong: HelperEvent[] = [{ is: 'someone-joined' }, { is: 'run-ended', how: 'wrong-code' }];
const broken: HelperEvent[] = [{ is: 'someone-joined' }, { is: 'run-ended', how: 'broke' }];
const linked: HelperEvent[] = [...shown, { is: 'someone-joined' }, { is: 'paired' }, { is: 'linked' }];
const viewing: HelperEvent[] = [
  ...linked,
  { is: 'mode-chosen', mode: 'view' },
  { is: 'answered', answer: { is: 'answer', mode: 'view', allowed: true } },
  { is: 'picture', paused: false, busy: false, epoch: 1 },
];

describe('a helper', () => {
  it('keeps the code after one and two wrong tries, and says how many are left', () => {
    expect(play(...shown, ...wrong).state).toMatchObject({ at: 'code-shown', advice: { why: 'wrong-try', left: 2 } });
    expect(play(...shown, ...wrong, ...wrong).state).toMatchObject({ advice: { why: 'wrong-try', left: 1 } });
  });

  it('drops the code after the third wrong try and opens a new room by itself', () => {
    const { state, did } = play(...shown, ...wrong, ...wrong, ...wrong);
    expect(state).toMatchObject({ at: 'opening', advice: { why: 'too-many-wrong' } });
    expect(did.slice(-2)).toEqual(['close-room', 'open-room']);
  });

  it('drops the code after ten runs of any outcome', () => {
    const nine = Array.from({ length: 9 }, () => broken).flat();
    expect(play(...shown, ...nine).state.at).toBe('code-shown');
    expect(play(...shown, ...nine, ...broken).state.at).toBe('opening');
  });

  it('asks to see first, and for control only once it sees', () => {
    const asks = (events: HelperEvent[]) =>
      play(...events).effects.flatMap((effect) =>
        effect.do === 'send' && effect.message.is === 'ask' ? [effect.message.mode] : [],
      );
    const chosen: HelperEvent[] = [...linked, { is: 'mode-chosen', mode: 'control' }];
    expect(asks(chosen)).toEqual(['view']);
    expect(asks([...chosen, { is: 'answered', answer: { is: 'answer', mode: 'view', allowed: true } }])).toEqual([
      'view',
      'control',
    ]);
  });

  it('is told when the sharer declines, or does not answer', () => {
    const answer = (why: 'declined' | 'no-answer') =>
      play(
        ...linked,
        { is: 'mode-chosen', mode: 'view' },
        { is: 'answered', answer: { is: 'answer', mode: 'view', allowed: false, why } },
      ).state;
    expect(answer('declined')).toEqual({ at: 'ended', why: 'declined' });
    expect(answer('no-answer')).toEqual({ at: 'ended', why: 'no-answer' });
  });

  it('forgets ink and still when something else is shared', () => {
    const { state, effects } = play(
      ...viewing,
      { is: 'still-wanted' },
      { is: 'still-arrived' },
      { is: 'picture', paused: false, busy: false, epoch: 2 },
    );
    expect(state).toMatchObject({ epoch: 2, still: 'none' });
    expect(effects.at(-1)).toEqual({ do: 'clear-ink', epoch: 2 });
  });

  it('shows a pause without forgetting anything', () => {
    const { state, did } = play(...viewing, { is: 'picture', paused: true, busy: false, epoch: 1 });
    expect(state).toMatchObject({ at: 'viewing', paused: true });
    expect(did.filter((what) => what === 'clear-ink')).toHaveLength(1);
  });

  it('hears that control is not available, and goes on viewing', () => {
    const { state } = play(
      ...viewing,
      { is: 'control-wanted' },
      {
        is: 'answered',
        answer: { is: 'answer', mode: 'control', allowed: false, why: 'not-available' },
      },
    );
    expect(state).toMatchObject({ at: 'viewing', control: 'not-available' });
  });

  it('stays ended, whatever arrives late', () => {
    const ended = play(...viewing, { is: 'left' });
    expect(ended.did.at(-1)).toBe('hang-up');
    expect(play(...viewing, { is: 'left' }, { is: 'linked' }, { is: 'sharer-left', why: 'gone' }).state).toEqual(
      ended.state,
    );
  });

  it('waits beside the code while the server is away', () => {
    expect(play(...shown, { is: 'server-gone' }).state).toMatchObject({
      at: 'code-shown',
      advice: { why: 'server-gone' },
    });
    expect(play(...shown, { is: 'server-gone' }, { is: 'server-back' }).state).toMatchObject({ advice: null });
  });
});

describe('a helper whose sharer is lost between pairing and the link', () => {
  it('shows the same code again', () => {
    const { state } = play(...shown, { is: 'someone-joined' }, { is: 'paired' }, { is: 'run-ended', how: 'left' });
    expect(state).toMatchObject({ at: 'code-shown', code: '472915038', advice: { why: 'try-broke' } });
  });
});

describe('a helper who signs in', () => {
  it('goes straight on to a code', () => {
    const { state, did } = play(...signedIn);
    expect(state).toEqual({ at: 'opening', advice: null });
    expect(did).toEqual(['sign-in', 'close-room', 'open-room']);
  });

  it('is told that the window is gone, and may still finish in it', () => {
    const away: HelperEvent[] = [{ is: 'sign-in-wanted' }, { is: 'window-away' }];
    expect(play(...away).state).toEqual({ at: 'signing-in', step: 'away' });
    expect(play(...away, { is: 'came-back' }).state).toEqual({ at: 'signing-in', step: 'checking' });
    expect(play(...away, { is: 'signed-in' }).state.at).toBe('opening');
  });

  it('does not hear of the window any more once it has brought its answer', () => {
    expect(play({ is: 'sign-in-wanted' }, { is: 'came-back' }, { is: 'window-away' }).state).toEqual({
      at: 'signing-in',
      step: 'checking',
    });
  });

  it('can try again and cancel at once', () => {
    const again = play({ is: 'sign-in-wanted' }, { is: 'window-away' }, { is: 'sign-in-wanted' });
    expect(again.state).toEqual({ at: 'signing-in', step: 'at-provider' });
    expect(again.did).toEqual(['sign-in', 'sign-in']);
    const cancelled = play({ is: 'sign-in-wanted' }, { is: 'cancelled' });
    expect(cancelled.state).toEqual({ at: 'signed-out', why: null });
    expect(cancelled.did).toEqual(['sign-in', 'drop-sign-in']);
  });

  it('is told why it did not work', () => {
    expect(play({ is: 'sign-in-wanted' }, { is: 'not-signed-in', why: 'wrong-tenant' }).state).toEqual({
      at: 'signed-out',
      why: 'wrong-tenant',
    });
  });

  it('may hear before the first press that there is nowhere to sign in', () => {
    expect(play({ is: 'not-signed-in', why: 'not-set-up' }).state).toEqual({ at: 'signed-out', why: 'not-set-up' });
  });

  it('finds the answer of a redirect looked at', () => {
    expect(play({ is: 'came-back' }).state).toEqual({ at: 'signing-in', step: 'checking' });
  });
});

describe('a helper whose ticket has run out', () => {
  const ended: HelperEvent = { is: 'not-opened', why: 'sign-in-needed' };

  it('is asked to sign in again with the next code', () => {
    const { state, did } = play(...shown, { is: 'new-code-wanted' }, ended);
    expect(state).toEqual({ at: 'signed-out', why: 'ticket-ended' });
    expect(did.slice(-2)).toEqual(['close-room', 'forget-ticket']);
  });

  it('is not disturbed in a session', () => {
    expect(play(...viewing, ended).state.at).toBe('viewing');
    expect(play(...linked, ended).state.at).toBe('choosing-mode');
  });

  it('is told apart from one who is blocked', () => {
    const { state, did } = play(...signedIn, { is: 'not-opened', why: 'blocked' });
    expect(state).toEqual({ at: 'signed-out', why: 'blocked' });
    expect(did.at(-1)).toBe('forget-ticket');
  });
});

describe('a helper who signs out', () => {
  it.each([
    ['with a code', shown],
    ['with a code that has ended', [...shown, { is: 'code-expired' } as const]],
    ['without a code', [...shown, { is: 'cancelled' } as const]],
  ])('%s, forgets the ticket', (_, before) => {
    const { state, did } = play(...before, { is: 'sign-out-wanted' });
    expect(state).toEqual({ at: 'signed-out', why: null });
    expect(did.slice(-2)).toEqual(['close-room', 'forget-ticket']);
  });

  it.each([
    ['that lives', viewing],
    ['that begins', [...shown, { is: 'someone-joined' } as const, { is: 'paired' } as const]],
  ])('leaves a session %s alone', (_, before) => {
    expect(play(...before, { is: 'sign-out-wanted' })).toEqual(play(...before));
  });

  it('keeps the ticket after a cancelled code, for the next one', () => {
    const { state, did } = play(...shown, { is: 'cancelled' });
    expect(state).toEqual({ at: 'signed-in' });
    expect(did).not.toContain('forget-ticket');
    expect(play(...shown, { is: 'cancelled' }, { is: 'new-code-wanted' }).state.at).toBe('opening');
  });
});

describe('a helper who wishes for control', () => {
  const refused = (why: Refusal): HelperEvent => ({
    is: 'answered',
    answer: { is: 'answer', mode: 'control', allowed: false, why },
  });
  const allowed: HelperEvent = { is: 'answered', answer: { is: 'answer', mode: 'control', allowed: true } };
  const asks = (...events: HelperEvent[]) =>
    play(...viewing, ...events).effects.filter(
      (effect) => effect.do === 'send' && effect.message.is === 'ask' && effect.message.mode === 'control',
    ).length;

  it('asks once, however often they press', () => {
    expect(asks({ is: 'control-wanted' }, { is: 'control-wanted' })).toBe(1);
  });

  it('may ask again only when the time has passed', () => {
    expect(asks({ is: 'control-wanted' }, refused('declined'), { is: 'control-wanted' })).toBe(1);
    expect(
      asks({ is: 'control-wanted' }, refused('declined'), { is: 'control-rested' }, { is: 'control-wanted' }),
    ).toBe(2);
  });

  it.each(['view-only', 'too-often'] as const)('does not ask again after %s', (why) => {
    expect(asks({ is: 'control-wanted' }, refused(why), { is: 'control-rested' }, { is: 'control-wanted' })).toBe(1);
  });

  it('does not ask at all in a session to watch', () => {
    const { state, effects } = play(
      ...linked,
      { is: 'mode-chosen', mode: 'control' },
      { is: 'answered', answer: { is: 'answer', mode: 'view', allowed: true, viewOnly: true } },
    );
    expect(state).toMatchObject({ at: 'viewing', control: 'view-only' });
    expect(effects).not.toContainEqual({ do: 'send', message: { is: 'ask', mode: 'control' } });
  });

  it('has control when it is allowed, gives it back, and loses it when it is taken back', () => {
    const inControl: HelperEvent[] = [...viewing, { is: 'control-wanted' }, allowed];
    expect(play(...inControl).state).toMatchObject({ control: 'granted' });
    const released = play(...inControl, { is: 'control-released' });
    expect(released.state).toMatchObject({ control: 'none' });
    expect(released.effects).toContainEqual({ do: 'send', message: { is: 'release' } });
    expect(play(...inControl, refused('taken-back')).state).toMatchObject({ control: 'taken-back' });
  });

  it('does not have it by an answer to a wish that they have taken back', () => {
    expect(play(...viewing, { is: 'control-wanted' }, { is: 'control-released' }, allowed).state).toMatchObject({
      control: 'none',
    });
  });
});
