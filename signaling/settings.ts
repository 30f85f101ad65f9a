/**
 * Every setting an operator can write, and one sentence for each mistake in them. Asked by `npm start`
 * before it serves, from a bundle that the build makes of this file; the worker itself takes what it
 * can read and never says a word.
 */
import { readIceServers } from '#signaling/env.ts';
import { readSignIn, SIGN_IN_TEXTS } from '#signaling/sign-in/settings.ts';

const NUMBERS = [
  'JOIN_TRIES_PER_MINUTE',
  'JOIN_TRIES_PER_HOUR',
  'JOINS_BEFORE_WORK',
  'WORK_BITS',
  'CODES_PER_MINUTE',
  'CODES_PER_DAY',
  'CODES_PER_MINUTE_OF_ADDRESS',
  'CODES_PER_DAY_OF_ADDRESS',
  'SIGN_INS_PER_MINUTE',
  'SIGN_INS_PER_HOUR',
  'CODE_LIFETIME_MS',
  'SESSION_LIFETIME_MS',
] as const;

/** What `npm start` reads and the worker never sees; scripts/settings.mjs says what is wrong with them. */
export const START_SETTINGS = ['PORT', 'HOST', 'DATA_DIR', 'SETTINGS'] as const;

/** All there are. `DEMO_ISSUER` is no setting: `npm start` sets it. */
export const SETTINGS: readonly string[] = [
  ...START_SETTINGS,
  ...SIGN_IN_TEXTS.filter((name) => name !== 'DEMO_ISSUER'),
  ...NUMBERS,
  'ICE_SERVERS',
  'NAMEPLATE_KEY',
  'TRUSTED_PROXY',
];

type Texts = Readonly<Record<string, string | undefined>>;

/**
 * @param written names in the settings file
 * @param file what to call it
 */
export function mistakesIn(texts: Texts, written: readonly string[], file: string): string[] {
  // The environment is full of names that are none of ours, but not of these.
  const meant = Object.keys(texts).filter((name) => /^(?:SIGN_IN|ADMIN)_/.test(name) && !written.includes(name));
  const signIn = readSignIn(texts);
  return [
    ...written.filter((name) => !SETTINGS.includes(name)).map((name) => `${file}: ${unknown(name)}`),
    ...meant.filter((name) => !SETTINGS.includes(name)).map(unknown),
    ...(signIn.ok ? [] : signIn.mistakes),
    ...NUMBERS.flatMap((name) => numberMistake(name, texts[name])),
    ...iceMistake(texts['ICE_SERVERS']),
    ...proxyMistake(texts['TRUSTED_PROXY']),
  ];
}

function numberMistake(name: string, text: string | undefined): string[] {
  if (!text) return [];
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number > 0) return [];
  return [`${name} must be a whole number above 0, and it is "${text}".`];
}

/** Never with the text itself: there are passwords of relays in it. */
function iceMistake(text: string | undefined): string[] {
  if (!text) return [];
  const list = readIceServers(text);
  if (list.ok) return [];
  if (list.entry !== null) return [`ICE_SERVERS has an entry, number ${list.entry}, that is no RTCIceServer.`];
  return ['ICE_SERVERS must be a JSON list like [{"urls":"stun:stun.example.org"}].'];
}

function proxyMistake(text: string | undefined): string[] {
  if (!text || !/^(?:0|no|false|off)$/i.test(text)) return [];
  return [`TRUSTED_PROXY is on whatever it says, and it says "${text}": leave it out to switch it off.`];
}

function unknown(name: string): string {
  const near = nearest(name);
  return `${name} is not a setting${near ? `; did you mean ${near}?` : '.'}`;
}

/** The setting that somebody meant: its name, or what it ends in, with at most a third of the letters wrong. */
function nearest(name: string): string | null {
  const candidates = SETTINGS.flatMap((known) =>
    Array.from(known.matchAll(/(?<=^|_)[A-Z]/g), ({ index }) => known.slice(index))
      .filter((end) => end.length > 3)
      .map((end) => ({ known, far: distance(name.toUpperCase(), end) / end.length })),
  );
  const [best] = candidates.sort((a, b) => a.far - b.far);
  return best && best.far <= 1 / 3 ? best.known : null;
}

/** How many letters to put in, take out or change (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
