/**
 * The code that one person reads out and the other types: how it is built, checked and shown.
 *
 * Read from the right: one check digit, five secret digits, and the nameplate in front. The
 * nameplate tells the server which room is meant; the secret never leaves the two browsers.
 * The check digit is public knowledge and adds no secrecy; it keeps a slip of the tongue from
 * costing one of three tries, and from knocking at somebody else's door.
 */
import { randomBytes } from '@noble/hashes/utils.js';

export const SECRET_DIGITS = 5;
export const MIN_NAMEPLATE_DIGITS = 3;
export const MAX_NAMEPLATE_DIGITS = 9;
const CHECK_DIGITS = 1;
export const MIN_CODE_DIGITS = MIN_NAMEPLATE_DIGITS + SECRET_DIGITS + CHECK_DIGITS;
const MAX_CODE_DIGITS = MAX_NAMEPLATE_DIGITS + SECRET_DIGITS + CHECK_DIGITS;

export interface Code {
  /** Given by the server: three digits or more. */
  readonly nameplate: string;
  /** Made by the helper's browser: exactly five digits. */
  readonly secret: string;
}

/**
 * `incomplete`: too few digits yet · `too-long`: more digits than any code has ·
 * `not-digits`: something else than digits, spaces and dashes · `typo`: the check digit disagrees.
 */
export type CodeFault = 'incomplete' | 'too-long' | 'not-digits' | 'typo';

export type ReadCode = { ok: true; code: Code } | { ok: false; why: CodeFault };

/** H. M. Damm's quasigroup of order 10 (2004): finds every single wrong digit and every swap of neighbours. */
const DAMM = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
] as const;

/** @param digits ASCII digits. @returns the one digit that makes the whole number check out. */
export function checkDigit(digits: string): string {
  let interim = 0;
  for (const digit of digits) interim = Number(DAMM[interim]?.[Number(digit)]);
  return String(interim);
}

/**
 * Turns what a person typed into ASCII digits. Full-width and every other Unicode decimal digit
 * count as digits; spaces, dashes and dots between them do not count at all.
 * @returns the digits, or null where something else was typed.
 */
export function digitsOf(typed: string): string | null {
  let digits = '';
  for (const char of typed.normalize('NFKC')) {
    if (/[\s\p{Pd}\p{Cf}._·]/u.test(char)) continue;
    if (!/\p{Nd}/u.test(char)) return null;
    digits += /[0-9]/.test(char) ? char : valueOfDigit(char);
  }
  return digits;
}

/** Unicode keeps the decimal digits of a script in one run of ten, zero first (Unicode Standard, 4.6). */
function valueOfDigit(char: string): string {
  let zero = char.codePointAt(0) ?? 0;
  const start = zero;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((start - zero) % 10);
}

/** Reads a typed code without asking anybody. Never throws. */
export function readCode(typed: string): ReadCode {
  const digits = digitsOf(typed);
  if (digits === null) return { ok: false, why: 'not-digits' };
  if (digits.length < MIN_CODE_DIGITS) return { ok: false, why: 'incomplete' };
  if (digits.length > MAX_CODE_DIGITS) return { ok: false, why: 'too-long' };
  if (checkDigit(digits) !== '0') return { ok: false, why: 'typo' };
  const withoutCheck = digits.slice(0, -CHECK_DIGITS);
  return {
    ok: true,
    code: { nameplate: withoutCheck.slice(0, -SECRET_DIGITS), secret: withoutCheck.slice(-SECRET_DIGITS) },
  };
}

/** The whole code as digits, check digit included. */
export function writeCode(code: Code): string {
  const digits = code.nameplate + code.secret;
  return digits + checkDigit(digits);
}

/** `472915038` becomes `472 915 038`; a lone last digit joins its neighbours. */
export function groupDigits(digits: string): string {
  const groups = digits.match(/\d{1,3}/g) ?? [];
  const last = groups.at(-1);
  if (groups.length > 1 && last?.length === 1) groups.splice(-2, 2, (groups.at(-2) ?? '') + last);
  return groups.join(' ');
}

/** For screen readers: every digit by itself, with a pause between groups. */
export function speakDigits(digits: string): string {
  return groupDigits(digits)
    .split(' ')
    .map((group) => [...group].join(' '))
    .join(', ');
}

/** Five secret digits, each value equally likely: bytes above the last whole multiple of ten are thrown away. */
export function makeSecret(): string {
  let secret = '';
  while (secret.length < SECRET_DIGITS) {
    for (const byte of randomBytes(16)) if (byte < 250 && secret.length < SECRET_DIGITS) secret += String(byte % 10);
  }
  return secret;
}
