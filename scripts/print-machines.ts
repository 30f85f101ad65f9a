/**
 * Prints docs/machines.md from the two session tables, so that the drawing cannot drift from the
 * code: `npm run docs:machines`. With `--check` it only compares.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { HELPER_START, helperTable, type HelperEvent, type HelperState } from '#lib/session/helper-machine.ts';
import { NO_CONTROL } from '#lib/session/control-consent.ts';
import { edgesOf } from '#lib/session/machine.ts';
import { SHARER_START, sharerTable, type SharerEvent, type SharerState } from '#lib/session/sharer-machine.ts';

const FILE = new URL('../docs/machines.md', import.meta.url);

interface Machine {
  name: string;
  start: string;
  edges: { at: string; is: string; to: string; effects: string[] }[];
}

const HELPER = { name: 'Ada L.', vouched: { by: 'demo' } } as const;

const BOND = { helper: HELPER, viewOnly: false } as const;
const SHARING: Extract<SharerState, { at: 'sharing' }> = {
  at: 'sharing',
  ...BOND,
  ...NO_CONTROL,
  hands: true,
  paused: false,
  held: false,
  reporting: false,
  quiet: false,
  surface: 'monitor',
  epoch: 1,
  changing: false,
  asking: 'nothing',
  nearlyOver: false,
};

/** One state and one event of each kind: enough to see where a cell leads and what it does. */
const sharerStates: SharerState[] = [
  { at: 'entering', notice: null, told: null },
  { at: 'telling', code: '' },
  { at: 'warned', code: '', mayGoOn: true },
  { at: 'joining', told: 'asked-someone', working: false },
  { at: 'connecting', ...BOND },
  { at: 'waiting', ...BOND },
  { at: 'asked', ...BOND, notice: null },
  { at: 'choosing', ...BOND },
  SHARING,
  { ...SHARING, control: { is: 'asked', ready: true } },
  { ...SHARING, control: { is: 'granted' } },
  { at: 'ended', why: 'stopped', helper: HELPER },
];
const sharerEvents: SharerEvent[] = [
  { is: 'code-entered', code: '' },
  { is: 'told', origin: 'asked-someone' },
  { is: 'told', origin: 'contacted-first' },
  { is: 'warning-over' },
  { is: 'went-on' },
  { is: 'cancelled' },
  { is: 'work-asked' },
  { is: 'not-joined', notice: { why: 'not-active' } },
  { is: 'paired', helper: HELPER },
  { is: 'linked' },
  { is: 'asked', mode: 'view' },
  { is: 'asked', mode: 'control' },
  { is: 'allowed' },
  { is: 'declined' },
  { is: 'consent-timeout' },
  { is: 'captured', surface: 'monitor' },
  { is: 'not-captured', why: 'nothing-chosen' },
  { is: 'change-wanted' },
  { is: 'changed', surface: 'window' },
  { is: 'capture-ended' },
  { is: 'paused' },
  { is: 'resumed' },
  { is: 'held', on: true },
  { is: 'reporting', on: true },
  { is: 'still-wanted' },
  { is: 'stopped' },
  { is: 'hands', ready: false },
  { is: 'control-ready' },
  { is: 'control-allowed' },
  { is: 'control-denied' },
  { is: 'control-timeout' },
  { is: 'control-rested' },
  { is: 'control-cancelled' },
  { is: 'released' },
  { is: 'check-in-due' },
  { is: 'check-in-fine' },
  { is: 'check-in-timeout' },
  { is: 'session-nearly-over' },
  { is: 'session-over' },
  { is: 'path-quiet' },
  { is: 'path-back' },
  { is: 'path-lost' },
  { is: 'page-left' },
  { is: 'helper-left', why: 'gone' },
  { is: 'link-failed', why: 'not-private' },
];
const VIEWING: Extract<HelperState, { at: 'viewing' }> = {
  at: 'viewing',
  paused: false,
  held: false,
  quiet: false,
  epoch: 1,
  busy: false,
  control: 'none',
  resting: false,
  still: 'none',
};
const helperStates: HelperState[] = [
  { at: 'signed-out', why: null },
  { at: 'signing-in', step: 'at-provider' },
  { at: 'signed-in' },
  { at: 'opening', advice: null },
  { at: 'no-code', why: 'unreachable' },
  { at: 'code-shown', code: '', joining: false, tries: { wrong: 0, runs: 0 }, advice: null },
  { at: 'code-expired' },
  { at: 'connecting', code: '', tries: { wrong: 0, runs: 0 } },
  { at: 'choosing-mode' },
  { at: 'waiting', wish: 'view' },
  VIEWING,
  { ...VIEWING, control: 'granted' },
  { at: 'ended', why: 'left' },
];
const helperEvents: HelperEvent[] = [
  { is: 'sign-in-wanted' },
  { is: 'window-away' },
  { is: 'came-back' },
  { is: 'signed-in' },
  { is: 'not-signed-in', why: 'cancelled' },
  { is: 'sign-out-wanted' },
  { is: 'opened', code: '' },
  { is: 'not-opened', why: 'unreachable' },
  { is: 'not-opened', why: 'sign-in-needed' },
  { is: 'new-code-wanted' },
  { is: 'cancelled' },
  { is: 'someone-joined' },
  { is: 'run-ended', how: 'wrong-code' },
  { is: 'paired' },
  { is: 'code-expired' },
  { is: 'server-gone' },
  { is: 'server-back' },
  { is: 'linked' },
  { is: 'mode-chosen', mode: 'view' },
  { is: 'answered', answer: { is: 'answer', mode: 'view', allowed: true } },
  { is: 'answered', answer: { is: 'answer', mode: 'view', allowed: false, why: 'declined' } },
  { is: 'picture', paused: false, busy: false, epoch: 2 },
  { is: 'control-wanted' },
  { is: 'control-released' },
  { is: 'control-rested' },
  { is: 'held', on: true },
  { is: 'still-wanted' },
  { is: 'still-arrived' },
  { is: 'no-still' },
  { is: 'still-closed' },
  { is: 'left' },
  { is: 'session-over' },
  { is: 'path-quiet' },
  { is: 'path-back' },
  { is: 'path-lost' },
  { is: 'page-left' },
  { is: 'sharer-left', why: 'gone' },
  { is: 'link-failed', why: 'not-private' },
];

