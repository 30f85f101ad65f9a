/**
 * Prints docs/data.md from the lists that decide what the server can keep, so that the page cannot
 * promise less or more than the code: `npm run docs:data`. With `--check` it only compares.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type * as v from 'valibot';
import { BLOCK_FIELDS, REPORT_FIELDS } from '#protocol/kept-report.ts';
import { KEPT_HOURS, type Field } from '#protocol/kept.ts';
import { RECORD_FIELDS } from '#protocol/record.ts';

const FILE = new URL('../docs/data.md', import.meta.url);
const CONFIGURATION = new URL('../signaling/wrangler.jsonc', import.meta.url);

/** Every kind of object that can store anything, what it stores, and how long. */
const OBJECTS: Record<string, [what: string, howLong: string]> = {
  SessionRoom: [
    'The room of two people: hashes of tokens, random ids, times; and the record of the session as far as it has come',
    'a code 10 minutes, a session 12 hours, then 10 minutes of rest',
  ],
  RecordKeeper: ['The records of one hour: the first table below', `${KEPT_HOURS} hours`],
  CountKeeper: ['How many sessions, unused codes and reports there were in each hour', `${KEPT_HOURS} hours`],
  ReportKeeper: [
    'The reports about sessions that began in one hour: the second table below',
    `${KEPT_HOURS} hours from the beginning of the session`,
  ],
  BlockKeeper: ['The blocked accounts: the third table below', 'until the operator lets an account in again'],
  LimitKeeper: [
    'Tries: HMAC-SHA-256 of what was tried, and from which address or account, under a random key, and when; how many joins there were and how many led to a session; lengths of nameplates in use',
    'a day; the key goes with it',
  ],
  KeyKeeper: [
    'The server’s own random keys, made by itself: for tickets, for badges, and one under which accounts are scrambled',
    'a key for tickets a day and 8 hours, one for badges 4 days, the one for accounts as long as the server',
  ],
  NonceKeeper: [
    'Hashes of random numbers, one for each sign-in that has begun',
    '10 minutes, or until the sign-in is done',
  ],
};

function assertComplete(): void {
  const classes = [...readFileSync(CONFIGURATION, 'utf8').matchAll(/"class_name": "(\w+)"/g)].map(([, name]) => name);
  const missing = classes.filter((name) => !name || !Object.hasOwn(OBJECTS, name));
  const gone = Object.keys(OBJECTS).filter((name) => !classes.includes(name));
  if (missing.length + gone.length > 0) {
    throw new Error(
      `scripts/print-data.ts: say what is stored by ${[...missing, ...gone].join(', ')}, or that it is gone`,
    );
  }
}

type Schema = v.GenericSchema & {
  readonly options?: readonly string[];
  readonly item?: Schema;
  readonly wrapped?: Schema;
  readonly pipe?: readonly (Schema & { readonly requirement?: unknown })[];
};

/** What may stand in a field, read off its schema. */
function valuesOf(schema: Schema): string {
  if (schema.wrapped) return `${valuesOf(schema.wrapped)}, or nothing`;
  if (schema.options) return schema.options.map((option) => `\`${option}\``).join(', ');
  if (schema.item) return `any of ${valuesOf(schema.item)}`;
  const [first, ...rest] = schema.pipe ?? [];
  const requirement = rest
    .map((action) => action.requirement)
    .find((it) => it instanceof RegExp || typeof it === 'number');
  if (requirement instanceof RegExp) return `\`${requirement.source.replaceAll('|', '\\|')}\``;
  if (typeof requirement === 'number') return `text, at most ${requirement} characters`;
  if (first && first !== schema) return valuesOf(first);
  throw new Error('scripts/print-data.ts cannot say what may stand in a field of this kind');
}

const table = (fields: Readonly<Record<string, Field>>): string[] => [
  '| field | what it is | what may stand in it |',
  '| --- | --- | --- |',
  ...Object.entries(fields).map(
    ([key, { name, says, schema }]) => `| \`${key}\` | ${name}. ${says} | ${valuesOf(schema as Schema)} |`,
  ),
];

assertComplete();
const page = [
  '<!-- Printed by `npm run docs:data`. Do not edit by hand. -->',
  '',
  '# What the server keeps',
  '',
  'Printed from `src/lib/protocol/record.ts` and `kept-report.ts`: the same lists decide what can be written at all, and',
  'are the tables of the page **Privacy**. A key that is not in them is refused when it is written.',
  '',
  '## Every object that stores something',
  '',
  '| object | what | how long |',
  '| --- | --- | --- |',
  ...Object.entries(OBJECTS).map(([name, [what, howLong]]) => `| \`${name}\` | ${what} | ${howLong} |`),
  '',
  'Nothing is logged. No object stores an internet address, a name, an account in a form that says whose it is, a code, or',
  'anything that two people say or show to each other; the words of a report are those that its author sends. Rows are not deleted one by one, which would leave them readable in the files: the keeper of an hour',
  'is emptied as a whole, by an alarm five minutes before its first row is too old, at the next start where the server was',
  'down, and at any reading or writing before that.',
  '',
  `## A session, for ${KEPT_HOURS} hours at most after its end`,
  '',
  ...table(RECORD_FIELDS),
  '',
  `## A report, until ${KEPT_HOURS} hours after its session began`,
  '',
  ...table(REPORT_FIELDS),
  '',
  '## A blocked account, until the operator lets it in again',
  '',
  `The one exception to ${KEPT_HOURS} hours (decision 13).`,
  '',
  ...table(BLOCK_FIELDS),
  '',
].join('\n');

if (process.argv.includes('--check')) {
  if (readFileSync(FILE, 'utf8') !== page) {
    console.error('docs/data.md is not what the lists say: run `npm run docs:data`.');
    process.exit(1);
  }
} else {
  writeFileSync(FILE, page);
  console.log(
    `${[RECORD_FIELDS, REPORT_FIELDS, BLOCK_FIELDS].flatMap((fields) => Object.keys(fields)).length} fields printed to docs/data.md`,
  );
}
