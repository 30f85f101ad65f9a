/**
 * A seat in a room of the signaling worker: one WebSocket that is opened again by itself when it
 * breaks, as long as the seat is ours. It knows frames and time, and nothing of pairing or people.
 */
import { MAX_SIGNALING_CHARS } from '#protocol/limits.ts';
import { read } from '#protocol/read.ts';
import {
  HEARTBEAT_REPLY,
  HEARTBEAT_REQUEST,
  SEAT_PROTOCOL,
  SEAT_TOKEN_PREFIX,
  SeatNotice,
  type SeatCommand,
} from '#protocol/signaling.ts';
import { TICKET_PREFIX } from '#protocol/sign-in.ts';
import { offerOfWork, type Work } from '#protocol/work.ts';

export interface SeatListener {
  onnotice(notice: SeatNotice): void;
  /** The socket broke; we are trying to get back. */
  ongone(): void;
  /** The seat is ours again. */
  onback(): void;
  /** The server asks for work first, and it takes longer than a moment. */
  onworking(): void;
  /** The socket could not be opened at all, or a seat without a token was lost. Nothing will follow. */
  onlost(): void;
}

const HEARTBEAT_EVERY_MS = 5_000;
/** A socket can be dead for minutes before the browser notices: two missed replies are enough. */
const SILENCE_LIMIT_MS = 12_000;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 4_000;
/** Whoever waits no longer than this need not be told why. */
const MOMENT_MS = 700;
/** An answer may come too late or meet a new day's key; a server that asks for ever is broken. */
const MAX_WORK = 3;

export class Seat {
  readonly #listener: SeatListener;
  readonly #firstPath: string;
  /** What is offered beside the protocol itself, because an address would be written down by every proxy. */
  readonly #always: readonly string[];
  #resumePath: string | null = null;
  #token: string | null = null;
  #socket: WebSocket | null = null;
  #closed = false;
  #worked = 0;
  #retryMs = FIRST_RETRY_MS;
  #heardAt = 0;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param path one of the addresses in protocol/signaling.ts
   * @param ticket of a helper who has signed in
   */
  constructor(path: string, listener: SeatListener, ticket?: string) {
    this.#firstPath = path;
    this.#always = ticket === undefined ? [SEAT_PROTOCOL] : [SEAT_PROTOCOL, TICKET_PREFIX + ticket];
    this.#listener = listener;
    this.#open();
  }

  /** From now on a broken socket is opened again at `path`, as the same person. */
  keep(path: string, token: string): void {
    this.#resumePath = path;
    this.#token = token;
  }

  send(command: SeatCommand): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(command));
  }

  /** Gives the seat up. Says `leave` first where that can still be said. */
  leave(): void {
    this.send({ is: 'leave' });
    this.close();
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#heartbeat);
    clearTimeout(this.#retry);
    this.#socket?.close();
  }

  /** @param done work, as the subprotocol that says so */
  #open(done?: string): void {
    const token = this.#token && SEAT_TOKEN_PREFIX + this.#token;
    const protocols = [...this.#always, ...(token ? [token] : []), ...(done ? [done] : [])];
    const address = new URL(this.#resumePath ?? this.#firstPath, location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    const socket = new WebSocket(address, protocols);
    this.#socket = socket;
    this.#heardAt = performance.now();
    socket.addEventListener('message', (event) => {
      if (socket === this.#socket) this.#hear(event.data);
    });
    socket.addEventListener('close', () => this.#onClose(socket));
    clearInterval(this.#heartbeat);
    this.#heartbeat = setInterval(() => this.#beat(socket), HEARTBEAT_EVERY_MS);
  }

  #beat(socket: WebSocket): void {
    if (performance.now() - this.#heardAt > SILENCE_LIMIT_MS) this.#onClose(socket);
    else if (socket.readyState === WebSocket.OPEN) socket.send(HEARTBEAT_REQUEST);
  }

  #hear(data: unknown): void {
    if (this.#closed) return;
    this.#heardAt = performance.now();
    if (data === HEARTBEAT_REPLY) return;
    const got = read(SeatNotice, data, MAX_SIGNALING_CHARS);
    if (!got.ok) return; // a newer worker may say more than we know
    const notice = got.message;
    if (notice.is === 'resumed') {
      this.#retryMs = FIRST_RETRY_MS;
      this.#worked = 0;
      this.#listener.onback();
    }
    if (notice.is === 'refused' && notice.work && this.#worked < MAX_WORK) return void this.#work(notice.work);
    // Whoever was refused or thrown out must not knock again by itself.
    if (notice.is === 'refused' || notice.is === 'ended') this.close();
    this.#listener.onnotice(notice);
  }

  /** Knocks again with the work done. */
  async #work(work: Work): Promise<void> {
    this.#worked += 1;
    // The server is closing this one. Where it does not, nothing more is heard from it: each such frame could ask for work.
    this.#socket?.close();
    this.#socket = null;
    clearInterval(this.#heartbeat);
    const long = setTimeout(() => this.#closed || this.#listener.onworking(), MOMENT_MS);
    try {
      const { doWork } = await import('#lib/adapters/work.ts');
      const answer = await doWork(work, () => this.#closed);
      if (answer !== null) this.#open(offerOfWork({ challenge: work.challenge, answer }));
    } catch {
      this.close(); // the program that works could not be fetched
      this.#listener.onlost();
    } finally {
      clearTimeout(long);
    }
  }

  /** Also called for a socket that only looks alive; its own close event may come much later, or never. */
  #onClose(socket: WebSocket): void {
    if (this.#closed || socket !== this.#socket) return;
    this.#socket = null;
    socket.close();
    clearInterval(this.#heartbeat);
    if (!this.#token) {
      this.#closed = true;
      this.#listener.onlost();
      return;
    }
    this.#listener.ongone();
    const wait = this.#retryMs * (0.75 + Math.random() / 2); // many pages come back at once after a restart
    this.#retryMs = Math.min(LAST_RETRY_MS, this.#retryMs * 2);
    this.#retry = setTimeout(() => this.#open(), wait);
  }
}
