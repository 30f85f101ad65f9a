import { describe, expect, it } from 'vitest';
import { RedrawLoop } from '#lib/ink/redraw-loop.ts';

/** A window whose clock, frames and timers are driven by hand. */
function loopIn({ cost = 0 } = {}) {
  let now = 0;
  let next = Infinity;
  let paints = 0;
  let frames: (() => void)[] = [];
  let timers: { at: number; callback: () => void }[] = [];
  const loop = new RedrawLoop({
    now: () => now,
    frame: (callback) => frames.push(callback),
    after: (ms, callback) => {
      const timer = { at: now + ms, callback };
      timers.push(timer);
      return () => (timers = timers.filter((other) => other !== timer));
    },
    paint: () => {
      paints++;
      now += cost;
      return next;
    },
  });
  const pass = (ms: number) => {
    now += ms;
    const due = timers.filter(({ at }) => at <= now);
    timers = timers.filter(({ at }) => at > now);
    for (const { callback } of due) callback();
  };
  return {
    loop,
    pass,
    frame: () => {
      const due = frames;
      frames = [];
      for (const callback of due) callback();
      pass(0);
    },
    asked: () => frames.length,
    timers: () => timers.length,
    paints: () => paints,
    nextAt: (at: number) => (next = at),
    now: () => now,
  };
}

describe('a redraw loop', () => {
  it('takes one frame for any number of changes, and then none', () => {
    const { loop, frame, asked, paints, timers } = loopIn();
    for (let i = 0; i < 5; i++) loop.wake();
    expect(asked()).toBe(1);
    frame();
    expect([paints(), asked(), timers()]).toEqual([1, 0, 0]);
  });

  it('takes every frame while something fades', () => {
    const { loop, frame, paints, nextAt } = loopIn();
    nextAt(0);
    loop.wake();
    for (let i = 0; i < 3; i++) frame();
    expect(paints()).toBe(3);
  });

  it('sleeps until something begins to fade', () => {
    const { loop, frame, pass, asked, paints, nextAt } = loopIn();
    nextAt(500);
    loop.wake();
    frame();
    pass(499);
    expect(asked()).toBe(0);
    pass(1);
    expect(asked()).toBe(1);
    frame();
    expect(paints()).toBe(2);
  });

  it('leaves half of the time to others where painting is heavy', () => {
    const { loop, frame, pass, asked, paints } = loopIn({ cost: 60 });
    loop.wake();
    frame(); // painted from 0 to 60
    loop.wake();
    frame();
    expect([paints(), asked()]).toEqual([1, 0]);
    pass(60);
    expect(asked()).toBe(1);
    frame();
    expect(paints()).toBe(2);
  });

  it('asks another window when the first has gone with its frame', () => {
    const { loop, frame, paints, asked } = loopIn();
    loop.wake();
    loop.restart();
    expect(asked()).toBe(2);
    frame();
    expect(paints()).toBe(1);
  });

  it('does nothing after it was stopped', () => {
    const { loop, frame, pass, paints, nextAt } = loopIn();
    nextAt(500);
    loop.wake();
    frame();
    loop.wake();
    loop.stop();
    frame();
    pass(1_000);
    frame();
    expect(paints()).toBe(1);
  });
});
