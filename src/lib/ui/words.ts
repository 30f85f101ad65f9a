/**
 * Every sentence for what can happen to a sharer; a helper's are in helper/words.ts, so that a sharer
 * need not download them. One sentence for each reason, held complete by the compiler: a new reason
 * does not build until it is worded. Says what happened, what it means, what to do next, in that
 * order, and blames nobody.
 */
import type { Helper } from '#protocol/signaling.ts';
import type { ChoiceNotice, CodeNotice, Origin, SharerEnding } from '#lib/session/sharer-machine.ts';
import { vouchedBriefly } from '#lib/ui/vouched.ts';

export interface Ending {
  readonly title: string;
  readonly meaning: string;
  readonly next: string;
}

export const TOO_MANY_TRIES = 'Too many tries. Wait a minute.';
export const UNREACHABLE = 'We cannot reach Beside. Check your internet connection, then try again.';
export const NO_ROOM = 'Everything is busy right now. Please try again in a few minutes.';
/** Why a helper or a sharer still has no seat after the work was done, and done again. */
export const WORK_IN_VAIN =
  'Someone is trying many codes right now, and your browser could not get in. Please try again in a few minutes.';
export const NOT_PRIVATE = 'We stopped the connection because it was not private';

export const tries = (left: number): string => (left === 1 ? '1 try left' : `${left} tries left`);

const CODE_NOTICES = {
  incomplete: 'The code is not complete. It has 9 digits or more.',
  'too-long': 'That code has too many digits. Please read it back to your helper.',
  'not-digits': 'A code has digits only. Please leave out everything else.',
  typo: 'That code has a typo. Please read it back to your helper.',
  'not-active': "This code isn't active. Codes work for 10 minutes. Ask your helper for a new one.",
  'too-many-tries': TOO_MANY_TRIES,
  'too-old': 'This page is out of date. Load it again, then type the code.',
  'no-room': NO_ROOM,
  'work-needed': WORK_IN_VAIN,
  unreachable: UNREACHABLE,
  'pairing-broke': 'Connection problem. Ask for a new code.',
  'cannot-capture':
    'This browser cannot share a screen. Open Beside on a computer, in Chrome, Edge, Firefox or Safari.',
} as const satisfies Record<Exclude<CodeNotice['why'], 'wrong-code'>, string>;

/** Said while the sharer's browser works to be let in, if that takes longer than a moment. */
export const WORKING =
  'Someone is trying many codes right now. Your browser solves a small puzzle first, to show that it is not theirs. You do not have to do anything.';

/** Why the sharer is (still) at the code box. */
export function codeNotice(notice: CodeNotice): string {
  if (notice.why !== 'wrong-code') return CODE_NOTICES[notice.why];
  return notice.left > 0
    ? `The code doesn't match. Check each digit: ${tries(notice.left)}.`
    : "The code doesn't match, and it cannot be used again. Ask your helper for a new one.";
}

/** The answers to "How did this start?", in the order they are shown. */
export const ORIGINS = {
  'asked-someone': 'I asked someone I know for help',
  'contacted-them': 'I contacted a company or my IT team myself',
  'contacted-first': 'Someone contacted me first, or a warning popped up',
} as const satisfies Record<Origin, string>;

