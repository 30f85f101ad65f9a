/** The corpus of hostile inputs at the doors of a page. Numbers are its rows; tests/support/corpus.ts. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readCode } from '#protocol/code.ts';
import { MAX_BAD_FRAMES } from '#protocol/limits.ts';
import { plainText } from '#protocol/plain-text.ts';
import { Ears } from '#lib/adapters/ears.ts';
import { PeerGate } from '#lib/adapters/peer-gate.ts';
import { PeerLink, type LinkListener } from '#lib/adapters/peer-link.ts';
import { StillReceiver } from '#lib/adapters/still.ts';
import { CODES, ELSEWHERE, FRAMES, PEER_NOTICES, SEAT_FRAMES, TEXTS } from '../support/corpus.ts';
import { BOND, fingerprintLine, settled, StandInLink } from '../support/stand-in-link.ts';

vi.mock('#lib/adapters/peer-bootstrap.ts', async () => ({
  meet: (await import('../support/stand-in-link.ts')).meetStandIn,
}));

it('every row of the corpus is tried somewhere', () => {
  const rows = [...TEXTS, ...FRAMES].map(({ row }) => row);
  const tried = new Set([
    ...rows,
    ...[...PEER_NOTICES, ...SEAT_FRAMES].map(([row]) => row),
    ...Object.keys(ELSEWHERE).map(Number),
  ]);
  expect([...tried].sort((a, b) => a - b)).toEqual(Array.from({ length: 34 }, (_, i) => i + 1));
});

describe('on the link', () => {
  it.each(FRAMES)('$row: $what, from a $from', ({ from, on, frame, heard }) => {
    let ended = 0;
    const ears = new Ears(from, () => (ended += 1));
    expect(ears.hear(on, frame, 0)).toEqual(heard);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
    // Dropped and counted: one more such frame than a session survives, and it is over.
    for (let i = 1; i < MAX_BAD_FRAMES; i++) ears.hear(on, frame, i * 1_000);
    expect(ended).toBe(heard ? 0 : 1);
  });

  it('26: a thousand wishes in a second are five, and end nothing', () => {
    let ended = 0;
    const ears = new Ears('helper', () => (ended += 1));
    const heard = Array.from({ length: 1_000 }, (_, i) => ears.hear('ctl', '{"is":"ask","mode":"control"}', i));
    expect(heard.filter((message) => message !== null)).toHaveLength(5);
    expect(ended).toBe(0);
  });

  it('26: what a line held up for two minutes delivers at once is heard, every word of it', () => {
    const ears = new Ears('helper', () => expect.fail('it ended'));
    const held = [
      ...new Array<string>(2 * 2 * 120).fill('{"is":"alive","answer":true}'),
      ...new Array<string>(20).fill('{"is":"chat","text":"hello?"}'),
    ];
    for (const frame of held) expect(ears.hear('ctl', frame, 0)).not.toBeNull();
    // A pen on the fastest display there is, and a mouse that reports a thousand times a second.
    const points = JSON.stringify({ is: 'points', id: 1, from: 0, at: new Array(6).fill(0.5) });
    for (let i = 0; i < 120 * 360; i++) expect(ears.hear('ink', points, 0)).not.toBeNull();
  });

  it('26: a flood that does not end, ends the session', () => {
    let ended = 0;
    const ears = new Ears('helper', () => (ended += 1));
    for (let i = 0; i < 40_000; i++) ears.hear('ctl', '{"is":"chat","text":"buy"}', i);
    expect(ended).toBe(1);
  });
});

describe('a link', () => {
  const heard: string[] = [];
  const note = (what: string) => () => void heard.push(what);
  const listener: LinkListener = {
    ...{ onlinked: note('linked'), onink: note('ink'), onlaser: note('laser'), onstill: note('still') },
    ...{
      ontrack: note('track'),
      onquiet: note('quiet'),
      onback: note('back'),
      onlost: note('lost'),
      ongone: note('gone'),
    },
    onmessage: ({ is }) => void heard.push(is),
    onfault: (fault) => void heard.push(fault),
  };
  const open = (): StandInLink => {
    new PeerLink(
      { role: 'sharer', nameplate: '472', session: 'id', certificate: {} as RTCCertificate, iceServers: [] },
      BOND,
      listener,
    );
    return StandInLink.newest;
  };
  const say = (link: StandInLink, frame: unknown, channel = 'ctl') => link.channels[channel]?.emit('message', frame);
  beforeEach(() => {
    heard.length = 0;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  });
  afterEach(() => void vi.useRealTimers());

  it('28: before the proof hears nothing of anything, and ends when it does not stop', async () => {
    const link = open();
    await link.opens();
    for (const channel of ['ink', 'laser', 'still']) say(link, '{"is":"clear"}', channel);
    for (let i = 1; i < MAX_BAD_FRAMES; i++) say(link, '{"is":"chat","text":"believe me"}');
    expect(heard).toEqual([]);
    say(link, '{"is":"bye","why":"done"}');
    expect(heard).toEqual(['protocol-error']);
  });

  it('28: does not take a proof of its own for the other’s', async () => {
    const link = open();
    await link.opens();
    say(link, JSON.stringify({ is: 'hello', version: 1, proof: '0'.repeat(128) }));
    expect(heard).toEqual(['not-private']);
  });

  it.each([
    ['another certificate', `a=fingerprint:sha-256 ${new Array(32).fill('AB').join(':')}`],
    [
      'another one after the paired one',
      `${fingerprintLine('helper')}\r\na=fingerprint:sha-256 ${new Array(32).fill('AB').join(':')}`,
    ],
    ['the paired one, and one in an older hash', `${fingerprintLine('helper')}\r\na=fingerprint:sha-1 AB:CD`],
    ['our own certificate', fingerprintLine('sharer')],
    ['none', ''],
  ])('29: ends as not private at a description that names %s, and the browser never sees it', async (_, line) => {
    const link = open();
    await link.comesUp();
    say(link, JSON.stringify({ is: 'description', type: 'offer', sdp: `v=0\r\n${line}\r\nm=application 9 X 0\r\n` }));
    await settled();
    expect(heard).toEqual(['linked', 'not-private']);
    expect(link.given).toEqual([]);
  });

  it('29: goes on with a description that names the paired certificate, and compares what is met', async () => {
    const link = open();
    await link.comesUp();
    const offer = {
      is: 'description',
      type: 'offer',
      sdp: `v=0\r\n${fingerprintLine('helper')}\r\nm=application 9 X 0\r\n`,
    };
    say(link, JSON.stringify(offer));
    while (!link.channels['ctl']?.said.has('description')) await settled();
    expect(heard).toEqual(['linked']);
    link.certificate = new Uint8Array(80);
    link.emit('connectionstatechange');
    while (heard.length < 2) await settled();
    expect(heard).toEqual(['linked', 'not-private']);
  });
});

describe('a still', () => {
  it('22, 23: is refused where it was not announced, or is longer than it was said to be', () => {
    const stills = new StillReceiver();
    expect(stills.take(new ArrayBuffer(10))).toBe('bad');
    stills.expect(10);
    expect(stills.take(new ArrayBuffer(64 * 1024))).toBe('bad');
    expect(stills.take(new ArrayBuffer(10))).toBe('bad');
  });
});

describe('at the gate before PeerJS', () => {
  it.each(PEER_NOTICES)('%i: %s', (_, _what, frame) => {
    for (const role of ['helper', 'sharer'] as const)
      expect(new PeerGate(role, () => undefined).admit(frame)).toBeNull();
  });
});

describe('in a text', () => {
  it.each(TEXTS)('$row: $what', ({ sent, shown }) => {
    expect(plainText(sent)).toBe(shown);
    new TextEncoder().encode(plainText(sent));
  });
});

describe('in the code box', () => {
  it.each(CODES)('34: %s', (_, typed, made) => {
    const read = readCode(typed);
    expect(read.ok ? 'code' : read.why).toBe(made);
    if (read.ok) expect(read.code).toEqual({ nameplate: '472', secret: '91503' });
  });
});
