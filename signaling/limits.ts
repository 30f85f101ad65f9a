/** Asks the keepers of limits whether the address behind a request may try once more. */
import { clientAddress } from '#signaling/client-address.ts';
import type { Env } from '#signaling/env.ts';
import { keeperOf } from '#signaling/keepers.ts';
import type { Limit } from '#signaling/limit-keeper.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** @param what each kind of try is counted by itself */
export async function isWithin(limits: readonly Limit[], what: string, request: Request, env: Env): Promise<boolean> {
  const address = clientAddress(request, env);
  return (await keeperOf(env, address)).take(what, address, [...limits]);
}
