/**
 * The helper's session, as a table. Pure: no DOM, no clock, no network.
 *
 * The code's end is decided here, in the helper's own browser: a server that lies about wrong
 * tries cannot buy itself more of them.
 */
import { MAX_PAIRING_RUNS, MAX_WRONG_CONFIRMATIONS } from '#protocol/limits.ts';
import type { Goodbye } from '#protocol/wire.ts';
import { player, type Step as StepOf, type Table } from '#lib/session/machine.ts';
import type {
  CodeAdvice,
  ControlAnswer,
  HelperEffect,
  HelperEnding,
  HelperEvent,
  HelperState,
  SignInTrouble,
  Tries,
} from '#lib/session/helper-story.ts';

export type * from '#lib/session/helper-story.ts';

type Step = StepOf<HelperState, HelperEffect>;

const GOODBYE = {
  left: 'done',
  declined: 'done',
  'no-answer': 'done',
  'sharer-stopped': 'done',
  'sharer-gone': 'done',
  lost: 'failed',
  'never-connected': 'failed',
  'not-private': 'not-private',
  'time-limit': 'time-limit',
  'too-old': 'too-old',
  'protocol-error': 'protocol-error',
  failed: 'failed',
} as const satisfies Record<HelperEnding, Goodbye>;

/** What the sharer's page said on leaving, as the helper is told. */
const ENDING_OF: Record<Goodbye, HelperEnding> = {
  done: 'sharer-stopped',
  stopped: 'sharer-stopped',
  declined: 'declined',
  'no-answer': 'no-answer',
  'not-private': 'not-private',
  'too-old': 'too-old',
  'time-limit': 'time-limit',
  'protocol-error': 'protocol-error',
  failed: 'failed',
  gone: 'sharer-gone',
};

const end = (why: HelperEnding): Step => [
  { at: 'ended', why },
  { do: 'hang-up', why: GOODBYE[why] },
];

const open = (advice: CodeAdvice | null): Step => [
  { at: 'opening', advice },
  { do: 'close-room' },
  { do: 'open-room' },
];

const signIn = (): Step => [{ at: 'signing-in', step: 'at-provider' }, { do: 'sign-in' }];

const dropSignIn = (): Step => [{ at: 'signed-out', why: null }, { do: 'drop-sign-in' }];

const closed = (): Step => [{ at: 'signed-in' }, { do: 'close-room' }];

/** The ticket is worth nothing where it has run out, and where the operator has shut the account out. */
const notOpened = (_: unknown, { why }: Extract<HelperEvent, { is: 'not-opened' }>): Step => {
  if (why === 'sign-in-needed') return out('ticket-ended');
  if (why === 'blocked') return out('blocked');
  return [{ at: 'no-code', why }, { do: 'close-room' }];
};

const out = (why: SignInTrouble | null): Step => [
  { at: 'signed-out', why },
  { do: 'close-room' },
  { do: 'forget-ticket' },
];

/** Where no session lives, so that nobody is left alone by it. */
const signingOut = { 'sign-out-wanted': (): Step => out(null) };

type Seen = Extract<HelperState, { at: 'viewing' }>;

/** The other page counts the same time, and a little earlier: nobody is told `too-soon` who waited for the button. */
const rest = (s: Seen): Step => [
  { ...s, resting: true },
  { do: 'set-timer', timer: 'control-rest' },
];

/** Nothing that comes later changes these: there is no point in asking. */
const noControlFor = (answer: ControlAnswer): boolean => answer === 'view-only' || answer === 'too-often';

const ask = (s: Seen): Step => {
  if (s.resting || s.control === 'asked' || s.control === 'granted' || noControlFor(s.control)) return [s];
  const [rested, ...effects] = rest({ ...s, control: 'asked' });
  return [rested, { do: 'send', message: { is: 'ask', mode: 'control' } }, ...effects];
};

/** Endings that can happen at any time after pairing. */
const endings = {
  'page-left': (): Step => [
    { at: 'ended', why: 'left' },
    { do: 'hang-up', why: 'gone' },
  ],
  left: () => end('left'),
  'sharer-left': (_: unknown, e: Extract<HelperEvent, { is: 'sharer-left' }>) => end(ENDING_OF[e.why]),
  'path-lost': () => end('lost'),
  'link-failed': (_: unknown, e: Extract<HelperEvent, { is: 'link-failed' }>) => end(e.why),
};

