/** Where a sharer can be, what can happen to them, and what can be done about it: the words of sharer-machine.ts. */
import type { Goodbye, Mode, SharerMessage } from '#protocol/wire.ts';
import type { Helper } from '#protocol/signaling.ts';
import type { CodeFault } from '#protocol/code.ts';

/** Why the sharer is (still) at the code box. Each has one sentence in ui/words.ts. */
export type CodeNotice =
  | { why: CodeFault }
  | { why: 'wrong-code'; left: number }
  | {
      why:
        | 'not-active'
        | 'too-many-tries'
        | 'too-old'
        | 'no-room'
        | 'work-needed'
        | 'unreachable'
        | 'pairing-broke'
        | 'cannot-capture';
    };

/** The answer to "How did this start?". The last one is how scams start. */
export type Origin = 'asked-someone' | 'contacted-them' | 'contacted-first';

/** Why it is over, as the sharer is told. */
export type SharerEnding =
  | 'warned'
  | 'stopped'
  | 'declined'
  | 'no-answer'
  | 'helper-left'
  | 'capture-ended'
  | 'check-in'
  | 'lost'
  | 'never-connected'
  | 'not-private'
  | 'time-limit'
  | 'too-old'
  | 'protocol-error';

/** Why the permission dialog is shown again. */
export type ChoiceNotice = 'nothing-chosen' | 'capture-failed';

export type Surface = Extract<SharerMessage, { is: 'picture' }>['surface'];

/** Who helps, and what they can never be allowed. Set when the two are paired, and never changed. */
export interface Bond {
  helper: Helper;
  /** Somebody else began this: control is not to be had in this session, whoever asks and allows. */
  viewOnly: boolean;
}

export type Control =
  | { is: 'none' }
  /** `ready`: the time is over in which Allow cannot be pressed by habit. */
  | { is: 'asked'; ready: boolean }
  | { is: 'granted' };

/** All that decides about control, beside what cannot change (`Bond`). */
export interface Consent {
  control: Control;
  /** A program that can use mouse and keyboard is there. */
  hands: boolean;
  /** Asked a moment ago: no question until the timer has rung. */
  resting: boolean;
  denials: number;
  /** The last wish was answered without a question, which the sharer should know. */
  refused: 'not-available' | 'view-only' | null;
}

export interface Sharing extends Bond, Consent {
  /** The sharer pressed Pause. */
  paused: boolean;
  /** The helper does not want to see for now. */
  held: boolean;
  /** The sharer writes a report about the helper, who must not look on. */
  reporting: boolean;
  /** The line has been silent for a while; it repairs itself. */
  quiet: boolean;
  surface: Surface;
  /** How often something else was chosen to be shared; ink belongs to one epoch. */
  epoch: number;
  /** The browser asks what to share instead. */
  changing: boolean;
  /** A question stands on the screen. */
  asking: 'nothing' | 'check-in';
  /** The session is nearly as long as it may be. */
  nearlyOver: boolean;
}

export type SharerState =
  /** `told`: how it started is asked once, and known from then on. */
  | { at: 'entering'; notice: CodeNotice | null; told: Origin | null }
  | { at: 'telling'; code: string }
  | { at: 'warned'; code: string; mayGoOn: boolean }
  /** `working`: the server has asked this browser for work first, and it takes longer than a moment. */
  | { at: 'joining'; told: Origin; working: boolean }
  | ({ at: 'connecting' } & Bond)
  | ({ at: 'waiting' } & Bond)
  | ({ at: 'asked'; notice: ChoiceNotice | null } & Bond)
  | ({ at: 'choosing' } & Bond)
  | ({ at: 'sharing' } & Sharing)
  | { at: 'ended'; why: SharerEnding; helper: Helper | null };

export type SharerEvent =
  | { is: 'code-entered'; code: string }
  | { is: 'told'; origin: Origin }
  | { is: 'warning-over' }
  | { is: 'went-on' }
  | { is: 'cancelled' }
  | { is: 'work-asked' }
  | { is: 'not-joined'; notice: CodeNotice }
  | { is: 'paired'; helper: Helper }
  | { is: 'linked' }
  | { is: 'asked'; mode: Mode }
  | { is: 'allowed' }
  | { is: 'declined' }
  | { is: 'consent-timeout' }
  | { is: 'captured'; surface: Surface }
  | { is: 'not-captured'; why: ChoiceNotice }
  | { is: 'change-wanted' }
  | { is: 'changed'; surface: Surface }
  | { is: 'capture-ended' }
  | { is: 'paused' }
  | { is: 'resumed' }
  | { is: 'held'; on: boolean }
  | { is: 'reporting'; on: boolean }
  | { is: 'still-wanted' }
  | { is: 'stopped' }
  /** A program that can use mouse and keyboard is there, or is not any more. */
  | { is: 'hands'; ready: boolean }
  | { is: 'control-ready' }
  | { is: 'control-allowed' }
  | { is: 'control-denied' }
  | { is: 'control-timeout' }
  | { is: 'control-rested' }
  /** The sharer takes control back. */
  | { is: 'control-cancelled' }
  /** The helper gives it back, or does not want it any more. */
  | { is: 'released' }
  | { is: 'check-in-due' }
  | { is: 'check-in-fine' }
  | { is: 'check-in-timeout' }
  | { is: 'session-nearly-over' }
  | { is: 'session-over' }
  | { is: 'path-quiet' }
  | { is: 'path-back' }
  | { is: 'path-lost' }
  /** The page is being closed or loaded again. */
  | { is: 'page-left' }
  | { is: 'helper-left'; why: Goodbye }
  | { is: 'link-failed'; why: 'not-private' | 'never-connected' | 'too-old' | 'protocol-error' };

export type SharerTimer =
  | 'warning'
  | 'consent'
  | 'control-pause'
  | 'control-consent'
  | 'control-rest'
  | 'check-in'
  | 'check-in-answer'
  | 'session-warning'
  | 'session-end';

export type SharerEffect =
  | { do: 'join'; code: string }
  | { do: 'leave-room' }
  | { do: 'send'; message: SharerMessage }
  | { do: 'start-capture' }
  | { do: 'change-capture' }
  | { do: 'stop-capture' }
  | { do: 'mute-picture' }
  | { do: 'unmute-picture' }
  | { do: 'send-still'; epoch: number }
  | { do: 'clear-ink'; epoch: number }
  | { do: 'set-timer'; timer: SharerTimer }
  | { do: 'drop-timer'; timer: SharerTimer }
  | { do: 'hang-up'; why: Goodbye };
