/** Somebody on the network who asks the worker something, from an address of their own. */
import { env } from 'cloudflare:workers';
import { vi } from 'vitest';
import type { Env } from '#signaling/env.ts';
import worker from '#signaling/worker.ts';

export const ORIGIN = 'http://beside.test';
/** Refusals take their second and a half, and a busy machine several times that. */
vi.setConfig({ testTimeout: 30_000 });

let visitors = 0;
/** An address that nobody else in the tests has, so that nobody uses up another's tries. */
export const newAddress = (): string =>
  `10.${Math.floor(++visitors / 65_536)}.${Math.floor(visitors / 256) % 256}.${visitors % 256}`;

export interface Visit {
  from?: string;
  headers?: Record<string, string>;
  settings?: Partial<Env>;
  method?: string;
  /** POSTed where it is given, unless another method is. */
  body?: string;
}

/** Asks the worker as a visitor would. */
export async function visit(
  path: string,
  { from = newAddress(), headers = {}, settings = {}, body, method = body === undefined ? 'GET' : 'POST' }: Visit = {},
): Promise<Response> {
  const cf = { clientIp: `${from}:50000` } as unknown as CfProperties;
  return worker.fetch(
    new Request(ORIGIN + path, { method, headers, cf, ...(body !== undefined && { body }) }) as Parameters<
      typeof worker.fetch
    >[0],
    {
      ...env,
      ...settings,
    },
  );
}
