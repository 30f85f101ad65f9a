/**
 * The PeerServer protocol, so that the stock `peerjs` client finds its way: for the two peers of
 * one session, and no others. It knows neither sockets nor rooms; whoever hosts it brings those.
 *
 * Wire format: peers/peerjs-server, with its answers word for word where a client looks at them.
 */
import { MAX_SIGNALING_CHARS } from '#protocol/limits.ts';
import { PEER_ID, PeerCommand } from '#protocol/peering.ts';
import { read } from '#protocol/read.ts';

/** What it needs from its host. */
export interface PeerHost {
  /** Says something to a peer; false when that peer has no open line. */
  say(id: string, frame: string): boolean;
  /** The peer gave its id up: from now on anybody of this session may take it. */
  free(id: string): void;
}

export interface PeerWish {
  readonly key: string | null;
  readonly id: string | null;
  readonly token: string | null;
}

/** A description may arrive before the other page is there: it is kept so long, in memory only, for it holds addresses. */
export const HELD_FOR_MS = 5_000;
const MAX_HELD = 64;
export const MAX_PEERS = 2;
const MAX_TOKEN_CHARS = 128;

const RELAYED = new Set(['OFFER', 'ANSWER', 'CANDIDATE']);

const error = (msg: string) => ({ type: 'ERROR', payload: { msg } });
export const OPEN = { type: 'OPEN' };
export const ID_TAKEN = { type: 'ID-TAKEN', payload: { msg: 'ID is taken' } };
export const NO_SESSION = error('No such session');
export const FULL = error('Server has reached its concurrent user limit');

/** What is wrong with a wish to connect, in PeerServer's words; null if nothing. */
export function faultIn(wish: PeerWish): object | null {
  if (!wish.id || !wish.token || !wish.key) return error('No id, token, or key supplied to websocket server');
  if (wish.key !== 'peerjs') return error('Invalid key provided');
  if (!PEER_ID.test(wish.id) || wish.token.length > MAX_TOKEN_CHARS) return error('Invalid id or token');
  return null;
}

interface Held {
  readonly src: string;
  readonly dst: string;
  readonly frame: string;
  readonly due: number;
}

export class PeerServer {
  readonly #host: PeerHost;
  #held: Held[] = [];
  #timing = false;

  constructor(host: PeerHost) {
    this.#host = host;
  }

  /** A peer has its line: it hears OPEN, then all that was said to it before. */
  greet(id: string): void {
    this.#host.say(id, JSON.stringify(OPEN));
    for (const { frame } of this.#held.filter(({ dst }) => dst === id)) this.#host.say(id, frame);
    this.#held = this.#held.filter(({ dst }) => dst !== id);
  }

  /** @returns false for a frame that no PeerJS client sends; it is dropped. */
  hear(src: string, frame: string): boolean {
    const got = read(PeerCommand, frame, MAX_SIGNALING_CHARS);
    if (!got.ok) return false;
    const { type, dst, payload } = got.message;
    if (type === 'HEARTBEAT') return true;
    if (!dst) {
      if (type === 'LEAVE') this.#host.free(src);
      return type === 'LEAVE';
    }
    // Built anew: who says it is ours to say, and what else stood in the frame stays here.
    const passed = JSON.stringify({ type, src, dst, payload });
    if (!this.#host.say(dst, passed) && RELAYED.has(type))
      this.#hold({ src, dst, frame: passed, due: Date.now() + HELD_FOR_MS });
    return true;
  }

  #hold(held: Held): void {
    if (this.#held.length < MAX_HELD) this.#held.push(held);
    if (!this.#timing) this.#expireIn(HELD_FOR_MS);
  }

  #expireIn(ms: number): void {
    this.#timing = true;
    setTimeout(() => this.#expire(), ms);
  }

  /** Tells each sender once that whom it called did not come. */
  #expire(): void {
    this.#timing = false;
    const now = Date.now();
    const due = this.#held.filter((held) => held.due <= now);
    this.#held = this.#held.filter((held) => held.due > now);
    const [next] = this.#held;
    if (next) this.#expireIn(next.due - now);
    const calls = new Map(due.map(({ src, dst }) => [`${src}\n${dst}`, { type: 'EXPIRE', src: dst, dst: src }]));
    for (const notice of calls.values()) this.#host.say(notice.dst, JSON.stringify(notice));
  }
}
