/** The front of the server: sends every request where it belongs, and answers nothing else itself. */
import { NAMEPLATE, SEAT_PROTOCOL } from '#protocol/signaling.ts';
import { isForeign } from '#signaling/client-address.ts';
import { knock, openRoom, takeSeat } from '#signaling/door.ts';
import type { Env } from '#signaling/env.ts';
import { securityHeaders, withHeaders } from '#signaling/headers.ts';
import { NO_SESSION } from '#signaling/peer-server.ts';
import { toDemo } from '#signaling/sign-in/demo.ts';
import { answerSignIn } from '#signaling/sign-in/desk.ts';
import { DEMO_PATH, tokenOriginOf } from '#signaling/sign-in/provider.ts';
import { serveApp } from '#signaling/static-app.ts';
import { sayAndClose, wantsSocket } from '#signaling/upgrade.ts';

export { LimitKeeper } from '#signaling/limit-keeper.ts';
export { KeyKeeper } from '#signaling/sign-in/key-keeper.ts';
export { NonceKeeper } from '#signaling/sign-in/nonce-keeper.ts';
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
      if (rest.length > 0) return nothingHere();
      return Response.json({ ok: true, protocol: SEAT_PROTOCOL }, { headers: { 'cache-control': 'no-store' } });
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

const nothingHere = (): Response =>
  new Response('Not found', { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' } });
