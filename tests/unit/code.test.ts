import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDigit, digitsOf, groupDigits, makeSecret, readCode, speakDigits, writeCode } from '#protocol/code.ts';

const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((all) => all.join(''));
const code = fc.record({ nameplate: fc.integer({ min: 3, max: 9 }).chain(digits), secret: digits(5) });

describe('a code', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(code, (made) => {
        expect(readCode(groupDigits(writeCode(made)))).toEqual({ ok: true, code: made });
      }),
    );
  });

  it('knows the check digit of the published example', () => {
    expect(checkDigit('572')).toBe('4'); // H. M. Damm, 2004
  });

  it('finds every single wrong digit', () => {
    fc.assert(
      fc.property(code, fc.nat(), fc.integer({ min: 1, max: 9 }), (made, where, by) => {
        const right = [...writeCode(made)];
        const at = where % right.length;
        right[at] = String((Number(right[at]) + by) % 10);
        expect(readCode(right.join(''))).toEqual({ ok: false, why: 'typo' });
      }),
    );
  });

  it('finds every swap of two neighbours', () => {
    fc.assert(
      fc.property(code, fc.nat(), (made, where) => {
        const right = writeCode(made);
        const at = where % (right.length - 1);
        const [a = '', b = ''] = right.slice(at, at + 2);
        fc.pre(a !== b);
        const swapped = right.slice(0, at) + b + a + right.slice(at + 2);
        expect(readCode(swapped)).toEqual({ ok: false, why: 'typo' });
      }),
    );
  });

  it.each([
    ['full-width digits', '４７２９１５', '472915'],
    ['Arabic-Indic digits', '٤٧٢٩١٥', '472915'],
    ['Devanagari digits', '४७२९१५', '472915'],
    ['mathematical digits', '𝟜𝟟𝟚𝟡𝟙𝟝', '472915'],
    ['spaces and dashes', ' 472 - 915 — ', '472915'],
    ['no-break spaces and marks of direction', '\u200f472\u00a0915\u200e', '472915'],
  ])('accepts %s', (_, typed, expected) => {
    expect(digitsOf(typed)).toBe(expected);
  });

  it.each([
    ['letters', 'abc', 'not-digits'],
    ['nothing', '', 'incomplete'],
    ['only a nameplate', '123', 'incomplete'],
    ['eight digits', '12345678', 'incomplete'],
    ['forty digits', '1'.repeat(40), 'too-long'],
    ['a megabyte', 'x'.repeat(1_000_000), 'not-digits'],
  ] as const)('says what is wrong with %s', (_, typed, why) => {
    expect(readCode(typed)).toEqual({ ok: false, why });
  });

  it('never throws, whatever is typed', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (typed) => void readCode(typed)));
  });

  it('stands in groups of three, and is spoken digit by digit', () => {
    expect(groupDigits('472915038')).toBe('472 915 038');
    expect(groupDigits('4729150381')).toBe('472 915 0381');
    expect(speakDigits('472915')).toBe('4 7 2, 9 1 5');
  });

  it('has secrets of five digits, all values about equally often', () => {
    const seen = new Array<number>(10).fill(0);
    for (let i = 0; i < 4_000; i += 1) {
      const secret = makeSecret();
      expect(secret).toMatch(/^\d{5}$/);
      for (const digit of secret) seen[Number(digit)] = (seen[Number(digit)] ?? 0) + 1;
    }
    // 20,000 digits: 2,000 of each, standard deviation 42; seven of them is one failure in 10^11 runs.
    for (const count of seen) expect(Math.abs(count - 2_000)).toBeLessThan(300);
  });
});
