/**
 * The helper's session, as a table. Pure: no DOM, no clock, no network.
 *
 * The code's end is decided here, in the helper's own browser: a server that lies about wrong
 * tries cannot buy itself more of them.
 */
import { MAX_PAIRING_RUNS, MAX_WRONG_CONFIRMATIONS } from '#protocol/limits.ts';
import type { Goodbye, HelperMessage, Mode, Refusal, SharerMessage } from '#protocol/wire.ts';
import type { SeatRefusal } from '#protocol/signaling.ts';
import { player, type Step as StepOf, type Table } from '#lib/session/machine.ts';

/** What the helper is told beside the code. Each has one sentence in ui/helper/words.ts. */
export type CodeAdvice =
  { why: 'wrong-try'; left: number } | { why: 'too-many-wrong' | 'new-code' | 'try-broke' | 'server-gone' };

/** Why there is no code. */
export type NoCode = SeatRefusal | 'unreachable';

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

/** Nothing that comes later changes these: there is no point in asking. */
const noControlFor = (answer: ControlAnswer): boolean => answer === 'view-only' || answer === 'too-often';

interface Tries {
  wrong: number;
  runs: number;
}

interface Viewing {
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
  | { at: 'naming' }
  | { at: 'opening'; name: string; advice: CodeAdvice | null }
  | { at: 'no-code'; name: string; why: NoCode }
  | { at: 'code-shown'; name: string; code: string; joining: boolean; tries: Tries; advice: CodeAdvice | null }
  /** Paired; the code comes back if the other one is lost before the link stands. */
  | { at: 'code-expired'; name: string }
  | { at: 'connecting'; name: string; code: string; tries: Tries }
  | { at: 'choosing-mode' }
  | { at: 'waiting'; wish: Mode }
  | ({ at: 'viewing' } & Viewing)
  | { at: 'ended'; why: HelperEnding };

export type HelperEvent =
  | { is: 'named'; name: string }
  | { is: 'opened'; code: string }
  | { is: 'not-opened'; why: NoCode }
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
  | { do: 'open-room'; name: string }
  | { do: 'close-room' }
  | { do: 'send'; message: HelperMessage }
  | { do: 'clear-ink'; epoch: number }
  | { do: 'set-timer'; timer: HelperTimer }
  | { do: 'hang-up'; why: Goodbye };

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

const open = (name: string, advice: CodeAdvice | null): Step => [
  { at: 'opening', name, advice },
  { do: 'close-room' },
  { do: 'open-room', name },
];

type Seen = Extract<HelperState, { at: 'viewing' }>;

/** The other page counts the same time, and a little earlier: nobody is told `too-soon` who waited for the button. */
const rest = (s: Seen): Step => [
  { ...s, resting: true },
  { do: 'set-timer', timer: 'control-rest' },
];

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
  naming: {
    named: (_, e) => open(e.name, null),
  },
  opening: {
    opened: (s, e) => [
      {
        at: 'code-shown',
        name: s.name,
        code: e.code,
        joining: false,
        tries: { wrong: 0, runs: 0 },
        advice: s.advice,
      },
    ],
    'not-opened': (s, e) => [{ at: 'no-code', name: s.name, why: e.why }, { do: 'close-room' }],
    cancelled: () => [{ at: 'naming' }, { do: 'close-room' }],
    'page-left': () => [{ at: 'naming' }, { do: 'close-room' }],
  },
  'no-code': {
    'new-code-wanted': (s) => open(s.name, null),
    cancelled: () => [{ at: 'naming' }],
  },
  'code-shown': {
    'someone-joined': (s) => [{ ...s, joining: true }],
    'run-ended': (s, e) => {
      const tries: Tries = {
        wrong: s.tries.wrong + (e.how === 'wrong-code' ? 1 : 0),
        runs: s.tries.runs + 1,
      };
      if (tries.wrong >= MAX_WRONG_CONFIRMATIONS || tries.runs >= MAX_PAIRING_RUNS) {
        return open(s.name, { why: 'too-many-wrong' });
      }
      const advice: CodeAdvice =
        e.how === 'wrong-code'
          ? { why: 'wrong-try', left: MAX_WRONG_CONFIRMATIONS - tries.wrong }
          : { why: 'try-broke' };
      return [{ ...s, joining: false, tries, advice }];
    },
    paired: (s) => [{ at: 'connecting', name: s.name, code: s.code, tries: s.tries }],
    'new-code-wanted': (s) => open(s.name, { why: 'new-code' }),
    'code-expired': (s) => [{ at: 'code-expired', name: s.name }, { do: 'close-room' }],
    'not-opened': (s, e) => [{ at: 'no-code', name: s.name, why: e.why }, { do: 'close-room' }],
    'server-gone': (s) => [{ ...s, joining: false, advice: { why: 'server-gone' } }],
    'server-back': (s) => [{ ...s, advice: null }],
    cancelled: () => [{ at: 'naming' }, { do: 'close-room' }],
    'page-left': () => [{ at: 'naming' }, { do: 'close-room' }],
  },
  'code-expired': {
    'new-code-wanted': (s) => open(s.name, null),
    cancelled: () => [{ at: 'naming' }],
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
    'code-expired': (s) => [{ at: 'code-expired', name: s.name }, { do: 'close-room' }],
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

export const HELPER_START: HelperState = { at: 'naming' };

/** Where the helper is and what happened, to where that leads and what must be done. */
export const stepHelper = player(helperTable);
