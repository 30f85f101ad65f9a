/**
 * The sharer's answer to a wish for mouse and keyboard: who is asked, how often, and what becomes of
 * the answer. Knows no dialog and no clock; sharer-machine.ts plays it.
 *
 * Whoever cannot be given control is not asked about it: a question whose Yes does nothing only
 * teaches people to press Yes.
 */
import { MAX_CONTROL_DENIALS } from '#protocol/limits.ts';
import type { Refusal } from '#protocol/wire.ts';
import type { Consent, SharerEffect, Sharing } from '#lib/session/sharer-story.ts';

export const NO_CONTROL: Consent = {
  control: { is: 'none' },
  hands: false,
  resting: false,
  denials: 0,
  refused: null,
};

type Next = [Sharing, ...SharerEffect[]];

/** A question stands before the sharer: what the helper does meanwhile must not count. */
export const busy = (s: Sharing): boolean => s.asking !== 'nothing' || s.control.is === 'asked' || s.changing;

/** Whether what the helper's hands do may reach this computer now. */
export const gateOpen = (s: Sharing): boolean =>
  s.control.is === 'granted' && s.hands && !s.viewOnly && !busy(s) && !s.reporting && !s.paused && !s.held && !s.quiet;

const answer = (why: Refusal): SharerEffect => ({
  do: 'send',
  message: { is: 'answer', mode: 'control', allowed: false, why },
});
const ALLOWED: SharerEffect = { do: 'send', message: { is: 'answer', mode: 'control', allowed: true } };

const rest = (s: Sharing): Next => [
  { ...s, resting: true },
  { do: 'set-timer', timer: 'control-rest' },
];

/** The question goes away, whatever came of it. */
const close = (s: Sharing): Next => {
  const [rested, ...effects] = rest({ ...s, control: { is: 'none' } });
  return [
    rested,
    { do: 'drop-timer', timer: 'control-pause' },
    { do: 'drop-timer', timer: 'control-consent' },
    ...effects,
  ];
};

/** Why a wish is answered without a question; null where the sharer is asked. */
function refusal(s: Sharing): Refusal | null {
  if (s.viewOnly) return 'view-only';
  if (!s.hands) return 'not-available';
  if (s.denials >= MAX_CONTROL_DENIALS) return 'too-often';
  if (s.resting) return 'too-soon';
  return busy(s) || s.reporting || s.paused ? 'not-now' : null;
}

/** The helper asks for control. While the question stands, another wish is the same wish. */
export function wish(s: Sharing): Next {
  if (s.control.is === 'asked') return [s];
  if (s.control.is === 'granted') return [s, ALLOWED];
  const why = refusal(s);
  if (why) return [{ ...s, refused: why === 'view-only' || why === 'not-available' ? why : s.refused }, answer(why)];
  const [rested, ...effects] = rest({ ...s, control: { is: 'asked', ready: false } });
  return [
    rested,
    { do: 'set-timer', timer: 'control-pause' },
    { do: 'set-timer', timer: 'control-consent' },
    ...effects,
  ];
}

export const ready = (s: Sharing): Next => [
  s.control.is === 'asked' ? { ...s, control: { is: 'asked', ready: true } } : s,
];

export function allow(s: Sharing): Next {
  if (s.control.is !== 'asked' || !s.control.ready) return [s];
  const [closed, ...effects] = close(s);
  return [{ ...closed, control: { is: 'granted' } }, ...effects, ALLOWED];
}

export function deny(s: Sharing, why: 'declined' | 'no-answer'): Next {
  if (s.control.is !== 'asked') return [s];
  const [closed, ...effects] = close(s);
  return [{ ...closed, denials: s.denials + 1 }, ...effects, answer(why)];
}

/** Takes back what was given, or what was asked, without blame for anybody. */
export function end(s: Sharing, why: Refusal | null): Next {
  if (s.control.is === 'none') return [s];
  return [...close(s), ...(why ? [answer(why)] : [])];
}

/** Nothing can be done with control on a computer where nothing is left to do it with. */
export function hands(s: Sharing, there: boolean): Next {
  const now = { ...s, hands: there };
  return there ? [{ ...now, refused: null }] : end(now, 'not-available');
}
