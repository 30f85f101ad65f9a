/** How often one may try what, and where the tries are counted. */
import { numberFrom, type Env } from '#signaling/env.ts';
import type { Limit } from '#signaling/limit-keeper.ts';
import { hashOf } from '#signaling/secrets.ts';

/** Counts are spread over so many keepers, and bounded to them: names of Durable Objects stay on the disk. */
const KEEPERS = 16;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const limitsOf = {
  /** An address tries codes. */
  join: (env: Env): Limit[] => [
    { most: numberFrom(env.JOIN_TRIES_PER_MINUTE, 10), inMs: MINUTE_MS },
    { most: numberFrom(env.JOIN_TRIES_PER_HOUR, 60), inMs: HOUR_MS },
  ],
  /** An account asks for codes. */
  code: (env: Env): Limit[] => [
    { most: numberFrom(env.CODES_PER_MINUTE, 6), inMs: MINUTE_MS },
    { most: numberFrom(env.CODES_PER_DAY, 60), inMs: DAY_MS },
  ],
  /** An address asks for codes: ten busy helpers of one office, or somebody with a handful of accounts. */
  'code-of-address': (env: Env): Limit[] => [
    { most: numberFrom(env.CODES_PER_MINUTE_OF_ADDRESS, 30), inMs: MINUTE_MS },
    { most: numberFrom(env.CODES_PER_DAY_OF_ADDRESS, 600), inMs: DAY_MS },
  ],
  /** An address signs in; the two halves are counted for themselves. */
  'sign-in-start': (env: Env): Limit[] => signIns(env),
  'sign-in-finish': (env: Env): Limit[] => signIns(env),
};

const signIns = (env: Env): Limit[] => [
  { most: numberFrom(env.SIGN_INS_PER_MINUTE, 30), inMs: MINUTE_MS },
  { most: numberFrom(env.SIGN_INS_PER_HOUR, 300), inMs: HOUR_MS },
];

/** Counts one try. @param who an address or an account; neither is written down as it is. */
export async function mayTry(env: Env, what: keyof typeof limitsOf, who: string): Promise<boolean> {
  const keeper = Number.parseInt((await hashOf(who)).slice(0, 4), 16) % KEEPERS;
  return env.LIMITS.get(env.LIMITS.idFromName(`keeper-${keeper}`)).take(what, who, limitsOf[what](env));
}
