/**
 * What helper and sharer say to each other over the authenticated link, as JSON text on the
 * ordered channel `ctl`. Each side reads only what the other role may say, so a helper cannot
 * grant itself anything by speaking the sharer's lines.
 */
import * as v from 'valibot';
import { Candidate, Sdp } from '#protocol/description.ts';
import { MAX_CHAT_CHARS } from '#protocol/limits.ts';
import { fraction, text, whole } from '#protocol/read.ts';
import { InkColour } from '#protocol/ink.ts';

/** Raised only when an old page would misread a new one; adding optional keys does not count. */
export const PROTOCOL_VERSION = 1;

/** Negotiated data channels (W3C WebRTC, 6.1): fixed ids, so that neither side can open others. */
export const CHANNELS = {
  /** Ordered, reliable: everything in this file. */
  ctl: { label: 'ctl', id: 10, ordered: true },
  /** Ordered, reliable: ink (ink.ts). Apart, so that a long stroke never delays a chat line. */
  ink: { label: 'ink', id: 11, ordered: true },
  /** Lossy: only the newest position of the laser pointer counts. */
  laser: { label: 'laser', id: 12, ordered: false, maxRetransmits: 0 },
  /** Ordered, reliable, binary: the bytes of a still. */
  still: { label: 'still', id: 13, ordered: true },
} as const;

export const Mode = v.picklist(['view', 'control']);
export type Mode = v.InferOutput<typeof Mode>;

/** Why the link is hung up, in the words of the one who does it. */
export const Goodbye = v.picklist([
  'done',
  'declined',
  'stopped',
  'no-answer',
  'not-private',
  'too-old',
  'time-limit',
  'protocol-error',
  'failed',
  /** The page was closed or loaded again. */
  'gone',
]);
export type Goodbye = v.InferOutput<typeof Goodbye>;

/**
 * Why a permission was not given, or is not held any more.
 * `declined`, `no-answer`: what became of the question · the others were answered without one:
 * `not-available`: nothing on this computer could do it · `view-only`: not in this session, for good ·
 * `too-soon`: less than `CONTROL_REST_MS` after the last · `too-often`: declined
 * `MAX_CONTROL_DENIALS` times · `not-now`: another question stands there, or the sharer has paused ·
 * `taken-back`: it was given, and the sharer ended it.
 */
export const Refusal = v.picklist([
  'declined',
  'no-answer',
  'not-available',
  'view-only',
  'too-soon',
  'too-often',
  'not-now',
  'taken-back',
]);
export type Refusal = v.InferOutput<typeof Refusal>;

const spokenByBoth = [
  /** First on the link: version of the speaker, and the proof that it is the one who paired (pairing.ts). */
  v.object({ is: v.literal('hello'), version: whole(1, 1_000), proof: v.pipe(v.string(), v.regex(/^[0-9a-f]{128}$/)) }),
  /** Perfect negotiation (W3C WebRTC, 10.7): RTCSessionDescriptionInit and RTCIceCandidateInit. */
  v.object({ is: v.literal('description'), type: v.picklist(['offer', 'answer']), sdp: Sdp }),
  v.object({ is: v.literal('candidate'), ...Candidate.entries }),
  /**
   * Said every `HEARTBEAT_MS`: ICE needs half a minute to notice that nobody is there. `answer` asks
   * for one back at once, because the timers of a hidden page are slow and its ears are not.
   */
  v.object({ is: v.literal('alive'), answer: v.optional(v.boolean()) }),
  v.object({ is: v.literal('chat'), text: v.pipe(text(MAX_CHAT_CHARS), v.minLength(1)) }),
  v.object({ is: v.literal('bye'), why: Goodbye }),
] as const;

export const HelperMessage = v.variant('is', [
  ...spokenByBoth,
  /** Asks for permission. Control is asked for only once the screen is seen. */
  v.object({ is: v.literal('ask'), mode: Mode }),
  /** Gives control back, or takes the wish for it back. */
  v.object({ is: v.literal('release') }),
  /** The helper does not want to see for now; the sharer's page stops sending. */
  v.object({ is: v.literal('hold'), on: v.boolean() }),
  /** A sharp picture of this moment, please. */
  v.object({ is: v.literal('still-wanted') }),
]);
export type HelperMessage = v.InferOutput<typeof HelperMessage>;

export const SharerMessage = v.variant('is', [
  ...spokenByBoth,
  /** The newest word about a permission. `viewOnly`, with the one to view: asking for control is of no use. */
  v.object({
    is: v.literal('answer'),
    mode: Mode,
    allowed: v.boolean(),
    why: v.optional(Refusal),
    viewOnly: v.optional(v.boolean()),
  }),
  /**
   * State of the shared picture, said whenever it changes. `epoch` counts what was chosen to be
   * shared: ink of an older epoch points at something that is not there any more. `busy`: a question
   * stands before the sharer; what the helper points, draws or presses meanwhile is dropped.
   */
  v.object({
    is: v.literal('picture'),
    paused: v.boolean(),
    busy: v.optional(v.boolean()),
    epoch: whole(0, 1_000_000),
    surface: v.picklist(['monitor', 'window', 'browser', 'unknown']),
  }),
  /** A still follows as binary frames on its channel: a PNG of `bytes` bytes of the picture of `epoch`. */
  v.object({ is: v.literal('still'), bytes: whole(1, 64 * 1024 * 1024), epoch: whole(0, 1_000_000) }),
  v.object({ is: v.literal('no-still') }),
]);
export type SharerMessage = v.InferOutput<typeof SharerMessage>;

export type PeerMessage = HelperMessage | SharerMessage;

/** On `laser`. `seq` only grows; an older one than the newest seen is late and dropped. */
export const LaserMessage = v.variant('is', [
  v.object({
    is: v.literal('laser'),
    seq: whole(0, 2 ** 31),
    epoch: whole(0, 1_000_000),
    x: fraction,
    y: fraction,
    colour: InkColour,
  }),
  v.object({ is: v.literal('laser-off'), seq: whole(0, 2 ** 31) }),
]);
export type LaserMessage = v.InferOutput<typeof LaserMessage>;
