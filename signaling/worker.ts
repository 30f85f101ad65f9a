/** The front of the server: sends every request where it belongs, and answers nothing else itself. */
import { NAMEPLATE, SEAT_PROTOCOL } from '#protocol/signaling.ts';
import { answerAdmin } from '#signaling/admin-desk.ts';
import { isForeign } from '#signaling/client-address.ts';
import { knock, openRoom, takeSeat } from '#signaling/door.ts';
import type { Env } from '#signaling/env.ts';
import { securityHeaders, withHeaders } from '#signaling/headers.ts';
import { NO_SESSION } from '#signaling/peer-server.ts';
import { openBadge } from '#signaling/sign-in/badge.ts';
import { toDemo } from '#signaling/sign-in/demo.ts';
import { answerSignIn } from '#signaling/sign-in/desk.ts';
import { DEMO_PATH, tokenOriginOf } from '#signaling/sign-in/provider.ts';
import { totals } from '#signaling/records.ts';
import { answerReport } from '#signaling/report-desk.ts';
import { nothingHere, serveApp } from '#signaling/static-app.ts';
import { sayAndClose, wantsSocket } from '#signaling/upgrade.ts';

export { BlockKeeper } from '#signaling/block-keeper.ts';
export { CountKeeper } from '#signaling/count-keeper.ts';
export { LimitKeeper } from '#signaling/limit-keeper.ts';
export { KeyKeeper } from '#signaling/sign-in/key-keeper.ts';
export { NonceKeeper } from '#signaling/sign-in/nonce-keeper.ts';
export { RecordKeeper } from '#signaling/record-keeper.ts';
export { ReportKeeper } from '#signaling/report-keeper.ts';
export { SessionRoom } from '#signaling/session-room.ts';

export default {
  async fetch(request, env): Promise<Response> {
    const response = await route(request, env);
    return response.webSocket ? response : withHeaders(response, await headersFor(request, env, response));
  },
} satisfies ExportedHandler<Env>;

/** Any page of the app can become the helper's without being loaded again, so all of them may sign in. */
async function headersFor(request: Request, env: Env, response: Response): Promise<Record<string, string>> {
  const own = response.headers.get('content-security-policy');
  const isPage = response.headers.get('content-type')?.startsWith('text/html') && !own;
  const headers = securityHeaders(request, env, isPage ? await tokenOriginOf(env) : null);
  return own ? { ...headers, 'content-security-policy': own } : headers;
}

async function route(request: Request, env: Env): Promise<Response> {
  const [, place, ...rest] = new URL(request.url).pathname.split('/');
  switch (place) {
    case 'health':
      return rest.length > 0 ? nothingHere() : sayHealth(env);
    case 'admin':
      return rest.length > 0 ? answerAdmin(request, env, rest) : serveAdminPage(request, env);
    case 'report':
      return rest.length > 0 ? nothingHere() : answerReport(request, env, (badge) => openBadge(env, badge));
    case 'room':
      return toRoom(request, env, rest);
    case 'auth':
      return answerSignIn(request, env, rest);
    case DEMO_PATH.slice(1):
      return (await toDemo(request, env)) ?? nothingHere();
    case 'peer':
      return toPeerServer(request, env, rest);
    default:
      return serveApp(request, env);
  }
}

async function sayHealth(env: Env): Promise<Response> {
  const health = { ok: true, protocol: SEAT_PROTOCOL, last72Hours: await totals(env) };
  return Response.json(health, { headers: { 'cache-control': 'no-store' } });
}

/** The page itself is no secret; but nobody should find it by a search. */
async function serveAdminPage(request: Request, env: Env): Promise<Response> {
  return withHeaders(await serveApp(request, env), { 'x-robots-tag': 'noindex' });
}

function toRoom(request: Request, env: Env, [first = '', second, ...more]: string[]): Response | Promise<Response> {
  const role = second === 'helper' || second === 'sharer' ? second : undefined;
  const opens = first === 'helper' && second === undefined;
  if (more.length > 0 || !(opens || (role && NAMEPLATE.test(first)))) return nothingHere();
  if (!wantsSocket(request))
    return new Response('This is a WebSocket', { status: 426, headers: { upgrade: 'websocket' } });
  if (isForeign(request, env)) return new Response('This page is not from here', { status: 403 });
  return role ? takeSeat(request, env, first, role) : openRoom(request, env);
}

async function toPeerServer(request: Request, env: Env, rest: string[]): Promise<Response> {
  const [nameplate = '', session, ...path] = rest;
  const socket = wantsSocket(request);
  if (!session || !NAMEPLATE.test(nameplate) || path.join('/') !== (socket ? 'peerjs' : 'peerjs/id'))
    return nothingHere();
  const answer = await knock(env, nameplate, `peer/${session}/${path.join('/')}`, request);
  if (answer.status !== 409) return answer;
  return socket ? sayAndClose(NO_SESSION, 1000, '') : nothingHere();
}