export const helperTable: Table<HelperState, HelperEvent, HelperEffect> = {
  'signed-out': {
    'sign-in-wanted': signIn,
    'came-back': () => [{ at: 'signing-in', step: 'checking' }],
    'signed-in': () => open(null), // on an earlier visit of this page
    'not-signed-in': (_, e) => [{ at: 'signed-out', why: e.why }],
  },
  'signing-in': {
    'sign-in-wanted': signIn,
    'window-away': (s) => [s.step === 'at-provider' ? { ...s, step: 'away' } : s],
    'came-back': () => [{ at: 'signing-in', step: 'checking' }],
    'signed-in': () => open(null),
    'not-signed-in': (_, e) => [{ at: 'signed-out', why: e.why }],
    cancelled: dropSignIn,
    'page-left': dropSignIn,
  },
  'signed-in': {
    'new-code-wanted': () => open(null),
    ...signingOut,
  },
  opening: {
    opened: (s, e) => [
      { at: 'code-shown', code: e.code, joining: false, tries: { wrong: 0, runs: 0 }, advice: s.advice },
    ],
    'not-opened': notOpened,
    cancelled: closed,
    'page-left': closed,
  },
  'no-code': {
    'new-code-wanted': () => open(null),
    cancelled: () => [{ at: 'signed-in' }],
    ...signingOut,
  },
  'code-shown': {
    'someone-joined': (s) => [{ ...s, joining: true }],
    'run-ended': (s, e) => {
      const tries: Tries = {
        wrong: s.tries.wrong + (e.how === 'wrong-code' ? 1 : 0),
        runs: s.tries.runs + 1,
      };
      if (tries.wrong >= MAX_WRONG_CONFIRMATIONS || tries.runs >= MAX_PAIRING_RUNS) {
        return open({ why: 'too-many-wrong' });
      }
      const advice: CodeAdvice =
        e.how === 'wrong-code'
          ? { why: 'wrong-try', left: MAX_WRONG_CONFIRMATIONS - tries.wrong }
          : { why: 'try-broke' };
      return [{ ...s, joining: false, tries, advice }];
    },
    paired: (s) => [{ at: 'connecting', code: s.code, tries: s.tries }],
    'new-code-wanted': () => open({ why: 'new-code' }),
    'code-expired': () => [{ at: 'code-expired' }, { do: 'close-room' }],
    'not-opened': notOpened,
    'server-gone': (s) => [{ ...s, joining: false, advice: { why: 'server-gone' } }],
    'server-back': (s) => [{ ...s, advice: null }],
    cancelled: closed,
    'page-left': closed,
    ...signingOut,
  },
  'code-expired': {
    'new-code-wanted': () => open(null),
    cancelled: () => [{ at: 'signed-in' }],
    ...signingOut,
  },
  connecting: {
    'run-ended': (s) => [
      {
        ...s,
        at: 'code-shown',
        joining: false,
        tries: { ...s.tries, runs: s.tries.runs + 1 },
        advice: { why: 'try-broke' },
      },
    ],
    'code-expired': () => [{ at: 'code-expired' }, { do: 'close-room' }],
    linked: () => [{ at: 'choosing-mode' }],
    ...endings,
  },
  'choosing-mode': {
    'mode-chosen': (_, e) => [
      { at: 'waiting', wish: e.mode },
      { do: 'send', message: { is: 'ask', mode: 'view' } },
    ],
    ...endings,
  },
  waiting: {
    answered: (s, e) => {
      if (e.answer.mode !== 'view') return [s];
      if (!e.answer.allowed) return end(e.answer.why === 'no-answer' ? 'no-answer' : 'declined');
      const viewing: Seen = {
        at: 'viewing',
        paused: false,
        held: false,
        quiet: false,
        epoch: 0,
        busy: false,
        control: e.answer.viewOnly ? 'view-only' : 'none',
        resting: false,
        still: 'none',
      };
      const [seen, ...wish] = s.wish === 'control' ? ask(viewing) : [viewing];
      return [seen, ...wish, { do: 'set-timer', timer: 'session-end' }];
    },
    ...endings,
  },
  viewing: {
    picture: (s, e) =>
      e.epoch === s.epoch
        ? [{ ...s, paused: e.paused, busy: e.busy }]
        : [
            { ...s, paused: e.paused, busy: e.busy, epoch: e.epoch, still: 'none' },
            { do: 'clear-ink', epoch: e.epoch },
          ],
    answered: (s, e) => {
      if (e.answer.mode !== 'control') return [s];
      if (!e.answer.allowed) return rest({ ...s, control: e.answer.why ?? 'declined' });
      return [s.control === 'asked' ? { ...s, control: 'granted' } : s]; // taken back meanwhile: the other side knows
    },
    'control-wanted': (s) => ask(s),
    'control-released': (s) => {
      if (s.control !== 'asked' && s.control !== 'granted') return [s];
      const [rested, ...effects] = rest({ ...s, control: 'none' });
      return [rested, { do: 'send', message: { is: 'release' } }, ...effects];
    },
    'control-rested': (s) => [{ ...s, resting: false }],
    held: (s, e) => [
      { ...s, held: e.on },
      { do: 'send', message: { is: 'hold', on: e.on } },
    ],
    'still-wanted': (s) => [
      { ...s, still: 'wanted' },
      { do: 'send', message: { is: 'still-wanted' } },
    ],
    'still-arrived': (s) => [{ ...s, still: s.still === 'wanted' ? 'shown' : s.still }],
    'no-still': (s) => [{ ...s, still: s.still === 'wanted' ? 'refused' : s.still }],
    'still-closed': (s) => [{ ...s, still: 'none' }],
    'session-over': () => end('time-limit'),
    'path-quiet': (s) => [{ ...s, quiet: true }],
    'path-back': (s) => [{ ...s, quiet: false }],
    ...endings,
  },
  ended: {},
};

export const HELPER_START: HelperState = { at: 'signed-out', why: null };

/** Where the helper is and what happened, to where that leads and what must be done. */
export const stepHelper = player(helperTable);
