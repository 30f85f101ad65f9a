/** How often one may try what, and asks the keepers of limits whether one more is within that. */
import { clientAddress } from '#signaling/client-address.ts';
import { numberFrom, type Env } from '#signaling/env.ts';
import { keeperOf } from '#signaling/keepers.ts';
import type { Limit } from '#signaling/limit-keeper.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export const limitsOf = {
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
export const mayTry = (env: Env, what: Exclude<keyof typeof limitsOf, 'join'>, who: string): Promise<boolean> =>
  take(limitsOf[what](env), what, who, env);

/** The same for the address behind a request. @param what each kind of try is counted by itself */
export const isWithin = (limits: readonly Limit[], what: string, request: Request, env: Env): Promise<boolean> =>
  take(limits, what, clientAddress(request, env), env);

async function take(limits: readonly Limit[], what: string, who: string, env: Env): Promise<boolean> {
  return (await keeperOf(env, who)).take(what, who, [...limits]);
}
