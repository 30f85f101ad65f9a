/**
 * "First L.": all that a sharer ever learns of a helper, made from what the provider says of them.
 *
 * A name proves nothing, so this only keeps it from doing harm: it cannot hide, reorder or cover
 * what stands around it, it cannot pass for letters of another script, and it cannot be the name of
 * somebody a stranger would obey. Addresses and user names are not even looked at.
 */
export const NAME_NOT_SHOWN = 'Helper (name not shown)';

/** OpenID Connect Core 1.0, 5.1. A provider may put anything into them. */
export interface NameClaims {
  readonly given_name?: unknown;
  readonly family_name?: unknown;
  readonly name?: unknown;
  readonly [other: string]: unknown;
}

const MAX_READ_CHARS = 1_000;
/** Of the given name. The second bound is for letters that are made of many. */
const MAX_LETTERS = 24;
const MAX_CHARS = 60;
const MAX_INITIAL_CHARS = 12;
const MAX_MARKS = 2;
const MAX_SCRIPTS = 2;

/** Companies and offices that scammers speak for: none of them may be a word of the name. */
const UNSAFE_WORDS = new Set(
  `microsoft windows apple google amazon paypal bank irs hmrc police it support helpdesk techsupport technician
  admin administrator system security official service customerservice itdepartment verified moderator
  anonymous unknown null undefined test`.split(/\s+/),
);
/** Nor be spread over several of its words. */
const UNSAFE_PARTS = 'microsoft microsft windows quickassist helpdesk techsupport customerservice paypal'.split(' ');

/** What reads as a Latin letter in a hurry. Only for the comparison with the two lists, never for display. */
const LOOK_ALIKES = new Map(
  Array.from('аaеeоoрpсcуyхxіiѕsјjԁdոnοoαaιiνvρpτtυuκkмmтtкkвbнhıi0o1l3e5s$s@a').reduce<[string, string][]>(
    (pairs, letter, at, all) => (at % 2 === 0 ? [...pairs, [letter, all[at + 1] ?? '']] : pairs),
    [],
  ),
);

/** Letters of full width are the same letters; everything else keeps its form. */
const FULL_WIDTH = /[\uFF01-\uFF9F\u3000]+/gu;
/** Formats (bidirectional ones, joiners, tags), lone surrogates, pictures, and letters that look like nothing. */
const INVISIBLE =
  /[\p{C}\p{Zl}\p{Zp}]|\p{Variation_Selector}|\p{Emoji_Presentation}|\p{Extended_Pictographic}|[\u{1F3FB}-\u{1F3FF}]|\u20E3|[\u115F\u1160\u2800\u3164\uFFA0]|\u17B4|\u17B5/gu;
const TOO_MANY_MARKS = new RegExp(`(\\p{M}{${MAX_MARKS}})\\p{M}+`, 'gu');
/** Letters, their marks, and the few joiners that names really use. */
const OF_NAMES = /^[\p{L}\p{M}'’ʼ·・\-‐.]*\p{L}[\p{L}\p{M}'’ʼ·・\-‐.]*$/u;
/** Joiners hanging on the outside of a word. */
const OUTER_JOINERS = /^['’ʼ·・\-‐.]+|['’ʼ·・\-‐]+$/gu;
const TITLE = /^(?:mr|mrs|ms|miss|mx|dr|prof|sir|dame|herr|frau|mme|ing)\.?$/i;
/** An initial with a full stop is a European habit. */
const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u30FC]/u;
const SCRIPTS = `Latin Cyrillic Greek Armenian Georgian Hebrew Arabic Devanagari Bengali Tamil Telugu Thai Ethiopic
  Khmer Lao Myanmar Sinhala Gujarati Gurmukhi Kannada Malayalam Mongolian Tibetan`
  .split(/\s+/)
  .map((name) => new RegExp(`\\p{Script=${name}}`, 'u'));

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const graphemesOf = (text: string) => Array.from(graphemes.segment(text), ({ segment }) => segment);

/** @param claims verified ones. What stands in them may have any length and any content. */
export function shortName(claims: NameClaims): string {
  const { first, last } = givenAndFamily(claims);
  const family = last.split(' ').every((word) => OF_NAMES.test(word)) ? last : '';
  if (!OF_NAMES.test(first) || mixesScripts(first, family) || speaksForOthers(claims)) return NAME_NOT_SHOWN;
  const letter = graphemesOf(family).find((one) => /\p{L}/u.test(one));
  const initial = letter && letter.length <= MAX_INITIAL_CHARS ? capital(letter) : '';
  const shown = cut(first);
  if (!shown) return NAME_NOT_SHOWN;
  return shown + (initial ? ` ${initial}${EAST_ASIAN.test(initial) ? '' : '.'}` : '');
}

