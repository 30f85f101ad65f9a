import { describe, expect, it } from 'vitest';
import { EPOCH_MS, Nameplates, NEIGHBOURS } from '#signaling/nameplates.ts';

const NOW = Date.UTC(2026, 10, 23);
const allOpen = (book: Nameplates, length: number, now = NOW): Promise<string[]> =>
  Promise.all(
    Array.from({ length: 10 ** length / NEIGHBOURS }, (_, neighbourhood) => book.openOne(length, neighbourhood, now)),
  );

async function take(book: Nameplates, many: number, now = NOW): Promise<string[]> {
  const taken: string[] = [];
  for await (const nameplate of book.candidates(now)) {
    taken.push(nameplate);
    if (taken.length === many) break;
  }
  return taken;
}

describe('nameplates', () => {
  it.each([3, 4])(
    'of %i digits: exactly one in twenty is open in an epoch, each of that many digits',
    async (length) => {
      const open = await allOpen(new Nameplates('key'), length);
      expect(new Set(open).size).toBe(10 ** length / 20);
      for (const nameplate of open) expect(nameplate).toMatch(new RegExp(`^\\d{${length}}$`));
    },
  );

  it('are open for one epoch: never more than a tenth of a length can be waiting', async () => {
    const book = new Nameplates('key');
    const [now, later, next] = await Promise.all([
      allOpen(book, 3),
      allOpen(book, 3, NOW + EPOCH_MS - 1),
      allOpen(book, 3, NOW + EPOCH_MS),
    ]);
    expect(later).toEqual(now);
    expect(next).not.toEqual(now);
    expect(new Set([...now, ...next]).size).toBeLessThanOrEqual(100);
  });

  it('are chosen evenly: over many epochs each is open about as often as any other', async () => {
    const book = new Nameplates('key');
    const EPOCHS = 400;
    const times = new Map<string, number>();
    for (let epoch = 0; epoch < EPOCHS; epoch++) {
      for (const nameplate of await allOpen(book, 3, NOW + epoch * EPOCH_MS))
        times.set(nameplate, (times.get(nameplate) ?? 0) + 1);
    }
    // Expected 20 times each, binomial; beyond six standard deviations the hash would not be even.
    expect(times.size).toBe(1_000);
    for (const count of times.values())
      expect(Math.abs(count - EPOCHS / 20)).toBeLessThan(6 * Math.sqrt(EPOCHS * 0.05 * 0.95));
  });

  it('may begin with a zero', async () => {
    expect((await allOpen(new Nameplates('key'), 3)).some((nameplate) => nameplate.startsWith('0'))).toBe(true);
  });

  it('cannot be told without the key, and are the same for all who have it', async () => {
    const [one, same, other] = await Promise.all(['key', 'key', 'other'].map((key) => allOpen(new Nameplates(key), 3)));
    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
    expect(await allOpen(new Nameplates(), 3)).not.toEqual(await allOpen(new Nameplates(), 3));
  });

  it('are tried short ones first, a few of each length, and the list has an end', async () => {
    const tried = await take(new Nameplates('key'), 1_000);
    const lengths = tried.map((nameplate) => nameplate.length);
    expect(lengths).toEqual([3, 4, 5, 6, 7, 8, 9].flatMap((length) => Array<number>(5).fill(length)));
  });
});
