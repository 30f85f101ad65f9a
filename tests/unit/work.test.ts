import { describe, expect, it } from 'vitest';
import { doWork } from '#lib/adapters/work.ts';
import { isDone, offerOfWork, workIn, Work } from '#protocol/work.ts';
import * as v from 'valibot';

const challenge = 'tk3x9a-12-00c0ffee-0123456789abcdef01234567';
const forever = () => false;

describe('work', () => {
  it('is done by an answer whose hash begins with so many zero bits, and by no other', async () => {
    const answer = await doWork({ challenge, bits: 12 }, forever);
    expect(answer).not.toBeNull();
    expect(isDone({ challenge, answer: answer ?? '' }, 12)).toBe(true);
    expect(isDone({ challenge: challenge.replace('tk3', 'tk4'), answer: answer ?? '' }, 12)).toBe(false);
    const others = Array.from({ length: 300 }, (_, number) => `x${number.toString(36)}`);
    expect(others.filter((other) => isDone({ challenge, answer: other }, 12)).length).toBeLessThan(5);
  });

  it('doubles with every bit', () => {
    const share = (bits: number) => {
      const tries = Array.from({ length: 4_000 }, (_, number) => number.toString(36));
      return tries.filter((answer) => isDone({ challenge, answer }, bits)).length / 4_000;
    };
    for (const bits of [1, 2, 3, 4]) expect(share(bits) * 2 ** bits, `${bits} bits`).toBeCloseTo(1, 0);
  });

  it('agrees with SHA-256 as everybody has it', async () => {
    const answer = (await doWork({ challenge, bits: 9 }, forever)) ?? '';
    const text = new TextEncoder().encode(`${challenge}.${answer}`);
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', text));
    expect(hash[0]).toBe(0);
    expect((hash[1] ?? 255) >> 7).toBe(0);
  });

  it('is put down as soon as nobody waits for it', async () => {
    let looks = 0;
    expect(await doWork({ challenge, bits: 24 }, () => ++looks > 3)).toBeNull();
  });

  it('travels as a subprotocol, and as nothing else', () => {
    const done = { challenge, answer: '1z' };
    expect(offerOfWork(done)).toMatch(/^[\w!#$%&'*+.^`|~-]+$/); // a token of RFC 9110
    expect(workIn(offerOfWork(done))).toEqual(done);
    for (const other of ['work.x.1', `work.${challenge}`, `work.${challenge}.`, `work.${challenge}.1 2`, 'token.1']) {
      expect(workIn(other)).toBeUndefined();
    }
  });

  it('is not taken on where no honest server asks for so much', () => {
    expect(v.is(Work, { challenge, bits: 24 })).toBe(true);
    expect(v.is(Work, { challenge, bits: 25 })).toBe(false);
    expect(v.is(Work, { challenge: `${challenge}"`, bits: 18 })).toBe(false);
  });
});
