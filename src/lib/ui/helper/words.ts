/** Every sentence for what can happen to a helper, under the rules of ui/words.ts. */
import type { CodeAdvice, ControlAnswer, HelperEnding, NoCode } from '#lib/session/helper-machine.ts';
import {
  capital,
  NO_ROOM,
  NOT_PRIVATE,
  TOO_MANY_TRIES,
  tries,
  UNREACHABLE,
  WORK_IN_VAIN,
  type Ending,
} from '#lib/ui/words.ts';

const CODE_ADVICE = {
  'too-many-wrong': 'Code cancelled, here is a new one. Read it only to the person you are helping.',
  'new-code': 'Here is a new code. The old one does not work any more.',
  'try-broke': 'Someone tried your code, but the connection broke. Ask them to type it again.',
  'server-gone': 'The connection to Beside is gone. We are trying again. Your code may need a moment.',
} as const satisfies Record<Exclude<CodeAdvice['why'], 'wrong-try'>, string>;

/** What the helper is told beside the code. */
export function codeAdvice(advice: CodeAdvice): string {
  if (advice.why === 'wrong-try') return `Someone entered a wrong code. ${capital(tries(advice.left))}.`;
  return CODE_ADVICE[advice.why];
}

export const NO_CODE = {
  'not-active': "This code isn't active any more. Get a new one.",
  'too-many-tries': TOO_MANY_TRIES,
  'too-old': 'This page is out of date. Load it again.',
  'no-room': NO_ROOM,
  'work-needed': WORK_IN_VAIN,
  unreachable: UNREACHABLE,
} as const satisfies Record<NoCode, string>;

export const HELPER_ENDINGS = {
  left: {
    title: 'You left the session',
    meaning: 'You cannot see their screen any more.',
    next: 'To help again, make a new code.',
  },
  declined: {
    title: 'They declined',
    meaning: 'They did not want to show their screen. That is their choice.',
    next: 'If this was a mistake, talk to them, then make a new code.',
  },
  'no-answer': {
    title: 'There was no answer, so it ended',
    meaning: 'They were asked and did not answer in time. You cannot see their screen.',
    next: 'Talk to them. Then make a new code.',
  },
  'sharer-stopped': {
    title: 'They stopped sharing',
    meaning: 'You cannot see their screen any more.',
    next: 'If they need more help, make a new code.',
  },
  'sharer-gone': {
    title: 'They have left',
    meaning: 'Their page was closed or loaded again.',
    next: 'If they need more help, make a new code.',
  },
  lost: {
    title: 'The connection was lost',
    meaning: 'We tried to get it back and could not.',
    next: 'Check your internet connection. Then make a new code.',
  },
  'never-connected': {
    title: 'We could not connect you',
    meaning: 'The code was right, but the two computers did not reach each other.',
    next: 'Both of you can open “Check my connection”. Then make a new code.',
  },
  'not-private': {
    title: NOT_PRIVATE,
    meaning: 'Nobody else has seen their screen.',
    next: 'Do not retry with this code.',
  },
  'time-limit': {
    title: 'The session has reached its limit',
    meaning: 'A session lasts 12 hours at most.',
    next: 'To go on, make a new code.',
  },
  'too-old': {
    title: 'One of the two pages is out of date',
    meaning: 'They do not understand each other.',
    next: 'Load this page again, and ask them to do the same. Then make a new code.',
  },
  'protocol-error': {
    title: 'We stopped because something was not right',
    meaning: 'Their page sent things that make no sense to us.',
    next: 'Load this page again, and ask them to do the same. Then make a new code.',
  },
  failed: {
    title: 'Something failed on their side',
    meaning: 'Their page had to end the session.',
    next: 'Ask them to load their page again. Then make a new code.',
  },
} as const satisfies Record<HelperEnding, Ending>;

/** What the helper is told about control; nothing where there was no wish. */
export const CONTROL_ANSWERS = {
  none: '',
  asked: 'You asked for control. Waiting for their answer.',
  granted: 'You have control. They can take it back at any time.',
  'not-available':
    'Control needs a small program that is not available on their computer yet. You can point, draw and write.',
  'view-only': 'This session is for watching only, for their safety. You can point, draw and write.',
  declined: 'They did not allow control. You can point, draw and write.',
  'no-answer': 'They did not answer. You can ask for control again.',
  'too-soon': 'They were asked a moment ago. Wait a little, then ask again.',
  'too-often': 'They said no three times. You cannot ask again in this session.',
  'not-now': 'They are busy with something else. Ask again in a moment.',
  'taken-back': 'They took control back. You can still see their screen.',
} as const satisfies Record<ControlAnswer, string>;
