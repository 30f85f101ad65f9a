/**
 * The open sockets of a room, found again after sleep by their tags and attachments. A socket we
 * have closed counts as gone at once: its own close event may come many seconds later.
 */
import { MAX_SIGNALING_CHARS } from '#protocol/limits.ts';
import type { Role } from '#protocol/role.ts';
import type { HelperOfRoom } from '#signaling/sign-in/ticket.ts';

/** What a socket is, and all that is remembered of it. Lives and dies with the socket. */
export interface Line {
  /** Set on a seat. */
  readonly seat?: Role;
  /** Set on a PeerServer line: the peer's id, and the hash under which the room knows it. */
  readonly peer?: { readonly id: string; readonly hash: string };
  /** Who helps, until the sharer has been told. */
  readonly helper?: HelperOfRoom | undefined;
  /** Frames that no honest page sends. */
  readonly bad: number;
  /** Closed by us. */
  readonly over?: boolean;
}

/** Far above any negotiation; below what would keep a small machine busy. */
const FRAMES_PER_WINDOW = 200;
const WINDOW_MS = 10_000;

/** WebSocket.readyState: sending on any other throws. */
export const OPEN = 1;

export const tagOf = (line: Pick<Line, 'seat' | 'peer'>): string =>
  line.peer ? `peer:${line.peer.id}` : `seat:${String(line.seat)}`;
export const seatTag = (seat: Role): string => tagOf({ seat });

export class Lines {
  readonly #ctx: DurableObjectState;
  /** In memory on purpose: whoever sends so much keeps us awake. */
  readonly #rates = new WeakMap<WebSocket, { since: number; frames: number }>();

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
  }

  /** Takes one end of a new socket and gives the other back, for the page. */
  accept(line: Line): WebSocket {
    const { 0: client, 1: server } = new WebSocketPair();
    this.#ctx.acceptWebSocket(server, [tagOf(line)]);
    server.serializeAttachment(line);
    return client;
  }

  lineOf(socket: WebSocket): Line {
    return socket.deserializeAttachment() as Line;
  }

  note(socket: WebSocket, change: Partial<Line>): void {
    socket.serializeAttachment({ ...this.lineOf(socket), ...change });
  }

  open(tag: string): WebSocket | undefined {
    return this.#ctx.getWebSockets(tag).find((socket) => socket.readyState === OPEN && !this.lineOf(socket).over);
  }

  /** False when nobody is there to hear it. */
  say(tag: string, frame: string): boolean {
    const socket = this.open(tag);
    socket?.send(frame);
    return socket !== undefined;
  }

  close(socket: WebSocket | undefined, code: number, reason: string): void {
    if (!socket) return;
    this.note(socket, { over: true });
    socket.close(code, reason);
  }

  closeAllPeers(): void {
    for (const socket of this.#ctx.getWebSockets()) {
      if (this.lineOf(socket).peer) this.close(socket, 1000, 'session ended');
    }
  }

  /** Size, then rate: what comes too fast is not even parsed. */
  judge(socket: WebSocket, frame: string | ArrayBuffer): 'fine' | 'too-big' | 'too-many' {
    const size = typeof frame === 'string' ? frame.length : frame.byteLength;
    if (size > MAX_SIGNALING_CHARS) return 'too-big';
    const now = Date.now();
    let rate = this.#rates.get(socket);
    if (!rate || now - rate.since > WINDOW_MS) this.#rates.set(socket, (rate = { since: now, frames: 0 }));
    return ++rate.frames > FRAMES_PER_WINDOW ? 'too-many' : 'fine';
  }
}
