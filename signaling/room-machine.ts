/**
 * The life of a room, as a table. Pure: no sockets, no storage, no clock, no randomness.
 *
 * The state is exactly what is written to the disk, so nothing stands in it that a stranger with
 * the disk could use: hashes of tokens, random ids and times.
 */
import { MAX_PAIRING_RUNS } from '#protocol/limits.ts';
import type { Role } from '#protocol/role.ts';
import type { RoomEnding, SeatCommand } from '#protocol/signaling.ts';

export type Room =
  | { at: 'free' }
  | Waiting
  /** One sharer is pairing. `paired` is the side that has already said so. */
  | (Omit<Waiting, 'at'> & { at: 'joined'; sharer: string; paired: Role | null })
  /** Both are paired; nobody else can come in any more. `peers`: PeerServer ids and their tokens, hashed. */
  | { at: 'ready'; helper: string; sharer: string; session: string; peers: Record<string, string>; until: number }
  /** Over. The nameplate rests, so that a code read out too late meets nobody. */
  | { at: 'resting'; until: number };

interface Waiting {
  at: 'waiting';
  /** SHA-256 of the seat's token. */
  helper: string;
  /** Sharers who have sat here so far. */
  runs: number;
  until: number;
}

export type RoomEvent =
  | { is: 'helper-came'; helper: string }
  | { is: 'sharer-came'; sharer: string }
  | { is: 'paired'; by: Role; session: string }
  /** The helper sends the sharer away. */
  | { is: 'dismissed' }
  /** The socket of a seat closed, or was opened anew: whatever was on its way is gone. */
  | { is: 'lost'; seat: Role }
  | { is: 'left'; by: Role }
  | { is: 'time-up' };

export type RoomEffect =
  | { do: 'announce-sharer' }
  | { do: 'announce-loss' }
  | { do: 'show-sharer-out' }
  | { do: 'introduce' }
  | { do: 'end'; why: RoomEnding };

export interface Clock {
  readonly now: number;
  readonly codeMs: number;
  readonly sessionMs: number;
}

type Step = [Room, ...RoomEffect[]];
type Cell<At, Is> = (room: Extract<Room, { at: At }>, event: Extract<RoomEvent, { is: Is }>, clock: Clock) => Step;

const end = (why: RoomEnding, clock: Clock): Step => [
  { at: 'resting', until: clock.now + clock.codeMs },
  { do: 'end', why },
];

/** The sharer's chair is empty again; a code that was tried too often is over. */
function runOver(
  { helper, runs, until }: Extract<Room, { at: 'joined' }>,
  clock: Clock,
  ...effects: RoomEffect[]
): Step {
  if (runs < MAX_PAIRING_RUNS) return [{ at: 'waiting', helper, runs, until }, ...effects, { do: 'announce-loss' }];
  const [resting, ...rest] = end('expired', clock);
  return [resting, ...effects, ...rest];
}

const table: { [At in Room['at']]: { [Is in RoomEvent['is']]?: Cell<At, Is> } } = {
  free: {
    'helper-came': (_, e, clock) => [{ at: 'waiting', helper: e.helper, runs: 0, until: clock.now + clock.codeMs }],
  },
  waiting: {
    'sharer-came': (room, e) => [
      { ...room, at: 'joined', sharer: e.sharer, runs: room.runs + 1, paired: null },
      { do: 'announce-sharer' },
    ],
    left: (_, _e, clock) => end('left', clock),
    'time-up': (_, _e, clock) => end('expired', clock),
  },
  joined: {
    paired: (room, e, clock) => {
      if (room.paired === null || room.paired === e.by) return [{ ...room, paired: e.by }];
      const { helper, sharer } = room;
      const until = clock.now + clock.sessionMs;
      return [{ at: 'ready', helper, sharer, session: e.session, peers: {}, until }, { do: 'introduce' }];
    },
    dismissed: (room, _, clock) => runOver(room, clock, { do: 'show-sharer-out' }),
    // A helper who comes back has forgotten the run, unless it was already won.
    lost: (room, e, clock) => {
      if (e.seat === 'sharer') return runOver(room, clock);
      return room.paired === 'helper' ? [room] : runOver(room, clock, { do: 'show-sharer-out' });
    },
    // A sharer who has proved nothing cannot end the helper's code.
    left: (room, e, clock) =>
      e.by === 'helper' ? end('left', clock) : runOver(room, clock, { do: 'show-sharer-out' }),
    'time-up': (_, _e, clock) => end('expired', clock),
  },
  ready: {
    left: (_, _e, clock) => end('left', clock),
    // The rest counts from the end itself: a server that was down for days must not hold on to it for longer.
    'time-up': ({ until }, _, { codeMs }) => [
      { at: 'resting', until: until + codeMs },
      { do: 'end', why: 'expired' },
    ],
  },
  resting: {
    'time-up': () => [{ at: 'free' }],
  },
};

/** An event that means nothing here gives the very same room back. */
export function step(room: Room, event: RoomEvent, clock: Clock): Step {
  const row = table[room.at] as Record<string, ((room: Room, event: RoomEvent, clock: Clock) => Step) | undefined>;
  return (Object.hasOwn(row, event.is) ? row[event.is] : undefined)?.(room, event, clock) ?? [room];
}

/**
 * What becomes of a command: `heard`; `late`, which honest pages say when word of a change crosses
 * theirs; or `wrong`, which they never say.
 */
export function hearingOf(room: Room, by: Role, command: SeatCommand['is']): 'heard' | 'late' | 'wrong' {
  switch (command) {
    case 'leave':
      return 'heard';
    case 'relay':
      return room.at === 'ready' ? 'heard' : 'wrong';
    case 'tally':
      return room.at === 'ready' ? 'heard' : 'late';
    case 'dismiss':
      if (by === 'sharer' || room.at === 'ready') return 'wrong';
      return room.at === 'joined' ? 'heard' : 'late';
    case 'pair':
      if (room.at === 'ready') return 'wrong';
      return room.at === 'joined' ? 'heard' : 'late';
    case 'paired':
      return room.at === 'joined' ? 'heard' : 'late';
  }
}
