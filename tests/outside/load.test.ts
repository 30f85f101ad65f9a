import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRoom } from './seat.ts';
import { Server } from './server.ts';

let server: Server;
beforeAll(async () => void (server = await Server.started({}, {}, 'memory')));
afterAll(() => server.remove());

describe('three hundred helpers who wait at the same time', () => {
  it('each have a nameplate of their own, and it gets longer as more wait', async () => {
    const nameplates: string[] = [];
    let left = 300;
    const one = async () => {
      while (left-- > 0) nameplates.push((await openRoom(server)).nameplate);
    };
    await Promise.all(Array.from({ length: 20 }, one));

    const ofLength = (length: number) => nameplates.filter((nameplate) => nameplate.length === length).length;
    expect(new Set(nameplates).size).toBe(300);
    expect(ofLength(3)).toBeGreaterThan(25);
    expect(ofLength(3)).toBeLessThanOrEqual(100); // fifty of an epoch, and the test may run across two
    expect(ofLength(3) + ofLength(4)).toBeGreaterThan(290);
    expect(server.said).toBe('');
  });
});