export const SHARER_ENDINGS = {
  warned: {
    title: 'Well done. You stopped in time',
    meaning: 'Nothing was sent, and nobody has seen your screen.',
    next: 'Hang up if somebody is on the phone. You do not owe them anything.',
  },
  stopped: {
    title: 'You stopped sharing',
    meaning: 'Your helper cannot see your screen any more.',
    next: 'You can close this page. If you need more help, ask for a new code.',
  },
  declined: {
    title: 'You declined',
    meaning: 'Nobody has seen your screen.',
    next: 'You can close this page. If you change your mind, ask your helper for a new code.',
  },
  'no-answer': {
    title: 'There was no answer, so we stopped',
    meaning: 'Nobody has seen your screen.',
    next: 'If you still want help, ask your helper for a new code.',
  },
  'helper-left': {
    title: 'Your helper has left',
    meaning: 'Nobody can see your screen any more.',
    next: 'You can close this page. If you need more help, ask for a new code.',
  },
  'capture-ended': {
    title: 'Sharing has stopped',
    meaning: 'It was stopped in the browser, or the shared window was closed. Nobody can see your screen any more.',
    next: 'If you need more help, ask your helper for a new code.',
  },
  'check-in': {
    title: 'We stopped because nobody answered',
    meaning: 'We asked if everything is all right and waited 5 minutes. Nobody can see your screen any more.',
    next: 'If you still need help, ask your helper for a new code.',
  },
  lost: {
    title: 'The connection was lost',
    meaning: 'We tried to get it back and could not. Nobody can see your screen any more.',
    next: 'Check your internet connection. Then ask your helper for a new code.',
  },
  'never-connected': {
    title: 'We could not connect you',
    meaning: 'The code was right, but the two computers did not reach each other. Nothing from your screen was sent.',
    next: 'Open “Check my connection” below. Then ask your helper for a new code.',
  },
  'not-private': {
    title: NOT_PRIVATE,
    meaning: 'Nobody else has seen your screen.',
    next: 'Do not retry with this code.',
  },
  'time-limit': {
    title: 'The session has reached its limit',
    meaning: 'A session lasts 12 hours at most. Nobody can see your screen any more.',
    next: 'If you need more help, ask your helper for a new code.',
  },
  'too-old': {
    title: 'One of the two pages is out of date',
    meaning: 'They do not understand each other. Nothing from your screen was sent.',
    next: 'Load this page again, and ask your helper to do the same. Then ask for a new code.',
  },
  'protocol-error': {
    title: 'We stopped because something was not right',
    meaning: 'Your helper’s page sent things that make no sense to us. Nobody can see your screen any more.',
    next: 'Load this page again, and ask your helper to do the same. Then ask for a new code.',
  },
} as const satisfies Record<SharerEnding, Ending>;

/** Why nobody was asked about the helper's wish for control. */
export const CONTROL_REFUSED = {
  'not-available': 'That needs a small program, which is not available on this computer yet. They can only look.',
  'view-only': 'Not in this session: they can only look.',
} as const;

/** For the sharer, at the end of every session, in the same size as everything else. */
export const IF_SOMETHING_FELT_WRONG = [
  'Did they ask for money, gift cards or passwords? Then it was a scam. It is not your fault.',
  'Turn off the internet on this computer.',
  'Call your bank now, with the number on your card.',
  'Change the passwords they may have seen. Use another device.',
  'Remove any program they asked you to install, or ask someone you trust to do it.',
  'Tell the police. Do not answer if they call or write again.',
] as const;

/** Why the permission dialog is shown again. */
export const CHOICE_NOTICES = {
  'nothing-chosen': 'Nothing was chosen, so nothing is shared. Press Allow to choose again.',
  'capture-failed':
    'Your computer did not let the browser show the screen. Check its privacy settings, then press Allow.',
} as const satisfies Record<ChoiceNotice, string>;

export type Used = 'view' | 'control' | 'chat' | 'drawing' | 'laser' | 'still' | 'pause' | 'change';

const USED = {
  view: 'seeing the screen',
  control: 'mouse and keyboard',
  laser: 'laser pointer',
  drawing: 'drawing',
  still: 'a still picture',
  chat: 'chat',
  change: 'another choice of what to share',
  pause: 'pause',
} as const satisfies Record<Used, string>;

interface Fact {
  readonly label: string;
  readonly value: string;
}

/** How long, and what was used: the facts of EndedScreen. */
export function recap(seenMs: number, used: readonly Used[]): Fact[] {
  const words = (Object.keys(USED) as Used[]).filter((key) => used.includes(key)).map((key) => USED[key]);
  return [
    { label: 'Screen seen for', value: duration(seenMs) },
    { label: 'What was used', value: words.length > 0 ? capital(words.join(', ')) : 'Nothing' },
  ];
}

/** The same for a sharer, who should also remember who it was. Without a helper nothing happened that counts. */
export function sharerRecap(
  helper: Helper | null,
  facts: { seenMs: number; controlledMs: number; used: readonly Used[] },
): Fact[] {
  if (!helper) return [];
  const [seen, ...rest] = recap(facts.seenMs, facts.used);
  return [
    { label: 'Your helper', value: `${helper.name} (${vouchedBriefly(helper.vouched).replace(/\.$/, '')})` },
    ...(seen ? [seen] : []),
    { label: 'Mouse and keyboard', value: duration(facts.controlledMs) },
    ...rest,
  ];
}

/** Whole seconds under an hour, whole minutes above: nobody counts the seconds of a long afternoon. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds === 0) return 'Not at all';
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const parts =
    hours > 0
      ? [count(hours, 'hour'), count(minutes, 'minute')]
      : [count(minutes, 'minute'), count(seconds % 60, 'second')];
  return parts.filter((part) => !part.startsWith('0 ')).join(' ');
}

const count = (n: number, unit: string): string => `${n} ${unit}${n === 1 ? '' : 's'}`;
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
