/**
 * The sharer's session, as a table. Pure: no DOM, no clock, no network.
 *
 * Two promises live here and nowhere else: nothing is captured before `allowed`, and every way out
 * of `sharing` stops the capture.
 */
import type { Goodbye, Mode, SharerMessage } from '#protocol/wire.ts';
import type { Helper } from '#protocol/signaling.ts';
import type { CodeFault } from '#protocol/code.ts';
import { player, type Step as StepOf, type Table } from '#lib/session/machine.ts';

/** Why the sharer is (still) at the code box. Each has one sentence in ui/words.ts. */
export type CodeNotice =
  | { why: CodeFault }
  | { why: 'wrong-code'; left: number }
  | {
      why: 'not-active' | 'too-many-tries' | 'too-old' | 'no-room' | 'unreachable' | 'pairing-broke' | 'cannot-capture';
    };

/** Why it is over, as the sharer is told. */
export type SharerEnding =
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

interface Sharing {
  helper: Helper;
  /** The sharer pressed Pause. */
  paused: boolean;
  /** The helper does not want to see for now. */
  held: boolean;
  /** The line has been silent for a while; it repairs itself. */
  quiet: boolean;
  surface: Surface;
  /** How often something else was chosen to be shared; ink belongs to one epoch. */
  epoch: number;
  /** A question stands on the screen. */
  asking: 'nothing' | 'check-in';
  /** The session is nearly as long as it may be. */
  nearlyOver: boolean;
  /** The helper asked for control, which this computer cannot give. */
  controlRefused: boolean;
}

export type SharerState =
  | { at: 'entering'; notice: CodeNotice | null }
  | { at: 'joining' }
  | { at: 'connecting'; helper: Helper }
  | { at: 'waiting'; helper: Helper }
  | { at: 'asked'; helper: Helper; notice: ChoiceNotice | null }
  | { at: 'choosing'; helper: Helper }
  | ({ at: 'sharing' } & Sharing)
  | { at: 'ended'; why: SharerEnding; helper: Helper | null };

export type SharerEvent =
  | { is: 'code-entered'; code: string }
  | { is: 'cancelled' }
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
  | { is: 'still-wanted' }
  | { is: 'stopped' }
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

export type SharerTimer = 'consent' | 'check-in' | 'check-in-answer' | 'session-warning' | 'session-end';

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

type Step = StepOf<SharerState, SharerEffect>;

const END_GOODBYE = {
  stopped: 'stopped',
  declined: 'declined',
  'no-answer': 'no-answer',
  'helper-left': 'done',
  'capture-ended': 'stopped',
  'check-in': 'no-answer',
  lost: 'failed',
  'never-connected': 'failed',
  'not-private': 'not-private',
  'time-limit': 'time-limit',
  'too-old': 'too-old',
  'protocol-error': 'protocol-error',
} as const satisfies Record<SharerEnding, Goodbye>;

/** Capture first: whatever else fails, the picture stops. */
const end = (why: SharerEnding, helper: Helper | null): Step => [
  { at: 'ended', why, helper },
  { do: 'stop-capture' },
  { do: 'hang-up', why: END_GOODBYE[why] },
];

const visible = (s: Sharing): boolean => !s.paused && !s.held;

const picture = (s: Sharing): SharerEffect => ({
  do: 'send',
  message: { is: 'picture', paused: s.paused, epoch: s.epoch, surface: s.surface },
});

/** Says the new state of the picture, and cuts or restores it where that is what changed. */
const withPicture = (before: Sharing, after: Extract<SharerState, { at: 'sharing' }>): Step => {
  const cut: SharerEffect[] =
    visible(before) === visible(after) ? [] : [{ do: visible(after) ? 'unmute-picture' : 'mute-picture' }];
  return [after, ...cut, picture(after)];
};

/** Endings that can happen at any time after pairing. */
const endings = {
  'page-left': (s: { helper: Helper }): Step => [
    { at: 'ended', why: 'stopped', helper: s.helper },
    { do: 'stop-capture' },
    { do: 'hang-up', why: 'gone' },
  ],
  stopped: (s: { helper: Helper }) => end('stopped', s.helper),
  'helper-left': (s: { helper: Helper }) => end('helper-left', s.helper),
  'path-lost': (s: { helper: Helper }) => end('lost', s.helper),
  'link-failed': (s: { helper: Helper }, e: Extract<SharerEvent, { is: 'link-failed' }>) => end(e.why, s.helper),
};

