/**
 * What a browser has to do before it may try a code, while somebody is trying many: find an answer
 * whose SHA-256, together with the challenge, begins with so many zero bits (hashcash, A. Back 2002).
 * Page and worker share the one function that says whether an answer is right.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import * as v from 'valibot';
import { MAX_WORK_BITS } from '#protocol/limits.ts';
import { whole } from '#protocol/read.ts';

const challenge = /^[\da-z-]{20,80}$/;

/** `bits`: 2^bits hashes are needed on average, each one more doubles it. */
export const Work = v.object({ challenge: v.pipe(v.string(), v.regex(challenge)), bits: whole(1, MAX_WORK_BITS) });
export type Work = v.InferOutput<typeof Work>;

export interface WorkDone {
  readonly challenge: string;
  readonly answer: string;
}

/** As a subprotocol of the seat (RFC 9110, 5.6.2 token): `work.{challenge}.{answer}`. */
const OFFERED = /^work\.([\da-z-]{20,80})\.([\da-z]{1,11})$/;

export const offerOfWork = ({ challenge, answer }: WorkDone): string => `work.${challenge}.${answer}`;

export function workIn(subprotocol: string): WorkDone | undefined {
  const [, challenge, answer] = OFFERED.exec(subprotocol) ?? [];
  return challenge && answer ? { challenge, answer } : undefined;
}

/** Answers are whole numbers from 0 on, written in base 36; any other text within the pattern is as good. */
export function isDone({ challenge, answer }: WorkDone, bits: number): boolean {
  const hash = sha256(utf8ToBytes(`${challenge}.${answer}`));
  const head = (((hash[0] ?? 255) << 24) | ((hash[1] ?? 255) << 16) | ((hash[2] ?? 255) << 8) | (hash[3] ?? 255)) >>> 0;
  return Math.clz32(head) >= bits;
}
