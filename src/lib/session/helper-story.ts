/** Where a helper can be, what can happen to them, and what can be done about it: the words of helper-machine.ts. */
import type { SeatRefusal } from '#protocol/signaling.ts';
import type { SignInRefusal } from '#protocol/sign-in.ts';
import type { Goodbye, HelperMessage, Mode, Refusal, SharerMessage } from '#protocol/wire.ts';

/**
 * Why the helper is not signed in: what the server says, or what the page found out by itself.
 * `cancelled`: they said no at the provider · `popup-blocked`: no window may open, and the page could
 * not go there itself · `provider-failed`: the provider gave another answer than it should ·
 * `ticket-ended`: they were signed in, and too long ago. Each has one sentence in ui/sign-in-words.ts.
 */
export type SignInTrouble =
  SignInRefusal | 'cancelled' | 'popup-blocked' | 'provider-failed' | 'unreachable' | 'ticket-ended';

/** What the helper is told beside the code. Each has one sentence in ui/helper/words.ts. */
export type CodeAdvice =
  { why: 'wrong-try'; left: number } | { why: 'too-many-wrong' | 'new-code' | 'try-broke' | 'server-gone' };

/** Why there is no code. Where it is the sign-in that is missing, the helper is asked for that instead. */
export type NoCode = Exclude<SeatRefusal, 'sign-in-needed' | 'blocked'> | 'unreachable';

/** Why it is over, as the helper is told. */
export type HelperEnding =
  | 'left'
  | 'declined'
  | 'no-answer'
  | 'sharer-stopped'
  | 'sharer-gone'
  | 'lost'
  | 'never-connected'
  | 'not-private'
  | 'time-limit'
  | 'too-old'
  | 'protocol-error'
  | 'failed';

/** The newest word about control. */
export type ControlAnswer = 'none' | 'asked' | 'granted' | Refusal;

export interface Tries {
  wrong: number;
  runs: number;
}

export interface Viewing {
  /** The sharer pressed Pause. */
  paused: boolean;
  /** This helper pressed Pause. */
  held: boolean;
  quiet: boolean;
  epoch: number;
  /** A question stands before the sharer: nothing that is pointed, drawn or pressed counts. */
  busy: boolean;
  control: ControlAnswer;
  /** Asked a moment ago: asking again would be answered with `too-soon`. */
  resting: boolean;
  /** A still stands over the live picture. */
  still: 'none' | 'wanted' | 'shown' | 'refused';
}

export type HelperState =
  | { at: 'signed-out'; why: SignInTrouble | null }
  /** `away`: the provider's window is closed, or lies behind this one · `checking`: what it brought is looked at. */
  | { at: 'signing-in'; step: 'at-provider' | 'away' | 'checking' }
  /** Signed in, and no code wanted at the moment. */
  | { at: 'signed-in' }
  | { at: 'opening'; advice: CodeAdvice | null }
  | { at: 'no-code'; why: NoCode }
  | { at: 'code-shown'; code: string; joining: boolean; tries: Tries; advice: CodeAdvice | null }
  | { at: 'code-expired' }
  /** Paired; the code comes back if the other one is lost before the link stands. */
  | { at: 'connecting'; code: string; tries: Tries }
  | { at: 'choosing-mode' }
  | { at: 'waiting'; wish: Mode }
  | ({ at: 'viewing' } & Viewing)
  | { at: 'ended'; why: HelperEnding };

export type HelperEvent =
  | { is: 'sign-in-wanted' }
  | { is: 'window-away' }
  /** The provider has answered; by the way of a redirect this is the first that a page hears of it. */
  | { is: 'came-back' }
  | { is: 'signed-in' }
  | { is: 'not-signed-in'; why: SignInTrouble }
  | { is: 'sign-out-wanted' }
  | { is: 'opened'; code: string }
  | { is: 'not-opened'; why: SeatRefusal | 'unreachable' }
  | { is: 'new-code-wanted' }
  | { is: 'cancelled' }
  | { is: 'someone-joined' }
  | { is: 'run-ended'; how: 'wrong-code' | 'broke' | 'left' }
  | { is: 'paired' }
  | { is: 'code-expired' }
  | { is: 'server-gone' }
  | { is: 'server-back' }
  | { is: 'linked' }
  | { is: 'mode-chosen'; mode: Mode }
  | { is: 'answered'; answer: Extract<SharerMessage, { is: 'answer' }> }
  | { is: 'picture'; paused: boolean; busy: boolean; epoch: number }
  | { is: 'control-wanted' }
  | { is: 'control-released' }
  | { is: 'control-rested' }
  | { is: 'held'; on: boolean }
  | { is: 'still-wanted' }
  | { is: 'still-arrived' }
  | { is: 'no-still' }
  | { is: 'still-closed' }
  | { is: 'left' }
  | { is: 'session-over' }
  | { is: 'path-quiet' }
  | { is: 'path-back' }
  | { is: 'path-lost' }
  /** The page is being closed or loaded again. */
  | { is: 'page-left' }
  | { is: 'sharer-left'; why: Goodbye }
  | { is: 'link-failed'; why: 'not-private' | 'never-connected' | 'too-old' | 'protocol-error' };

export type HelperTimer = 'session-end' | 'control-rest';

export type HelperEffect =
  /** Begins anew: a sign-in that was going on counts no more. */
  | { do: 'sign-in' }
  | { do: 'drop-sign-in' }
  | { do: 'forget-ticket' }
  | { do: 'open-room' }
  | { do: 'close-room' }
  | { do: 'send'; message: HelperMessage }
  | { do: 'clear-ink'; epoch: number }
  | { do: 'set-timer'; timer: HelperTimer }
  | { do: 'hang-up'; why: Goodbye };
