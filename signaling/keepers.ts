/** Which keeper of limits counts whom: always the same one for an address. */
import type { Env } from '#signaling/env.ts';
import type { LimitKeeper } from '#signaling/limit-keeper.ts';
import { hashOf, randomBelow } from '#signaling/secrets.ts';

/** Counts are spread over so many keepers, and bounded to them: names of Durable Objects stay on the disk. */
const KEEPERS = 16;

export async function keeperOf(env: Env, address: string): Promise<DurableObjectStub<LimitKeeper>> {
  return keeperNumber(env, Number.parseInt((await hashOf(address)).slice(0, 4), 16) % KEEPERS);
}

/** For what belongs to no address. */
export const someKeeper = (env: Env): DurableObjectStub<LimitKeeper> => keeperNumber(env, randomBelow(KEEPERS));

const keeperNumber = (env: Env, number: number) => env.LIMITS.get(env.LIMITS.idFromName(`keeper-${String(number)}`));
