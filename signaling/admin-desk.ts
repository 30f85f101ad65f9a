/**
 * What only the operator may see and do: records, counts, reports, blocked accounts. Where no
 * operator has been named there is no desk; where one has, everybody else gets the same answer.
 */
import { BlockWish, MAX_WISH_CHARS } from '#protocol/admin.ts';
import { read } from '#protocol/read.ts';
import { blockListOf } from '#signaling/block-keeper.ts';
import { bodyOf } from '#signaling/body.ts';
import { isForeign } from '#signaling/client-address.ts';
import type { Env } from '#signaling/env.ts';
import { DAY_MS, HOUR_MS, isWithin, MINUTE_MS } from '#signaling/limits.ts';
import { countsOf, recordsOf } from '#signaling/records.ts';
import { reportsOf } from '#signaling/reports.ts';
import { adminOf, hasAdmin } from '#signaling/sign-in/admin.ts';
import { nothingHere } from '#signaling/static-app.ts';

/** Right or wrong, each request is a try: the page makes three at a time, and a script one an hour. */
const LIMITS = [
  { most: 60, inMs: MINUTE_MS },
  { most: 600, inMs: HOUR_MS },
  { most: 3_000, inMs: DAY_MS },
];

type Answer = (env: Env, request: Request) => Promise<Response>;
const DESK: Record<string, Answer> = {
  'GET counts': async (env) => Response.json(await countsOf(env)),
  'GET records': (env) => Promise.resolve(linesOf(recordsOf(env))),
  'GET reports': async (env) => Response.json({ reports: await reportsOf(env) }),
  'GET blocked': (env) => sayBlocked(env),
  'POST block': (env, request) => decide(env, request, 'block'),
  'POST unblock': (env, request) => decide(env, request, 'unblock'),
};

/** A request below /admin/. */
export async function answerAdmin(request: Request, env: Env, [what = '', ...more]: string[]): Promise<Response> {
  const answer = Object.hasOwn(DESK, `${request.method} ${what}`) ? DESK[`${request.method} ${what}`] : undefined;
  if (!hasAdmin(env) || !answer || more.length > 0) return nothingHere();
  if (isForeign(request, env)) return new Response('This page is not from here', { status: 403 });
  if (!(await isWithin(LIMITS, 'admin', request, env))) return plain('Too many tries', 429);
  if (!(await adminOf(request, env))) return plain('Not for you', 401);
  const response = await answer(env, request);
  response.headers.set('cache-control', 'no-store');
  return response;
}

async function sayBlocked(env: Env): Promise<Response> {
  return Response.json({ blocked: await blockListOf(env.BLOCKS).list() });
}

async function decide(env: Env, request: Request, what: 'block' | 'unblock'): Promise<Response> {
  const wish = read(BlockWish, await bodyOf(request, MAX_WISH_CHARS), MAX_WISH_CHARS);
  if (!wish.ok) return plain('Not an account', 400);
  await blockListOf(env.BLOCKS)[what](wish.message.account);
  return sayBlocked(env);
}

/** JSON lines: sent hour by hour, so that no amount of sessions has to fit in memory. */
function linesOf(hours: AsyncIterable<readonly object[]>): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      for await (const rows of hours) {
        for (const row of rows) controller.enqueue(encoder.encode(`${JSON.stringify(row)}\n`));
      }
      controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': 'application/jsonl; charset=utf-8' } });
}

const plain = (text: string, status: number): Response =>
  new Response(text, { status, headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' } });
