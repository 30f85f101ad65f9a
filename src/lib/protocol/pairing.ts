/**
 * Pairing: two browsers that share a five-digit secret agree on a key and on each other's DTLS
 * certificate, through a server that may lie. It runs before any RTCPeerConnection exists, so a
 * guesser never causes an offer or a candidate.
 *
 * The sharer is CPace's initiator (A), the helper its responder (B). The helper, whose code can be
 * guessed against, checks the sharer's confirmation before it gives its own: a guesser who fails
 * learns nothing to try the next guess on offline.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, randomBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import * as v from 'valibot';
import {
  calculateGenerator,
  confirmationTags,
  deriveKey,
  equalInConstantTime,
  intermediateKey,
  lvCat,
  sampleScalar,
  scalarMult,
  scalarMultVerify,
  transcript,
} from '#protocol/cpace.ts';
import type { Role } from '#protocol/role.ts';
import { whole } from '#protocol/read.ts';

const PROTOCOL = 'beside-pair/1';
const NONCE_BYTES = 16;
const SID_BYTES = 32;
const FINGERPRINT_BYTES = 32;

const hex = (bytes: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${String(bytes * 2)}}$`)));
const hexUpTo = (bytes: number) => v.pipe(v.string(), v.regex(new RegExp(`^(?:[0-9a-f]{2}){1,${String(bytes)}}$`)));

/** What the two browsers say to each other through the server. All binary fields are lower-case hexadecimal. */
export const PairMessage = v.variant('is', [
  v.object({
    is: v.literal('hello'),
    protocol: v.literal(PROTOCOL),
    role: v.picklist(['sharer', 'helper']),
    nonce: hex(NONCE_BYTES),
  }),
  v.object({ is: v.literal('share'), y: hex(32), ad: hexUpTo(200) }),
  v.object({ is: v.literal('confirm'), tag: hex(64) }),
  /** The sharer's confirmation was wrong; `left` tries remain before the helper's page drops the code. */
  v.object({ is: v.literal('fail'), left: whole(0, 10) }),
]);
export type PairMessage = v.InferOutput<typeof PairMessage>;

/** How pairing frames travel. `receive` rejects when the line closes or a step takes too long. */
export interface PairingLine {
  send(message: PairMessage): void;
  receive(): Promise<PairMessage>;
}

export interface Paired {
  ok: true;
  /** SHA-256 of the other side's DTLS certificate in DER, 32 bytes. Only this certificate may appear later. */
  fingerprint: Uint8Array;
  /** 32 bytes that only these two pages know. */
  key: Uint8Array;
}

/**
 * `wrong-code`: the secrets differ · `reflected`: our own words came back ·
 * `malformed`: a field that no honest page would send.
 */
export type PairingFault = 'wrong-code' | 'reflected' | 'malformed';
export type PairingResult = Paired | { ok: false; why: PairingFault; left?: number };

interface PairingParty {
  line: PairingLine;
  role: Role;
  nameplate: string;
  /** The five digits that never leave the browser. */
  secret: string;
  /** SHA-256 of our own DTLS certificate, 32 bytes. */
  fingerprint: Uint8Array;
  /** Helper only: tries that will be left if this run's confirmation is wrong, told to the sharer. */
  triesLeftIfWrong?: number;
}

const associatedData = (role: Role, fingerprint: Uint8Array, nonce: Uint8Array) =>
  lvCat(utf8ToBytes(PROTOCOL), utf8ToBytes(role), fingerprint, nonce);

/**
 * Runs the protocol once. Never throws for what the other side says; rejects only where `line` does.
 * Source: draft-irtf-cfrg-cpace-21 with the confirmation tags of its key-confirmation section.
 */
