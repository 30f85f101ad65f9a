import { describe, expect, it } from 'vitest';
import { StillReceiver } from '#lib/adapters/still.ts';

const png = (bytes: number) => {
  const all = new Uint8Array(bytes);
  all.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return all.buffer;
};

describe('a still', () => {
  it('is whole when the announced bytes have arrived', () => {
    const receiver = new StillReceiver();
    receiver.expect(100);
    expect(receiver.take(png(60))).toBeNull();
    const done = receiver.take(new ArrayBuffer(40));
    expect(done instanceof Blob && done.size).toBe(100);
  });

  it('is refused beyond its announced size, unannounced, as text, in too large a piece, or when it is no PNG', () => {
    const receiver = new StillReceiver();
    expect(receiver.take(png(10))).toBe('bad');
    receiver.expect(10);
    expect(receiver.take(png(11))).toBe('bad');
    receiver.expect(10);
    expect(receiver.take('text')).toBe('bad');
    receiver.expect(200_000);
    expect(receiver.take(new ArrayBuffer(65_537))).toBe('bad');
    receiver.expect(10);
    expect(receiver.take(new ArrayBuffer(10))).toBe('bad');
  });
});
