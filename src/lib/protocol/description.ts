/**
 * Session descriptions (SDP, RFC 8866), as far as they are looked at before a browser gets them: how
 * long, how many lines of media, and which certificates they name. Only the browser reads the rest.
 */
import * as v from 'valibot';
import { text, whole } from '#protocol/read.ts';

const MAX_SDP_CHARS = 15_000;
/** One for the channels, one for the screen, two for voices, and as many again. A browser makes a transport of each. */
const MAX_MEDIA_LINES = 8;

const mediaLines = (sdp: string): string[] => sdp.match(/^m=.*$/gm) ?? [];

export const Sdp = v.pipe(
  text(MAX_SDP_CHARS),
  v.check((sdp) => mediaLines(sdp).length <= MAX_MEDIA_LINES),
);

/** Before the link there is nothing but channels. */
export const SdpOfChannels = v.pipe(
  text(MAX_SDP_CHARS),
  v.check((sdp) => mediaLines(sdp).length === 1 && /^m=application /m.test(sdp)),
);

/** RTCIceCandidateInit (W3C WebRTC, 4.8.1). */
export const Candidate = v.object({
  candidate: text(1_000),
  sdpMid: v.optional(v.nullable(text(16))),
  sdpMLineIndex: v.optional(v.nullable(whole(0, 16))),
  usernameFragment: v.optional(v.nullable(text(256))),
});

/** `AB:CD:…` (RFC 8122, 5) to 32 bytes, or null. */
export function bytesOfFingerprint(text: string): Uint8Array | null {
  const pairs = text.split(':');
  if (pairs.length !== 32 || !pairs.every((pair) => /^[0-9a-f]{2}$/i.test(pair))) return null;
  return Uint8Array.from(pairs, (pair) => parseInt(pair, 16));
}

/**
 * The one certificate that `sdp` names, as the SHA-256 of its DER; null where it names none, several,
 * or anything that might be read as a fingerprint and is none. Browsers that meet two take either.
 */
export function onlyFingerprintIn(sdp: string): Uint8Array | null {
  const values = [...sdp.matchAll(/^a=fingerprint:sha-256 ([0-9a-f:]+)\r?$/gim)].map(([, value = '']) =>
    value.toLowerCase(),
  );
  const [only] = values;
  if (only === undefined || values.length !== sdp.match(/fingerprint/gi)?.length) return null;
  return values.every((value) => value === only) ? bytesOfFingerprint(only) : null;
}