export async function pair(party: PairingParty): Promise<PairingResult> {
  const { line, role } = party;
  const theirRole: Role = role === 'sharer' ? 'helper' : 'sharer';

  const nonce = randomBytes(NONCE_BYTES);
  line.send({ is: 'hello', protocol: PROTOCOL, role, nonce: bytesToHex(nonce) });
  const hello = await line.receive();
  if (hello.is !== 'hello') return { ok: false, why: 'malformed' };
  const theirNonce = hexToBytes(hello.nonce);
  if (hello.role !== theirRole || equalInConstantTime(nonce, theirNonce)) return { ok: false, why: 'reflected' };

  const [nonceA, nonceB] = role === 'sharer' ? [nonce, theirNonce] : [theirNonce, nonce];
  const plate = utf8ToBytes(party.nameplate);
  const sid = sha512(lvCat(utf8ToBytes(`${PROTOCOL} sid`), plate, nonceA, nonceB)).subarray(0, SID_BYTES);
  const ci = lvCat(utf8ToBytes(PROTOCOL), utf8ToBytes('sharer'), utf8ToBytes('helper'), plate);
  const generator = calculateGenerator(utf8ToBytes(party.secret), ci, sid);
  const scalar = sampleScalar();
  const y = scalarMult(scalar, generator);
  const ad = associatedData(role, party.fingerprint, nonce);
  const share: PairMessage = { is: 'share', y: bytesToHex(y), ad: bytesToHex(ad) };

  if (role === 'sharer') line.send(share);
  const theirs = await line.receive();
  if (theirs.is !== 'share') return { ok: false, why: 'malformed' };
  const theirY = hexToBytes(theirs.y);
  const theirAd = hexToBytes(theirs.ad);
  const fingerprint = fingerprintIn(theirAd, theirRole, theirNonce);
  const shared = scalarMultVerify(scalar, theirY);
  if (!fingerprint || !shared) return { ok: false, why: 'malformed' };
  if (role === 'helper') line.send(share);

  const [ya, ada, yb, adb] = role === 'sharer' ? [y, ad, theirY, theirAd] : [theirY, theirAd, y, ad];
  const isk = intermediateKey(sid, shared, transcript(ya, ada, yb, adb));
  shared.fill(0);
  const tags = confirmationTags(isk, sid, ya, ada, yb, adb);

  if (role === 'sharer') line.send({ is: 'confirm', tag: bytesToHex(tags.a) });
  const confirmation = await line.receive();
  if (confirmation.is === 'fail') return { ok: false, why: 'wrong-code', left: confirmation.left };
  if (confirmation.is !== 'confirm') return { ok: false, why: 'malformed' };
  if (!equalInConstantTime(hexToBytes(confirmation.tag), role === 'sharer' ? tags.b : tags.a)) {
    if (role === 'helper') line.send({ is: 'fail', left: party.triesLeftIfWrong ?? 0 });
    return { ok: false, why: 'wrong-code' };
  }
  if (role === 'helper') line.send({ is: 'confirm', tag: bytesToHex(tags.b) });

  return { ok: true, fingerprint, key: deriveKey(isk, `${PROTOCOL} session`) };
}

/**
 * The certificate fingerprint in the other side's associated data, or null unless that is byte for
 * byte what an honest page of that role would have sent in this run.
 */
function fingerprintIn(ad: Uint8Array, role: Role, nonce: Uint8Array): Uint8Array | null {
  const before = lvCat(utf8ToBytes(PROTOCOL), utf8ToBytes(role)).length + 1;
  const fingerprint = Uint8Array.from(ad.subarray(before, before + FINGERPRINT_BYTES));
  return equalInConstantTime(ad, associatedData(role, fingerprint, nonce)) ? fingerprint : null;
}

/**
 * What each side says first over the finished link: that it holds the key of the pairing and saw
 * the same two certificates. HMAC-SHA512, hexadecimal.
 */
export function linkProof(
  key: Uint8Array,
  role: Role,
  fingerprints: { sharer: Uint8Array; helper: Uint8Array },
): string {
  return bytesToHex(
    hmac(sha512, key, lvCat(utf8ToBytes('bound'), utf8ToBytes(role), fingerprints.sharer, fingerprints.helper)),
  );
}

/** Constant-time comparison of two hexadecimal proofs. */
export const sameProof = (a: string, b: string): boolean => equalInConstantTime(utf8ToBytes(a), utf8ToBytes(b));
