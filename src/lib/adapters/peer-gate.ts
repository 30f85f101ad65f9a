/**
 * Stands between PeerJS's socket and PeerJS, which believes whatever its server says: it answers
 * every offer, makes objects of any class that an offer names, and lets an offer replace a
 * connection. Through here comes only what one meeting of two is made of.
 */
import * as v from 'valibot';
import { MAX_BAD_FRAMES } from '#protocol/limits.ts';
import { PeerNotice } from '#protocol/peering.ts';
import type { Role } from '#protocol/role.ts';

/** The server keeps an offer for five seconds, and the page waits for thirty. */
const MAX_CALLS = 6;
/** Addresses of one computer, on every network, through every relay, with room to spare. */
const MAX_CANDIDATES = 200;

/** What of PeerJS's socket is used: an EventEmitter (eventemitter3). */
export interface PeerSocket {
  listeners(event: 'message'): unknown[];
  removeAllListeners(event: 'message'): unknown;
  on(event: 'message', listener: (frame: unknown) => void): unknown;
}

export class PeerGate {
  readonly #role: Role;
  readonly #ontoomany: () => void;
  #opened = false;
  #calls = 0;
  #candidates = 0;
  #dropped = 0;
  /** The one connection of this meeting; the sharer's page makes it, the helper's hears of it once. */
  #connection: string | null = null;
  #answered = false;

  /** @param ontoomany called when no honest server would have said so much that was dropped */
  constructor(role: Role, ontoomany: () => void) {
    this.#role = role;
    this.#ontoomany = ontoomany;
  }

  /** Frames that did not come through. */
  get dropped(): number {
    return this.#dropped;
  }

  /** @throws where PeerJS listens in another way than we know: better no meeting than one without a gate. */
  standBefore(socket: PeerSocket): void {
    const [peerjs, ...others] = socket.listeners('message');
    if (typeof peerjs !== 'function' || others.length > 0) throw new Error('PeerJS does not listen where its gate is');
    socket.removeAllListeners('message');
    socket.on('message', (frame) => {
      const notice = this.admit(frame);
      if (notice) (peerjs as (notice: PeerNotice) => void)(notice);
    });
  }

  /** The sharer's page calls: what comes from now on belongs to this connection. */
  expect(connectionId: string): void {
    this.#connection = connectionId;
    this.#answered = false;
  }

  /** @returns what PeerJS may hear of a frame: its known fields, or nothing. */
  admit(frame: unknown): PeerNotice | null {
    const parsed = v.safeParse(PeerNotice, frame);
    if (parsed.success && this.#belongs(parsed.output)) return parsed.output;
    this.#dropped += 1;
    if (this.#dropped === MAX_BAD_FRAMES) this.#ontoomany();
    return null;
  }

  #belongs(notice: PeerNotice): boolean {
    if ('src' in notice && notice.src === this.#role) return false;
    switch (notice.type) {
      case 'OPEN':
        return !this.#opened && (this.#opened = true);
      case 'ID-TAKEN':
      case 'ERROR':
        return true;
      case 'EXPIRE':
        return this.#role === 'sharer' && ++this.#calls < MAX_CALLS;
      case 'OFFER':
        if (this.#role === 'sharer' || this.#connection !== null) return false;
        this.#connection = notice.payload.connectionId;
        return true;
      case 'ANSWER':
        if (this.#role === 'helper' || this.#answered) return false;
        return (this.#answered = notice.payload.connectionId === this.#connection);
      case 'CANDIDATE':
        return notice.payload.connectionId === this.#connection && ++this.#candidates <= MAX_CANDIDATES;
    }
  }
}
