/** Hostile frames at the one door they come in by. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InkMessage } from '#protocol/ink.ts';
import { MAX_MESSAGE_CHARS, MAX_SIGNALING_CHARS } from '#protocol/limits.ts';
import { PairMessage } from '#protocol/pairing.ts';
import { plainText } from '#protocol/plain-text.ts';
import { read } from '#protocol/read.ts';
import { SeatCommand, SeatNotice } from '#protocol/signaling.ts';
import { HelperMessage, LaserMessage, SharerMessage } from '#protocol/wire.ts';

const schemas = { HelperMessage, SharerMessage, LaserMessage, InkMessage, PairMessage, SeatCommand, SeatNotice };

describe('a frame', () => {
  it.each([
    ['an array', '[]'],
    ['null', 'null'],
    ['a number', '1'],
    ['no JSON', '{'],
    ['a kind from the prototype', '{"is":"__proto__"}'],
    ['a kind that is no text', '{"is":{"toString":1}}'],
    ['eight thousand brackets', '['.repeat(8_000) + ']'.repeat(8_000)],
    ['an unknown kind', '{"is":"format-disk"}'],
  ])('that is %s is refused by every schema and throws nowhere', (_, frame) => {
    for (const [name, schema] of Object.entries(schemas)) {
      expect(read(schema as typeof HelperMessage, frame, MAX_SIGNALING_CHARS).ok, name).toBe(false);
    }
  });

  it('loses keys that nobody knows, and touches no prototype', () => {
    const got = read(HelperMessage, '{"is":"chat","text":"hi","__proto__":{"a":1},"constructor":2}', MAX_MESSAGE_CHARS);
    expect(got).toEqual({ ok: true, message: { is: 'chat', text: 'hi' } });
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });

  it.each([
    ['beyond the picture', '{"is":"laser","seq":1,"epoch":1,"x":-0.1,"y":0,"colour":"red"}'],
    ['endless', '{"is":"laser","seq":1,"epoch":1,"x":1e999,"y":0,"colour":"red"}'],
    ['not a number', '{"is":"laser","seq":1,"epoch":1,"x":NaN,"y":0,"colour":"red"}'],
    ['in a colour of its own', '{"is":"laser","seq":1,"epoch":1,"x":0,"y":0,"colour":"url(//x)"}'],
    ['with a number that is no integer', '{"is":"laser","seq":9007199254740993,"epoch":1,"x":0,"y":0,"colour":"red"}'],
  ])('with a position %s is refused', (_, frame) => {
    expect(read(LaserMessage, frame, MAX_MESSAGE_CHARS).ok).toBe(false);
  });

  it('of a stroke with a million points is refused for its size', () => {
    const frame = JSON.stringify({ is: 'points', id: 1, from: 0, at: new Array(1_000_000).fill(0.5) });
    expect(read(InkMessage, frame, MAX_MESSAGE_CHARS)).toEqual({ ok: false, why: 'too-long' });
  });

  it('of a chat line that is too long is refused', () => {
    const frame = JSON.stringify({ is: 'chat', text: 'x'.repeat(2_001) });
    expect(read(HelperMessage, frame, MAX_MESSAGE_CHARS)).toEqual({ ok: false, why: 'not-known' });
  });

  it('in which a helper speaks the sharer’s lines is refused', () => {
    for (const line of [
      '{"is":"answer","mode":"control","allowed":true}',
      '{"is":"picture","paused":false,"epoch":1,"surface":"monitor"}',
    ]) {
      expect(read(HelperMessage, line, MAX_MESSAGE_CHARS).ok).toBe(false);
    }
    expect(read(SharerMessage, '{"is":"ask","mode":"control"}', MAX_MESSAGE_CHARS).ok).toBe(false);
  });

  it('never throws, whatever it is', () => {
    const anything = fc.oneof(fc.json(), fc.string(), fc.anything());
    fc.assert(
      fc.property(anything, (frame) => {
        for (const schema of Object.values(schemas)) read(schema as typeof HelperMessage, frame, MAX_MESSAGE_CHARS);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a stranger’s text', () => {
  it.each([
    ['overrides of direction', 'pay \u202E%05\u202C', 'pay %05'],
    ['invisible characters', 'a\u200Bb\uFEFF', 'ab'],
    ['tag characters', 'a\u{E0041}b', 'ab'],
    ['controls', 'a\u0000\u001b[31mb', 'a[31mb'],
    ['a tower of marks', `a${'\u0301'.repeat(500)}`, `a${'\u0301'.repeat(4)}`],
    ['empty lines', `a${'\n'.repeat(999)}b`, 'a\n\nb'],
    ['half a character', 'a\ud800b', 'a\ufffdb'],
  ])('loses %s', (_, text, shown) => {
    expect(plainText(text)).toBe(shown);
  });

  it('keeps every script, and markup as the text it is', () => {
    for (const text of ['<img src=x onerror=alert(1)>', 'שלום', 'مرحبا', 'नमस्ते', '你好 👋'])
      expect(plainText(text)).toBe(text);
  });
});
