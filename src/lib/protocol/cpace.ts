/**
 * CPACE-RISTR255-SHA512, draft-irtf-cfrg-cpace-21, initiator/responder mode: turns a short shared
 * secret into a strong shared key, so that each run lets an attacker test exactly one guess.
 * Names follow the draft. The vectors of its appendix run in tests/unit/cpace.test.ts.
 */
import { ristretto255, ristretto255_hasher } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concatBytes, randomBytes, utf8ToBytes } from '@noble/hashes/utils.js';

const DSI = utf8ToBytes('CPaceRistretto255');
const DSI_ISK = utf8ToBytes('CPaceRistretto255_ISK');
const DSI_MAC = utf8ToBytes('CPaceMac');
/** SHA-512 input block (`H.s_in_bytes` in the draft). */
const HASH_BLOCK_BYTES = 128;

const Point = ristretto255.Point;
type Point = InstanceType<typeof Point>;

/** `prepend_len`: LEB128 length, then the bytes. */
export function prependLength(bytes: Uint8Array): Uint8Array {
  const length: number[] = [];
  let rest = bytes.length;
  while (rest >= 128) {
    length.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return concatBytes(Uint8Array.from([...length, rest]), bytes);
}

/** `lv_cat` */
export const lvCat = (...parts: Uint8Array[]): Uint8Array => concatBytes(...parts.map(prependLength));

/** `generator_string`: the password is padded to a whole hash block, so its length does not show in timing. */
export function generatorString(prs: Uint8Array, ci: Uint8Array, sid: Uint8Array): Uint8Array {
  const used = prependLength(prs).length + prependLength(DSI).length + 1;
  return lvCat(DSI, prs, new Uint8Array(Math.max(0, HASH_BLOCK_BYTES - used)), ci, sid);
}

export const calculateGenerator = (prs: Uint8Array, ci: Uint8Array, sid: Uint8Array): Point =>
  ristretto255_hasher.deriveToCurve?.(sha512(generatorString(prs, ci, sid))) as Point;

/** Little-endian bytes to a scalar. */
export function scalarFromBytes(bytes: Uint8Array): bigint {
  let scalar = 0n;
  for (let i = bytes.length - 1; i >= 0; i -= 1) scalar = (scalar << 8n) | BigInt(bytes[i] ?? 0);
  return scalar;
}

/** `sample_scalar`: 252 random bits are below the group order, so always a valid scalar; zero is drawn again. */
export function sampleScalar(): bigint {
  for (;;) {
    const bytes = randomBytes(32);
    bytes[31] = (bytes[31] ?? 0) & 0x0f;
    const scalar = scalarFromBytes(bytes);
    bytes.fill(0);
    if (scalar !== 0n) return scalar;
  }
}

export const scalarMult = (scalar: bigint, generator: Point): Uint8Array => generator.multiply(scalar).toBytes();

/** `scalar_mult_vfy`. @returns null where the draft returns the neutral element: the run must be aborted. */
export function scalarMultVerify(scalar: bigint, received: Uint8Array): Uint8Array | null {
  let point: Point;
  try {
    point = Point.fromBytes(received);
  } catch {
    return null; // not an encoding of a group element
  }
  if (point.is0()) return null;
  const shared = point.multiply(scalar);
  return shared.is0() ? null : shared.toBytes();
}

/** `transcript_ir`: initiator's share and associated data first. */
export const transcript = (ya: Uint8Array, ada: Uint8Array, yb: Uint8Array, adb: Uint8Array): Uint8Array =>
  concatBytes(lvCat(ya, ada), lvCat(yb, adb));

/** The intermediate session key, 64 bytes. */
export const intermediateKey = (sid: Uint8Array, shared: Uint8Array, transcribed: Uint8Array): Uint8Array =>
  sha512(concatBytes(lvCat(DSI_ISK, sid, shared), transcribed));

/** Explicit key confirmation (draft, section on key confirmation): `a` by the initiator, `b` by the responder. */
export function confirmationTags(
  isk: Uint8Array,
  sid: Uint8Array,
  ya: Uint8Array,
  ada: Uint8Array,
  yb: Uint8Array,
  adb: Uint8Array,
): { a: Uint8Array; b: Uint8Array } {
  const key = sha512(concatBytes(DSI_MAC, sid, isk));
  return { a: hmac(sha512, key, lvCat(ya, ada)), b: hmac(sha512, key, lvCat(yb, adb)) };
}

/** HKDF-SHA512 (RFC 5869) without salt. @returns 32 bytes. */
export const deriveKey = (isk: Uint8Array, label: string): Uint8Array =>
  hkdf(sha512, isk, undefined, utf8ToBytes(label), 32);

/** Takes the same time wherever the difference lies: `===` on a tag would tell an attacker how far a guess got. */
export function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i += 1) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}
