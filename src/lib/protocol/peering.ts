/**
 * The words of the PeerServer protocol (peers/peerjs-server), by which the two connections of a
 * session find each other. A page hears only the few that its own meeting is made of.
 */
import * as v from 'valibot';
import { Candidate, SdpOfChannels } from '#protocol/description.ts';
import { text } from '#protocol/read.ts';

/** Ids of peers, as the worker takes them. */
export const PEER_ID = /^[\w -]{1,64}$/;

/** Page to worker. What is in `payload` is for the other page; the worker never looks. */
export const PeerCommand = v.object({
  type: v.picklist(['OFFER', 'ANSWER', 'CANDIDATE', 'LEAVE', 'EXPIRE', 'HEARTBEAT']),
  dst: v.optional(v.nullable(v.union([v.literal(''), v.pipe(v.string(), v.regex(PEER_ID))]))),
  payload: v.optional(v.unknown()),
});
export type PeerCommand = v.InferOutput<typeof PeerCommand>;

const src = v.picklist(['sharer', 'helper']);
const connectionId = v.pipe(v.string(), v.regex(/^\w{1,64}$/));
const type = v.literal('data');

/** Worker to page. LEAVE is none of them: nobody leaves a meeting that way, and PeerJS would believe it. */
export const PeerNotice = v.variant('type', [
  v.object({ type: v.literal('OPEN') }),
  v.object({ type: v.literal('ID-TAKEN') }),
  v.object({ type: v.literal('ERROR'), payload: v.object({ msg: text(200) }) }),
  /** Whom we called has not come. */
  v.object({ type: v.literal('EXPIRE'), src }),
  v.object({
    type: v.literal('OFFER'),
    src,
    payload: v.object({
      type,
      connectionId,
      label: text(64),
      reliable: v.literal(true),
      serialization: v.literal('raw'),
      sdp: v.object({ type: v.literal('offer'), sdp: SdpOfChannels }),
    }),
  }),
  v.object({
    type: v.literal('ANSWER'),
    src,
    payload: v.object({ type, connectionId, sdp: v.object({ type: v.literal('answer'), sdp: SdpOfChannels }) }),
  }),
  v.object({ type: v.literal('CANDIDATE'), src, payload: v.object({ type, connectionId, candidate: Candidate }) }),
]);
export type PeerNotice = v.InferOutput<typeof PeerNotice>;
