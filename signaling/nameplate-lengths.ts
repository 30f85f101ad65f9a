/**
 * Which lengths of nameplates are in use. Merely waking a room leaves a file of 4 KB on the disk
 * for ever (workerd 1.20261102), so a stranger who makes up nameplates must not be able to wake
 * more rooms than there are nameplates of the lengths that were really given out.
 */
import { CODE_LIFETIME_MS, SESSION_LIFETIME_MS } from '#protocol/limits.ts';
import type { Env } from '#signaling/env.ts';
import { SHORTEST } from '#signaling/nameplates.ts';

/** Renewed no more often than this, so that a busy hour costs one write. */
const RENEWED_EVERY_MS = 60 * 60_000;
/** The longest that a nameplate can be on somebody's lips or in somebody's session. */
const IN_USE_MS = 2 * CODE_LIFETIME_MS + SESSION_LIFETIME_MS + RENEWED_EVERY_MS;

/** Until when each length is known to be in use. Only a copy: the keeper's own survives a restart. */
const known = new Map<number, number>();

export async function isLengthInUse(env: Env, length: number): Promise<boolean> {
  if (length <= SHORTEST) return true;
  const now = Date.now();
  if ((known.get(length) ?? 0) <= now) known.set(length, await keeper(env).lengthUsedUntil(length));
  return (known.get(length) ?? 0) > now;
}

/** Said before the first nameplate of a length is tried. */
export async function useLength(env: Env, length: number): Promise<void> {
  if (length <= SHORTEST) return;
  const until = Date.now() + IN_USE_MS;
  if (until - (known.get(length) ?? 0) < RENEWED_EVERY_MS) return;
  await keeper(env).useLength(length, until);
  known.set(length, until);
}

const keeper = (env: Env) => env.LIMITS.get(env.LIMITS.idFromName('nameplate-lengths'));
