/**
 * How a page knocks, and how it is answered: over the WebSocket even when the answer is no, because
 * a browser does not let a page read a failed upgrade.
 */
import { TICKET_PREFIX } from '#protocol/sign-in.ts';
import {
  SEAT_CLOSE,
  SEAT_PROTOCOL,
  SEAT_TOKEN_PREFIX,
  type SeatNotice,
  type SeatRefusal,
} from '#protocol/signaling.ts';
import { workIn, type Work, type WorkDone } from '#protocol/work.ts';

export interface Offer {
  /** The page speaks our version of the seat protocol. */
  readonly current: boolean;
  /** The subprotocol to answer with: a browser gives up on an answer that chose none of its offers. */
  readonly answer: string | undefined;
  readonly token: string | undefined;
  /** As it was offered; nothing about it is known yet. */
  readonly ticket: string | undefined;
  readonly workDone: WorkDone | undefined;
}

const ANY_VERSION = /^beside\.seat\.\d{1,4}$/;
const TOKEN = new RegExp(`^${SEAT_TOKEN_PREFIX.replaceAll('.', '\\.')}([\\da-f]{32})$`);

export const wantsSocket = (request: Request): boolean => request.headers.get('upgrade')?.toLowerCase() === 'websocket';

export function offerOf(request: Request): Offer {
  const offered = (request.headers.get('sec-websocket-protocol') ?? '').split(',').map((one) => one.trim());
  const current = offered.includes(SEAT_PROTOCOL);
  return {
    current,
    answer: current ? SEAT_PROTOCOL : offered.find((one) => ANY_VERSION.test(one)),
    token: offered.flatMap((one) => TOKEN.exec(one)?.[1] ?? []).at(0),
    ticket: offered.find((one) => one.startsWith(TICKET_PREFIX))?.slice(TICKET_PREFIX.length),
    workDone: offered.flatMap((one) => workIn(one) ?? []).at(0),
  };
}

/** The browser's end of a socket goes back with this. */
export const welcome = (client: WebSocket, subprotocol?: string): Response =>
  new Response(null, {
    status: 101,
    webSocket: client,
    headers: subprotocol ? { 'sec-websocket-protocol': subprotocol } : {},
  });

/** @param work what to do first, where that is why. */
export function refuse(offer: Offer, why: SeatRefusal, work?: Work): Response {
  const notice: SeatNotice = { is: 'refused', why, ...(work && { work }) };
  return sayAndClose(notice, SEAT_CLOSE.refused, why, offer.answer);
}

/** Accepts the socket only to say one thing. */
export function sayAndClose(message: object, code: number, reason: string, subprotocol?: string): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.send(JSON.stringify(message));
  server.close(code, reason);
  return welcome(client, subprotocol);
}
