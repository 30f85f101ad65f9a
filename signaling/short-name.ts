/**
 * "First L.": all that a sharer ever learns of a helper, made from whatever was typed.
 *
 * A name proves nothing, so this only keeps it from doing harm: it cannot hide, reorder or cover
 * what stands around it, and it cannot be the name of somebody a stranger would obey.
 */
export const NAME_NOT_SHOWN = 'Helper (name not shown)';

const MAX_CHARS = 24;
const MAX_MARKS = 2;

/** Names of companies and trades that scammers speak for. One of them anywhere, and no name is shown. */
const UNSAFE = new Set('microsoft windows apple google amazon bank support helpdesk police it'.split(' '));

/** Controls, formats (bidirectional ones, joiners, tags), lone surrogates, and letters that look like nothing. */
const INVISIBLE = /\p{C}|\p{Variation_Selector}|\u115F|\u1160|\u17B4|\u17B5|\u2800|\u3164|\uFFA0/gu;
const TOO_MANY_MARKS = new RegExp(`(\\p{M}{${MAX_MARKS}})\\p{M}+`, 'gu');
/** What is neither letter, mark nor one of the few joiners that names really use. */
const NOT_OF_NAMES = /[^\p{L}\p{M}'’ʼ·・\-‐. ]/gu;
const TITLE = /^(?:mr|mrs|ms|miss|mx|dr|prof|sir|dame|herr|frau|mme)$/i;
/** Joiners on their own, or hanging on the outside of a word. */
const OUTER_JOINERS = /^[^\p{L}]+|[^\p{L}\p{M}]+$/gu;

/** Scripts whose letters pass for each other: no honest word mixes them. */
const LOOK_ALIKES = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u];
/** An initial with a full stop is a European habit. */
const WITHOUT_STOP = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const graphemesOf = (text: string) => Array.from(graphemes.segment(text), ({ segment }) => segment);

/** @param typed a full name as its owner typed it, at any length. */
export function shortName(typed: string): string {
  const said = wordsOf(typed);
  const [first, ...more] = givenNameFirst(typed);
  if (!first || said.some(mixesScripts) || speaksForOthers(said)) return NAME_NOT_SHOWN;
  const last = more.at(-1);
  if (!last) return cut(first, MAX_CHARS);
  const initial = graphemesOf(last)[0]?.toLocaleUpperCase('und') ?? '';
  const after = ` ${initial}${WITHOUT_STOP.test(last) ? '' : '.'}`;
  return cut(first, MAX_CHARS - after.length) + after;
}

/** "Lovelace, Dr. Ada (Contoso)" and "Ada Lovelace" are the same person, and only one of her names is shown. */
function givenNameFirst(typed: string): string[] {
  const [before = '', after = ''] = typed
    .normalize('NFKC')
    .replace(/[([{@].*$/su, '')
    .split(',');
  const words = [...wordsOf(after), ...wordsOf(before)];
  const named = words.findIndex((word) => !TITLE.test(word));
  return words.slice(Math.max(0, named));
}

function wordsOf(typed: string): string[] {
  return typed
    .slice(0, 1_000)
    .normalize('NFKC')
    .replace(/\s+/gu, ' ')
    .replace(INVISIBLE, '')
    .replace(NOT_OF_NAMES, ' ')
    .replace(TOO_MANY_MARKS, '$1')
    .split(' ')
    .map((word) => word.replace(OUTER_JOINERS, ''))
    .filter(Boolean);
}

const mixesScripts = (word: string): boolean => LOOK_ALIKES.filter((script) => script.test(word)).length > 1;

/** Looks at every word and every part of one, as the eye would read it: without case, accents or joiners. */
function speaksForOthers(words: string[]): boolean {
  const plain = (text: string) =>
    text
      .normalize('NFKD')
      .replace(/[^\p{L}]/gu, '')
      .toLowerCase();
  return words.flatMap((word) => [word, ...word.split(/[^\p{L}\p{M}]+/u)]).some((part) => UNSAFE.has(plain(part)));
}

/** Between graphemes: half a letter is another letter. */
function cut(text: string, maxChars: number): string {
  let kept = '';
  for (const grapheme of graphemesOf(text)) {
    if (kept.length + grapheme.length > maxChars) break;
    kept += grapheme;
  }
  return kept;
}