export const sharerTable: Table<SharerState, SharerEvent, SharerEffect> = {
  entering: {
    'code-entered': (_, e) => [{ at: 'joining' }, { do: 'join', code: e.code }],
    'not-joined': (_, e) => [{ at: 'entering', notice: e.notice }],
  },
  joining: {
    cancelled: () => [{ at: 'entering', notice: null }, { do: 'leave-room' }],
    'page-left': () => [{ at: 'entering', notice: null }, { do: 'leave-room' }],
    'not-joined': (_, e) => [{ at: 'entering', notice: e.notice }, { do: 'leave-room' }],
    paired: (_, e) => [{ at: 'connecting', helper: e.helper }],
  },
  connecting: {
    linked: (s) => [{ at: 'waiting', helper: s.helper }],
    ...endings,
  },
  waiting: {
    asked: (s, e) =>
      e.mode === 'view'
        ? [
            { at: 'asked', helper: s.helper, notice: null },
            { do: 'set-timer', timer: 'consent' },
          ]
        : [s], // control is asked for once the screen is seen, never before
    ...endings,
  },
  asked: {
    allowed: (s) => [
      { at: 'choosing', helper: s.helper },
      { do: 'drop-timer', timer: 'consent' },
      { do: 'start-capture' },
    ],
    declined: (s) => [
      ...withAnswer(end('declined', s.helper), { is: 'answer', mode: 'view', allowed: false, why: 'declined' }),
    ],
    'consent-timeout': (s) => [
      ...withAnswer(end('no-answer', s.helper), { is: 'answer', mode: 'view', allowed: false, why: 'no-answer' }),
    ],
    ...endings,
  },
  choosing: {
    captured: (s, e) => {
      const sharing: Extract<SharerState, { at: 'sharing' }> = {
        at: 'sharing',
        helper: s.helper,
        paused: false,
        held: false,
        quiet: false,
        surface: e.surface,
        epoch: 1,
        asking: 'nothing',
        nearlyOver: false,
        controlRefused: false,
      };
      return [
        sharing,
        { do: 'clear-ink', epoch: sharing.epoch },
        { do: 'send', message: { is: 'answer', mode: 'view', allowed: true } },
        picture(sharing),
        { do: 'set-timer', timer: 'check-in' },
        { do: 'set-timer', timer: 'session-warning' },
        { do: 'set-timer', timer: 'session-end' },
      ];
    },
    'not-captured': (s, e) => [
      { at: 'asked', helper: s.helper, notice: e.why },
      { do: 'set-timer', timer: 'consent' },
    ],
    ...endings,
  },
  sharing: {
    paused: (s) => withPicture(s, { ...s, paused: true }),
    resumed: (s) => withPicture(s, { ...s, paused: false }),
    held: (s, e) => withPicture(s, { ...s, held: e.on }),
    'change-wanted': (s) => [s, { do: 'change-capture' }],
    changed: (s, e) => {
      const after = { ...s, surface: e.surface, epoch: s.epoch + 1 };
      return [after, { do: 'clear-ink', epoch: after.epoch }, picture(after)];
    },
    'not-captured': (s) => [s], // nothing else was chosen: what was shared is shared still
    'capture-ended': (s) => end('capture-ended', s.helper),
    'still-wanted': (s) => [
      s,
      visible(s) ? { do: 'send-still', epoch: s.epoch } : { do: 'send', message: { is: 'no-still' } },
    ],
    asked: (s, e) =>
      e.mode === 'control'
        ? [
            { ...s, controlRefused: true },
            { do: 'send', message: { is: 'answer', mode: 'control', allowed: false, why: 'not-available' } },
          ]
        : [s],
    'check-in-due': (s) => [
      { ...s, asking: 'check-in' },
      { do: 'set-timer', timer: 'check-in-answer' },
    ],
    'check-in-fine': (s) => [
      { ...s, asking: 'nothing' },
      { do: 'drop-timer', timer: 'check-in-answer' },
      { do: 'set-timer', timer: 'check-in' },
    ],
    'check-in-timeout': (s) => end('check-in', s.helper),
    'session-nearly-over': (s) => [{ ...s, nearlyOver: true }],
    'session-over': (s) => end('time-limit', s.helper),
    'path-quiet': (s) => [{ ...s, quiet: true }],
    'path-back': (s) => [{ ...s, quiet: false }, picture(s)],
    ...endings,
  },
  ended: {},
};

/** The answer has to be on its way before the line is closed. */
function withAnswer(step: Step, message: SharerMessage): Step {
  const [state, ...effects] = step;
  return [state, { do: 'send', message }, ...effects];
}

export const SHARER_START: SharerState = { at: 'entering', notice: null };

/** Where the sharer is and what happened, to where that leads and what must be done. */
export const stepSharer = player(sharerTable);
