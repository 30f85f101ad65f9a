import { describe, expect, it } from 'vitest';
import { focusOf } from '#lib/ink/focus.ts';
import { InkBoard } from '#lib/ink/ink-board.ts';
import { LASER_LIFETIME_MS, LaserPointer } from '#lib/ink/laser.ts';
import type { LaserMessage } from '#protocol/wire.ts';

const at = (seq: number, x: number, y = x, epoch = 0): LaserMessage => ({
  is: 'laser',
  seq,
  epoch,
  x,
  y,
  colour: 'lime',
});

describe('a laser pointer', () => {
  it('is where the newest message says, whatever arrives late', () => {
    const laser = new LaserPointer();
    for (const message of [at(1, 0.1), at(3, 0.3), at(2, 0.2)]) laser.apply(message, 0);
    expect(laser.spot(0)).toMatchObject({ x: 0.3, y: 0.3, colour: 'lime', opacity: 1 });
    expect(laser.nextSeq).toBe(4);
  });

  it('is gone when it is switched off, and stays so for late messages', () => {
    const laser = new LaserPointer();
    laser.apply(at(1, 0.1), 0);
    laser.apply({ is: 'laser-off', seq: 3 }, 0);
    laser.apply(at(2, 0.2), 0);
    expect(laser.spot(0)).toBeNull();
    laser.apply(at(4, 0.4), 0);
    expect(laser.spot(0)).toMatchObject({ x: 0.4 });
  });

  it('goes out by itself when nothing more is heard', () => {
    const laser = new LaserPointer();
    laser.apply(at(0, 0.5), 1_000);
    expect(laser.spot(1_000 + LASER_LIFETIME_MS - 300)?.opacity).toBe(1);
    expect(laser.spot(1_000 + LASER_LIFETIME_MS - 150)?.opacity).toBeCloseTo(0.5);
    expect(laser.spot(1_000 + LASER_LIFETIME_MS)).toBeNull();
  });

  it('points at nothing in another picture', () => {
    const laser = new LaserPointer();
    laser.apply(at(0, 0.5, 0.5, 1), 0);
    expect(laser.spot(0)).toBeNull();
    laser.setEpoch(1);
    laser.apply(at(1, 0.5, 0.5, 1), 0);
    expect(laser.spot(0)).not.toBeNull();
    laser.setEpoch(2);
    expect(laser.spot(0)).toBeNull();
  });

  it('draws a short tail that is gone when it rests', () => {
    const laser = new LaserPointer();
    for (let i = 0; i < 5; i++) laser.apply(at(i, i / 10), i * 50);
    expect(laser.trail(200).map((point) => point.x)).toEqual([0, 0.1, 0.2, 0.3, 0.4]);
    expect(laser.trail(300).map((point) => point.x)).toEqual([0.2, 0.3, 0.4]);
    expect(laser.nextChangeAt(300)).toBe(300);
    expect(laser.nextChangeAt(500)).toBe(200 + LASER_LIFETIME_MS - 300);
    expect(laser.trail(500)).toEqual([]);
  });

  it('has a tail of bounded length, however fast the messages come', () => {
    const laser = new LaserPointer();
    for (let i = 0; i < 1_000; i++) laser.apply(at(i, i / 1_000), 0);
    expect(laser.trail(0).length).toBeLessThanOrEqual(32);
  });

  it('tells those who watch', () => {
    const laser = new LaserPointer();
    let told = 0;
    laser.watch(() => told++);
    laser.apply(at(1, 0.1), 0);
    laser.apply(at(1, 0.2), 0);
    laser.apply({ is: 'laser-off', seq: 2 }, 0);
    expect(told).toBe(2);
  });
});

describe('the floating panel', () => {
  const drawOn = (board: InkBoard, now: number) => {
    board.apply({ is: 'begin', id: 1, epoch: 0, tool: 'pen', colour: 'red' }, now);
    board.apply({ is: 'points', id: 1, from: 0, at: [0.8, 0.9] }, now);
    board.apply({ is: 'end', id: 1 }, now);
  };

  it('looks at the whole picture while nobody points', () => {
    expect(focusOf(new InkBoard(), new LaserPointer(), 0)).toBeNull();
  });

  it('looks where the helper pointed or drew last', () => {
    const [board, laser] = [new InkBoard(), new LaserPointer()];
    drawOn(board, 100);
    expect(focusOf(board, laser, 100)).toEqual({ x: 0.8, y: 0.9 });
    laser.apply(at(0, 0.2), 200);
    expect(focusOf(board, laser, 200)).toEqual({ x: 0.2, y: 0.2 });
    expect(focusOf(board, laser, 5_000)).toEqual({ x: 0.8, y: 0.9 });
    expect(focusOf(board, laser, 60_000)).toBeNull();
  });
});
