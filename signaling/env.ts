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
import type { RecordKeeper } from '#signaling/record-keeper.ts';
import type { ReportKeeper } from '#signaling/report-keeper.ts';

/** All texts are optional: unset, empty or unreadable leaves the default in force. */
export interface Env {
  readonly ROOMS: DurableObjectNamespace;
  readonly LIMITS: DurableObjectNamespace<LimitKeeper>;
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
  readonly CODE_LIFETIME_MS?: string;
  readonly SESSION_LIFETIME_MS?: string;
  /** Anything: the only way to this server leads through a proxy that sets X-Forwarded-For, -Proto and -Host itself. */
  readonly TRUSTED_PROXY?: string;
  /** Opens what is kept to the operator; at least 16 characters, or it does not count. */
  readonly ADMIN_TOKEN?: string;
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
  if (!env.ICE_SERVERS || env.ICE_SERVERS.length > MAX_ICE_CHARS) return [];
  let list: unknown;
  try {
    list = JSON.parse(env.ICE_SERVERS);
  } catch {
    return [];
  }
  if (!Array.isArray(list)) return [];
  const servers = list.map((entry) => read(IceServer, JSON.stringify(entry), MAX_ICE_CHARS));
  return servers.every((server) => server.ok) ? servers.map((server) => server.message) : [];
}