/** An event of the list as a person would name it: the kind, and what makes two of a kind differ. */
function nameOf(event: SharerEvent | HelperEvent): string {
  if (event.is === 'told') return `told (${event.origin})`;
  if (event.is === 'asked') return `asked (${event.mode})`;
  if (event.is === 'answered') return `answered (${event.answer.allowed ? 'yes' : 'no'})`;
  if (event.is === 'not-opened') return `not-opened (${event.why})`;
  return event.is;
}

/** Where a state is; while the two see each other also what has become of control. */
function placeOf(state: { at: string; control?: unknown }): string {
  const { control } = state;
  const is = typeof control === 'object' ? (control as { is: string }).is : control;
  return is === 'asked' || is === 'granted' ? `${state.at} (control ${is})` : state.at;
}

function edges<State extends { at: string }, Event extends SharerEvent | HelperEvent, Effect extends { do: string }>(
  table: Record<string, object>,
  states: State[],
  events: Event[],
): Machine['edges'] {
  const found: Machine['edges'] = [];
  for (const state of states) {
    for (const event of events) {
      const cell = (table[state.at] as Record<string, ((s: State, e: Event) => [State, ...Effect[]]) | undefined>)[
        event.is
      ];
      if (!cell) continue;
      const [to, ...effects] = cell(state, event);
      const from = placeOf(state);
      const then = placeOf(to);
      found.push({ at: from, is: nameOf(event), to: then, effects: effects.map((effect) => effect.do) });
    }
  }
  return found;
}

const stem = (place: string): string => place.replace(/ \(.*\)$/, '');
const then = (e: Machine['edges'][number]): string => (e.to === e.at ? '·' : e.to);

function print({ name, start, edges: all }: Machine): string {
  const lines = [
    ...new Set(all.filter((e) => stem(e.to) !== stem(e.at)).map((e) => `    ${stem(e.at)} --> ${stem(e.to)}`)),
  ];
  const row = (e: Machine['edges'][number], at = e.at) =>
    `| ${at} | ${e.is} | ${then(e)} | ${e.effects.join(', ') || '·'} |`;
  const plain = new Set(all.map((e) => row(e)));
  // With control only what is different there.
  const rows = all.filter((e) => stem(e.at) === e.at || !plain.has(row(e, stem(e.at)))).map((e) => row(e));
  return [
    `## ${name}`,
    '',
    '```mermaid',
    'stateDiagram-v2',
    `    [*] --> ${start}`,
    ...lines,
    '    ended --> [*]',
    '```',
    '',
    '| at | when | then at | and does |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** Every cell of a table must be met by the lists above, or a new one would be missing from the page. */
function assertComplete(name: string, cells: { at: string; is: string }[], all: Machine['edges']): void {
  const met = new Set(all.map((edge) => `${edge.at}/${edge.is.replace(/ \(.*\)$/, '')}`));
  const missing = cells.map(({ at, is }) => `${at}/${is}`).filter((cell) => !met.has(cell));
  if (missing.length > 0) throw new Error(`${name}: no example for ${missing.join(', ')}`);
}

const sharer = edges(sharerTable, sharerStates, sharerEvents);
const helper = edges(helperTable, helperStates, helperEvents);
assertComplete('sharer', edgesOf(sharerTable), sharer);
assertComplete('helper', edgesOf(helperTable), helper);

const page = [
  '<!-- Printed by `npm run docs:machines`. Do not edit by hand. -->',
  '',
  '# The two sessions',
  '',
  'Each side runs one pure table: where it is and what happened decide where it is next and what is done about it.',
  'A pair that is not listed changes nothing. Rows show one example of each event; details that depend on what an',
  'event carries stand in `src/lib/session`.',
  '',
  print({ name: 'Sharer', start: SHARER_START.at, edges: sharer }),
  print({ name: 'Helper', start: HELPER_START.at, edges: helper }),
].join('\n');

if (process.argv.includes('--check')) {
  if (readFileSync(FILE, 'utf8') !== page) {
    console.error('docs/machines.md is not what the tables say: run `npm run docs:machines`.');
    process.exit(1);
  }
} else {
  writeFileSync(FILE, page);
  console.log(`${String(sharer.length + helper.length)} transitions printed to docs/machines.md`);
}
