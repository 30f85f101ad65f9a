/**
 * How a code looks while it is being typed, and where the caret goes: groups appear by themselves
 * and never fight the hand. It does not judge codes; that is `readCode`.
 */
import { digitsOf, groupDigits } from '#protocol/code.ts';

/** Up to here groups of three are simply filled up; longer codes are grouped as the helper sees them. */
const PLAIN_GROUPS_UP_TO = 9;

/** What stands in the box for what was typed; text that is no code stays as it is. */
export function grouped(typed: string): string {
  const digits = digitsOf(typed);
  if (digits === null) return typed;
  return digits.length > PLAIN_GROUPS_UP_TO ? groupDigits(digits) : (digits.match(/\d{1,3}/g) ?? []).join(' ');
}

export interface Typed {
  readonly text: string;
  readonly caret: number;
}

/**
 * @param caret where it stood in `typed`.
 * @param forwards the person deleted to the right, so a space that reappears has to be stepped over.
 */
export function retype(typed: string, caret: number, forwards: boolean): Typed {
  const text = grouped(typed);
  const before = digitsOf(typed.slice(0, caret));
  if (before === null || digitsOf(typed) === null) return { text: typed, caret };
  let at = 0;
  for (let passed = 0; passed < before.length; at += 1) if (text[at] !== ' ') passed += 1;
  return { text, caret: forwards && text[at] === ' ' ? at + 1 : at };
}