/** One word of the given name, and the family name: "Lovelace, Dr. Ada (Contoso)" and "Ada Lovelace" are the same person. */
function givenAndFamily(claims: NameClaims): { first: string; last: string } {
  const given = clean(claims.given_name);
  const family = clean(claims.family_name);
  const name = clean(spaced(claims.name)).replace(/\s*[([{].*$|@.*$/su, '');
  // Some providers put the whole name into `given_name`.
  if (given && (family || given !== name)) return { first: firstWord(given), last: family };
  const [before = '', after = ''] = name.split(',').map((part) => part.trim());
  if (after) return { first: firstWord(after), last: before };
  const words = withoutTitles(before);
  const last = words.length > 1 ? words.at(-1) : '';
  return { first: trimmed(words[0] ?? ''), last: trimmed(last || family) };
}

function withoutTitles(text: string): string[] {
  const words = text.split(' ').filter(Boolean);
  const named = words.findIndex((word) => !TITLE.test(word));
  return words.slice(named === -1 ? words.length - 1 : named);
}

const firstWord = (text: string): string => trimmed(withoutTitles(text)[0] ?? '');
const trimmed = (word: string): string => word.replace(OUTER_JOINERS, '');

/** A line break between two words of a whole name is a space. Inside one name there is none to be. */
const spaced = (said: unknown): unknown => (typeof said === 'string' ? said.replace(/\s+/gu, ' ') : said);

function clean(said: unknown): string {
  if (typeof said !== 'string') return '';
  return said
    .slice(0, MAX_READ_CHARS)
    .replace(FULL_WIDTH, (wide) => wide.normalize('NFKC'))
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(/\p{Zs}+/gu, ' ')
    .replace(TOO_MANY_MARKS, '$1')
    .trim();
}

/** No honest word mixes scripts, East Asian ones aside, and no name has more than two. */
function mixesScripts(first: string, family: string): boolean {
  const words = [first, ...family.split(' ')].map(scriptsOf);
  return (
    words.some((scripts) => scripts.size > 1) || new Set(words.flatMap((scripts) => [...scripts])).size > MAX_SCRIPTS
  );
}

function scriptsOf(word: string): Set<number> {
  const letters = Array.from(word).filter((one) => /\p{L}/u.test(one) && !/\p{Lm}/u.test(one));
  return new Set(
    letters.map((one) => (EAST_ASIAN.test(one) ? SCRIPTS.length : SCRIPTS.findIndex((of) => of.test(one)))),
  );
}

/** Looks at everything that was said, shown or not, as an eye in a hurry would read it. */
function speaksForOthers({ given_name, family_name, name }: NameClaims): boolean {
  const said = [given_name, family_name, name].map((claim) => clean(spaced(claim)));
  const words = said.flatMap((claim) => claim.split(/[^\p{L}\p{M}\p{N}$@]+/u)).map(folded);
  const whole = [...said, said.slice(0, 2).join('')].map(folded);
  return (
    words.some((word) => UNSAFE_WORDS.has(word)) ||
    said.some((claim) => claim.split(' ').some((word) => UNSAFE_WORDS.has(folded(word)))) ||
    whole.some((text) => UNSAFE_PARTS.some((part) => text.includes(part)))
  );
}

const folded = (text: string): string =>
  Array.from(text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase())
    .map((letter) => LOOK_ALIKES.get(letter) ?? letter)
    .join('')
    .replace(/rn/g, 'm')
    .replace(/vv/g, 'w')
    .replace(/[^\p{L}]/gu, '');

/** Georgian has capitals only for whole words. */
const capital = (letter: string): string =>
  /\p{Script=Georgian}/u.test(letter) ? letter : (graphemesOf(letter.toLocaleUpperCase('und'))[0] ?? '');

/** Between graphemes: half a letter is another letter. */
function cut(first: string): string {
  const letters = graphemesOf(first);
  const fits = (kept: string[]) => kept.length <= MAX_LETTERS && kept.join('').length <= MAX_CHARS;
  if (fits(letters)) return first;
  let kept = letters.slice(0, MAX_LETTERS - 1);
  while (!fits([...kept, '…'])) kept = kept.slice(0, -1);
  return kept.length > 0 ? `${kept.join('')}…` : '';
}
