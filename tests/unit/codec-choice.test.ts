import { describe, expect, it } from 'vitest';
import { chooseCodec } from '#lib/picture/codec-choice.ts';

const fast = { availableBps: 5_000_000, limitedBy: 'none', encodeMs: 5 };

describe('the codec', () => {
  it('is VP8 on a fast line', () => expect(chooseCodec('VP8', fast)).toBe('VP8'));
  it('becomes AV1 on a slow line', () => {
    expect(chooseCodec('VP8', { ...fast, availableBps: 800_000 })).toBe('AV1');
    expect(chooseCodec('VP8', { ...fast, limitedBy: 'bandwidth' })).toBe('AV1');
  });
  it('stays VP8 on a slow line where the processor has no time for AV1', () =>
    expect(chooseCodec('VP8', { availableBps: 500_000, limitedBy: 'cpu', encodeMs: 25 })).toBe('VP8'));
  it('stays AV1 when the line recovers: changing costs a whole picture', () =>
    expect(chooseCodec('AV1', fast)).toBe('AV1'));
  it('goes back to VP8 when the processor cannot keep up', () => {
    expect(chooseCodec('AV1', { ...fast, encodeMs: 40 })).toBe('VP8');
    expect(chooseCodec('AV1', { ...fast, limitedBy: 'cpu' })).toBe('VP8');
  });
});
