/** Asks the keepers of limits whether the address behind a request may try once more. */
import { clientAddress } from '#signaling/client-address.ts';
import type { Env } from '#signaling/env.ts';
import type { Limit } from '#signaling/limit-keeper.ts';
import { hashOf } from '#signaling/secrets.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Counts are spread over so many keepers, and bounded to them: names of Durable Objects stay on the disk. */
const KEEPERS = 16;

/** @param what each kind of try is counted by itself */
export async function isWithin(limits: readonly Limit[], what: string, request: Request, env: Env): Promise<boolean> {
  const address = clientAddress(request, env);
  const keeper = Number.parseInt((await hashOf(address)).slice(0, 4), 16) % KEEPERS;
  return env.LIMITS.get(env.LIMITS.idFromName(`keeper-${keeper}`)).take(what, address, [...limits]);
}
