/**
 * Makes a stranger's text safe to show as text: nothing in it may reorder, hide or cover what
 * stands around it. Rendering stays plain text; this only removes what plain text can still do.
 */

/** Controls except tab and newline, bidirectional overrides and isolates, invisible and tag characters. */
const UNSHOWABLE =
  /(?![\t\n])\p{Cc}|[\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;
const TOO_MANY_MARKS = /(\p{M}{4})\p{M}+/gu;
const MANY_NEWLINES = /\n{3,}/g;

/** @returns the text as it may be shown; empty where nothing showable is left. */
export function plainText(received: string): string {
  return received
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n')
    .replace(UNSHOWABLE, '')
    .replace(TOO_MANY_MARKS, '$1')
    .replace(MANY_NEWLINES, '\n\n')
    .toWellFormed()
    .trim();
}

/** The same for a name or another single line: nothing in it begins a new one. */
export const plainLine = (received: string): string => plainText(received).replace(/\s+/gu, ' ');
