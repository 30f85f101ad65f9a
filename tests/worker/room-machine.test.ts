import { describe, expect, it } from 'vitest';
import { MAX_PAIRING_RUNS } from '#protocol/limits.ts';
import { step, type Room, type RoomEvent } from '#signaling/room-machine.ts';

const clock = { now: 1_000, codeMs: 600, sessionMs: 43_200 };
const waiting: Room = { at: 'waiting', helper: 'H', runs: 0, until: 1_600 };
const joined: Room = { at: 'joined', helper: 'H', sharer: 'S', runs: 1, paired: null, until: 1_600 };
const ready: Room = { at: 'ready', helper: 'H', sharer: 'S', session: 'id', peers: {}, until: 44_200 };
const resting: Room = { at: 'resting', until: 1_600 };
const free: Room = { at: 'free' };

const everyEvent: RoomEvent[] = [
  { is: 'helper-came', helper: 'H' },
  { is: 'sharer-came', sharer: 'S' },
  { is: 'paired', by: 'helper', session: 'id' },
  { is: 'paired', by: 'sharer', session: 'id' },
  { is: 'dismissed' },
  { is: 'lost', seat: 'helper' },
  { is: 'lost', seat: 'sharer' },
  { is: 'left', by: 'helper' },
  { is: 'left', by: 'sharer' },
  { is: 'time-up' },
];

/** Where each event leads, in the order of `everyEvent`; `·` where it means nothing. */
const leads: [Room, string][] = [
  [free, 'waiting · · · · · · · · ·'],
  [waiting, '· joined · · · · · resting resting resting'],
  [joined, '· · joined joined waiting waiting waiting resting waiting resting'],
  [{ ...joined, paired: 'helper' }, '· · joined ready waiting · waiting resting waiting resting'],
  [{ ...joined, paired: 'sharer' }, '· · ready joined waiting waiting waiting resting waiting resting'],
  [{ ...joined, runs: MAX_PAIRING_RUNS }, '· · joined joined resting resting resting resting resting resting'],
  [ready, '· · · · · · · resting resting resting'],
  [resting, '· · · · · · · · · free'],
];

describe('a room', () => {
  it.each(leads)('%j goes from here to: %s', (room, expected) => {
    const got = everyEvent.map((event) => {
      const [next] = step(room, event, clock);
      return next === room ? '·' : next.at;
    });
    expect(got.join(' ')).toBe(expected);
  });

  it('is given out again only after a rest as long as a code lives', () => {
    const [over] = step(ready, { is: 'left', by: 'sharer' }, clock);
    expect(over).toEqual({ at: 'resting', until: clock.now + clock.codeMs });
  });

  it('keeps the code’s own time however often somebody joins', () => {
    const [again] = step(joined, { is: 'dismissed' }, { ...clock, now: 1_500 });
    expect(again).toEqual({ ...waiting, runs: 1 });
  });
});
