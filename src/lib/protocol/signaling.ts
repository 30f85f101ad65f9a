/**
 * What a page and the signaling worker say to each other on a seat: the WebSocket that a helper or
 * a sharer keeps open from code to goodbye. The worker relays `pair` and `relay` bodies unread.
 *
 * A seat is opened with the subprotocol `SEAT_PROTOCOL`; a seat that is taken up again after a
 * break adds `SEAT_TOKEN_PREFIX` + its token, and a helper adds `TICKET_PREFIX` + their ticket
 * (sign-in.ts), so that no secret stands in an address. Work that was asked for comes back the same
 * way (work.ts).
 *   GET /room/helper              a helper asks for a room and its nameplate (ticket)
 *   GET /room/{nameplate}/helper  a helper takes its seat up again (token, and ticket before `ready`)
 *   GET /room/{nameplate}/sharer  a sharer joins, or takes its seat up again (token)
 *
 * After both sides said `paired`, the worker answers `ready` with the random session id; the
 * PeerServer protocol then runs at /peer/{nameplate}/{session}/ for two peers.
 */
import * as v from 'valibot';
import { MAX_NAME_CHARS } from '#protocol/limits.ts';
import { text, whole } from '#protocol/read.ts';
import { Badge } from '#protocol/report.ts';
import { TALLY } from '#protocol/tally.ts';
import { Vouched } from '#protocol/vouched.ts';
import { Work } from '#protocol/work.ts';

/** Raised, with the number in it, when an old page would misread a new worker. Optional keys do not count. */
export const SEAT_PROTOCOL = 'beside.seat.2';
export const SEAT_TOKEN_PREFIX = 'token.';

/** Answered by the runtime without waking the room; the same pair serves PeerJS, which ignores the reply. */
export const HEARTBEAT_REQUEST = '{"type":"HEARTBEAT"}';
export const HEARTBEAT_REPLY = '.';

export const NAMEPLATE = /^\d{3,9}$/;
const MAX_PAIR_BODY_CHARS = 4_096;
const MAX_RELAY_BODY_CHARS = 32_768;

const nameplate = v.pipe(v.string(), v.regex(NAMEPLATE));
const token = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));

/** All that a sharer learns of the helper. `badge`: sealed, for a report to the operator (report.ts). */
export const Helper = v.object({ name: text(MAX_NAME_CHARS), vouched: Vouched, badge: v.optional(Badge) });
export type Helper = v.InferOutput<typeof Helper>;

/** RTCIceServer (W3C WebRTC, 4.2.2), as far as the page uses it. */
export const IceServer = v.object({
  urls: v.union([text(300), v.array(text(300))]),
  username: v.optional(text(300)),
  credential: v.optional(text(300)),
});
export type IceServer = v.InferOutput<typeof IceServer>;

/** Page to worker. */
export const SeatCommand = v.variant('is', [
  /** A pairing frame for the other seat. Only before `ready`. */
  v.object({ is: v.literal('pair'), body: text(MAX_PAIR_BODY_CHARS) }),
  /** Helper: this run failed, the sharer has to leave; the code stays good for another try. */
  v.object({ is: v.literal('dismiss') }),
  /** The other side proved that it knows the secret. */
  v.object({ is: v.literal('paired') }),
  /** Anything for the other seat after `ready`: carries negotiation when the direct path is gone. */
  v.object({ is: v.literal('relay'), body: text(MAX_RELAY_BODY_CHARS) }),
  /** What this page used so far, and what went wrong; whenever that changes. Only after `ready`. */
  v.object({ is: v.literal('tally'), ...TALLY }),
  /** This person is done; the room ends for both. From a sharer before `ready` it only frees the seat. */
  v.object({ is: v.literal('leave') }),
]);
export type SeatCommand = v.InferOutput<typeof SeatCommand>;

/**
 * Why a seat was refused or a room ended.
 * `not-active`: unknown, expired, used or busy code, on purpose one answer for all four ·
 * `too-many-tries`: limit of this address, or of this account · `work-needed`: somebody is guessing,
 * knock again with `work` done · `too-old`: the page speaks another version · `no-room`: no nameplate
 * was free · `sign-in-needed`: a helper without a ticket that is good · `blocked`: the operator has
 * blocked this account · `expired`: nobody used the code, or the session reached its
 * limit · `left`: the other person ended it · `replaced`: the same seat was opened again elsewhere ·
 * `dismissed`: sharer only, this run of pairing failed and the room waits for another ·
 * `bad-frame`: a frame the protocol does not know.
 */
export const SeatRefusal = v.picklist([
  'not-active',
  'too-many-tries',
  'too-old',
  'no-room',
  'sign-in-needed',
  'blocked',
  'work-needed',
]);
export type SeatRefusal = v.InferOutput<typeof SeatRefusal>;
export const RoomEnding = v.picklist(['expired', 'left', 'replaced', 'dismissed', 'bad-frame']);
export type RoomEnding = v.InferOutput<typeof RoomEnding>;

/** Worker to page. Times are whole milliseconds from now: the two clocks need not agree. */
export const SeatNotice = v.variant('is', [
  v.object({ is: v.literal('refused'), why: SeatRefusal, work: v.optional(Work) }),
  /** Helper: the room is yours, this is its nameplate. */
  v.object({ is: v.literal('opened'), nameplate, token, expiresInMs: whole(0, 86_400_000) }),
  /** Sharer: you have the seat; the helper's page was told that someone is there. */
  v.object({ is: v.literal('seated'), token }),
  /** Either: you are back on your seat. */
  v.object({ is: v.literal('resumed'), expiresInMs: whole(0, 86_400_000) }),
  /** Helper: a sharer came, or left before pairing was done. */
  v.object({ is: v.literal('someone-joined') }),
  v.object({ is: v.literal('someone-left') }),
  v.object({ is: v.literal('pair'), body: text(MAX_PAIR_BODY_CHARS) }),
  /** Both are paired. Only now the sharer learns who helps, and PeerServer opens for these two. */
  v.object({
    is: v.literal('ready'),
    session: token,
    iceServers: v.array(IceServer),
    helper: v.optional(Helper),
  }),
  v.object({ is: v.literal('relay'), body: text(MAX_RELAY_BODY_CHARS) }),
  v.object({ is: v.literal('ended'), why: RoomEnding }),
]);
export type SeatNotice = v.InferOutput<typeof SeatNotice>;

/** WebSocket close codes of a seat (RFC 6455, 7.4.2: 4000-4999 are ours). The notice before it says the same. */
export const SEAT_CLOSE = { refused: 4001, ended: 4002, replaced: 4003, dismissed: 4004, tooBig: 1009 } as const;
