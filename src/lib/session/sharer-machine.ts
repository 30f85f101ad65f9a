/**
 * The sharer's session, as a table. Pure: no DOM, no clock, no network.
 *
 * Three promises live here and nowhere else: nothing is asked of a server before the sharer has told
 * how this started, nothing is captured before `allowed`, and every way out of `sharing` stops the
 * capture.
 */
import type { Goodbye, SharerMessage } from '#protocol/wire.ts';
import type { Helper } from '#protocol/signaling.ts';
import * as consent from '#lib/session/control-consent.ts';
import { player, type Step as StepOf, type Table } from '#lib/session/machine.ts';
import type {
  Bond,
  Origin,
  SharerEffect,
  SharerEnding,
  SharerEvent,
  SharerState,
  Sharing,
} from '#lib/session/sharer-story.ts';

export type * from '#lib/session/sharer-story.ts';
export { busy, gateOpen } from '#lib/session/control-consent.ts';

type Step = StepOf<SharerState, SharerEffect>;

const END_GOODBYE = {
  warned: 'done',
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

const visible = (s: Sharing): boolean => !s.paused && !s.held && !s.reporting;

/** A report is a pause to the helper, who need not know of it. */
const picture = (s: Sharing): SharerEffect => ({
  do: 'send',
  message: {
    is: 'picture',
    paused: s.paused || s.reporting,
    busy: consent.busy(s),
    epoch: s.epoch,
    surface: s.surface,
  },
});

/** Says the new state of the picture, and cuts or restores it where that is what changed. */
const withPicture = (before: Sharing, after: Sharing, ...effects: SharerEffect[]): Step => {
  const cut: SharerEffect[] =
    visible(before) === visible(after) ? [] : [{ do: visible(after) ? 'unmute-picture' : 'mute-picture' }];
  return [{ at: 'sharing', ...after }, ...cut, picture(after), ...effects];
};

/** After a question came or went. */
const asking = (before: Sharing, [after, ...effects]: [Sharing, ...SharerEffect[]]): Step =>
  consent.busy(before) === consent.busy(after)
    ? [{ at: 'sharing', ...after }, ...effects]
    : withPicture(before, after, ...effects);

const join = (code: string, told: Origin): Step => [
  { at: 'joining', told, working: false },
  { do: 'join', code },
];

/** Endings that can happen at any time after pairing. */
const endings = {
  'page-left': (s: Bond): Step => [
    { at: 'ended', why: 'stopped', helper: s.helper },
    { do: 'stop-capture' },
    { do: 'hang-up', why: 'gone' },
  ],
  stopped: (s: Bond) => end('stopped', s.helper),
  'helper-left': (s: Bond) => end('helper-left', s.helper),
  'path-lost': (s: Bond) => end('lost', s.helper),
  'link-failed': (s: Bond, e: Extract<SharerEvent, { is: 'link-failed' }>) => end(e.why, s.helper),
};

export const SHARER_START: SharerState = { at: 'entering', notice: null, told: null };

export const sharerTable: Table<SharerState, SharerEvent, SharerEffect> = {
  entering: {
    'code-entered': (s, e) => (s.told ? join(e.code, s.told) : [{ at: 'telling', code: e.code }]),
    'not-joined': (s, e) => [{ ...s, notice: e.notice }],
  },
  telling: {
    told: (s, e) =>
      e.origin === 'contacted-first'
        ? [
            { at: 'warned', code: s.code, mayGoOn: false },
            { do: 'set-timer', timer: 'warning' },
          ]
        : join(s.code, e.origin),
    cancelled: () => [SHARER_START],
    'page-left': () => [SHARER_START],
  },
  warned: {
    'warning-over': (s) => [{ ...s, mayGoOn: true }],
    'went-on': (s) => (s.mayGoOn ? join(s.code, 'contacted-first') : [s]),
    stopped: () => end('warned', null),
    'page-left': () => end('warned', null),
  },
  joining: {
    'work-asked': (s) => [{ ...s, working: true }],
    cancelled: (s) => [{ at: 'entering', notice: null, told: s.told }, { do: 'leave-room' }],
    'page-left': (s) => [{ at: 'entering', notice: null, told: s.told }, { do: 'leave-room' }],
    'not-joined': (s, e) => [{ at: 'entering', notice: e.notice, told: s.told }, { do: 'leave-room' }],
    paired: (s, e) => [{ at: 'connecting', helper: e.helper, viewOnly: s.told === 'contacted-first' }],
  },
  connecting: {
    linked: (s) => [{ ...s, at: 'waiting' }],
    ...endings,
  },
  waiting: {
    asked: (s, e) =>
      e.mode === 'view'
        ? [
            { ...s, at: 'asked', notice: null },
            { do: 'set-timer', timer: 'consent' },
          ]
        : [s], // control is asked for once the screen is seen, never before
    ...endings,
  },
  asked: {
    allowed: (s) => [
      { at: 'choosing', helper: s.helper, viewOnly: s.viewOnly },
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
        viewOnly: s.viewOnly,
        ...consent.NO_CONTROL,
        paused: false,
        held: false,
        reporting: false,
        quiet: false,
        surface: e.surface,
        epoch: 1,
        changing: false,
        asking: 'nothing',
        nearlyOver: false,
      };
      return [
        sharing,
        { do: 'clear-ink', epoch: sharing.epoch },
        { do: 'send', message: { is: 'answer', mode: 'view', allowed: true, viewOnly: s.viewOnly } },
        picture(sharing),
        { do: 'set-timer', timer: 'check-in' },
        { do: 'set-timer', timer: 'session-warning' },
        { do: 'set-timer', timer: 'session-end' },
      ];
    },
    'not-captured': (s, e) => [
      { ...s, at: 'asked', notice: e.why },
      { do: 'set-timer', timer: 'consent' },
    ],
    ...endings,
  },
  sharing: {
    paused: (s) => withPicture(s, { ...s, paused: true }),
    resumed: (s) => withPicture(s, { ...s, paused: false }),
    held: (s, e) => withPicture(s, { ...s, held: e.on }),
    reporting: (s, e) => withPicture(s, { ...s, reporting: e.on }),
    'change-wanted': (s) => asking(s, [{ ...s, changing: true }, { do: 'change-capture' }]),
    changed: (s, e) => {
      const after = { ...s, changing: false, surface: e.surface, epoch: s.epoch + 1 };
      return [after, { do: 'clear-ink', epoch: after.epoch }, picture(after)];
    },
    'not-captured': (s) => asking(s, [{ ...s, changing: false }]), // what was shared is shared still
    'capture-ended': (s) => end('capture-ended', s.helper),
    'still-wanted': (s) => [
      s,
      visible(s) ? { do: 'send-still', epoch: s.epoch } : { do: 'send', message: { is: 'no-still' } },
    ],
    asked: (s, e) => (e.mode === 'control' ? asking(s, consent.wish(s)) : [s]),
    hands: (s, e) => asking(s, consent.hands(s, e.ready)),
    'control-ready': (s) => asking(s, consent.ready(s)),
    'control-allowed': (s) => asking(s, consent.allow(s)),
    'control-denied': (s) => asking(s, consent.deny(s, 'declined')),
    'control-timeout': (s) => asking(s, consent.deny(s, 'no-answer')),
    'control-rested': (s) => [{ ...s, resting: false }],
    'control-cancelled': (s) => (s.control.is === 'granted' ? asking(s, consent.end(s, 'taken-back')) : [s]),
    released: (s) => asking(s, consent.end(s, null)),
    'check-in-due': (s) => {
      // One question at a time, and this one comes first.
      const [calm, ...effects] = s.control.is === 'asked' ? consent.end(s, 'not-now') : [s];
      return asking(s, [{ ...calm, asking: 'check-in' }, ...effects, { do: 'set-timer', timer: 'check-in-answer' }]);
    },
    'check-in-fine': (s) =>
      asking(s, [
        { ...s, asking: 'nothing' },
        { do: 'drop-timer', timer: 'check-in-answer' },
        { do: 'set-timer', timer: 'check-in' },
      ]),
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

/** Where the sharer is and what happened, to where that leads and what must be done. */
export const stepSharer = player(sharerTable);
