/** What the operator and the runtime hand to the worker, and how its texts are read. */
import {
  CODE_LIFETIME_MS,
  JOINS_BEFORE_WORK,
  MAX_WORK_BITS,
  SESSION_LIFETIME_MS,
  WORK_BITS,
} from '#protocol/limits.ts';
import { read } from '#protocol/read.ts';
import { IceServer } from '#protocol/signaling.ts';
import type { BlockKeeper } from '#signaling/block-keeper.ts';
import type { CountKeeper } from '#signaling/count-keeper.ts';
import type { WorkRule } from '#signaling/join-tally.ts';
import type { LimitKeeper } from '#signaling/limit-keeper.ts';
import type { KeyKeeper } from '#signaling/sign-in/key-keeper.ts';
import type { NonceKeeper } from '#signaling/sign-in/nonce-keeper.ts';
import type { SignInTexts } from '#signaling/sign-in/settings.ts';
import type { RecordKeeper } from '#signaling/record-keeper.ts';
import type { ReportKeeper } from '#signaling/report-keeper.ts';

/** All texts are optional: unset, empty or unreadable leaves the default in force. Those of sign-in: sign-in/settings.ts. */
export interface Env extends SignInTexts {
  readonly ROOMS: DurableObjectNamespace;
  readonly LIMITS: DurableObjectNamespace<LimitKeeper>;
  readonly KEYS: DurableObjectNamespace<KeyKeeper>;
  readonly NONCES: DurableObjectNamespace<NonceKeeper>;
  /** Where `npm start` runs the demo sign-in; asked only when it says so with DEMO_ISSUER. */
  readonly DEMO_PROVIDER?: Fetcher;
  readonly RECORDS: DurableObjectNamespace<RecordKeeper>;
  readonly COUNTS: DurableObjectNamespace<CountKeeper>;
  readonly REPORTS: DurableObjectNamespace<ReportKeeper>;
  readonly BLOCKS: DurableObjectNamespace<BlockKeeper>;
  /** The built app: a `disk` service under workerd, the assets binding on Cloudflare. */
  readonly ASSETS?: Fetcher;
  /** Any text; decides which nameplates are open. Needed where more than one process serves the same rooms. */
  readonly NAMEPLATE_KEY?: string;
  readonly JOIN_TRIES_PER_MINUTE?: string;
  readonly JOIN_TRIES_PER_HOUR?: string;
  /** Joins in a minute above which a share of failures means that somebody is guessing. */
  readonly JOINS_BEFORE_WORK?: string;
  /** How much work is asked for then: 2^bits hashes. */
  readonly WORK_BITS?: string;
  readonly CODES_PER_MINUTE?: string;
  readonly CODES_PER_DAY?: string;
  readonly CODES_PER_MINUTE_OF_ADDRESS?: string;
  readonly CODES_PER_DAY_OF_ADDRESS?: string;
  readonly SIGN_INS_PER_MINUTE?: string;
  readonly SIGN_INS_PER_HOUR?: string;
  readonly CODE_LIFETIME_MS?: string;
  readonly SESSION_LIFETIME_MS?: string;
  /** Anything: the only way to this server leads through a proxy that sets X-Forwarded-For, -Proto and -Host itself. */
  readonly TRUSTED_PROXY?: string;
  /** JSON array of RTCIceServer. */
  readonly ICE_SERVERS?: string;
}

/** The longest list of relays that anybody needs, in characters. */
const MAX_ICE_CHARS = 10_000;

/** A whole number above zero, or `otherwise`. */
export function numberFrom(text: string | undefined, otherwise: number): number {
  const number = Number(text);
  return text && Number.isSafeInteger(number) && number > 0 ? number : otherwise;
}

export const lifetimesFrom = (env: Env): { codeMs: number; sessionMs: number } => ({
  codeMs: numberFrom(env.CODE_LIFETIME_MS, CODE_LIFETIME_MS),
  sessionMs: numberFrom(env.SESSION_LIFETIME_MS, SESSION_LIFETIME_MS),
});

export const workRuleFrom = (env: Env): WorkRule => ({
  afterJoins: numberFrom(env.JOINS_BEFORE_WORK, JOINS_BEFORE_WORK),
  bits: Math.min(numberFrom(env.WORK_BITS, WORK_BITS), MAX_WORK_BITS),
});

/** Half a list would fail in ways that nobody can explain, so one bad entry makes it empty. */
export function iceServersFrom(env: Env): IceServer[] {
  const list = env.ICE_SERVERS ? readIceServers(env.ICE_SERVERS) : null;
  return list?.ok ? list.servers : [];
}

/** `entry` is the number of the first one that is wrong, counted from 1; null if it is no list at all. */
export function readIceServers(text: string): { ok: true; servers: IceServer[] } | { ok: false; entry: number | null } {
  if (text.length > MAX_ICE_CHARS) return { ok: false, entry: null };
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return { ok: false, entry: null };
  }
  if (!Array.isArray(list)) return { ok: false, entry: null };
  const servers: IceServer[] = [];
  for (const entry of list) {
    const server = read(IceServer, JSON.stringify(entry), MAX_ICE_CHARS);
    if (!server.ok) return { ok: false, entry: servers.length + 1 };
    servers.push(server.message);
  }
  return { ok: true, servers };
}
