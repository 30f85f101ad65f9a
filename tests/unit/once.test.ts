import { describe, expect, it } from 'vitest';
import { Once } from '#lib/state/once.ts';

describe('what is loaded once', () => {
  it('is the same for all who ask while it is on its way, and after', async () => {
    let loads = 0;
    const once = new Once(() => Promise.resolve({ number: (loads += 1) }));
    const [first, second] = await Promise.all([once.get(), once.get()]);
    expect(first).toBe(second);
    expect(await once.get()).toBe(first);
    expect(loads).toBe(1);
  });

  it('is tried again after it failed', async () => {
    let loads = 0;
    const once = new Once(() => ((loads += 1) === 1 ? Promise.reject(new Error('offline')) : Promise.resolve('here')));
    await expect(once.get()).rejects.toThrow('offline');
    expect(await once.get()).toBe('here');
  });
});
