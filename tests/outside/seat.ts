/** A person seen from the network: a WebSocket and what was heard on it. */
import WebSocket from 'ws';
import { TICKET_PREFIX } from '#protocol/sign-in.ts';
import { SEAT_PROTOCOL, SEAT_TOKEN_PREFIX, type SeatCommand, type SeatNotice } from '#protocol/signaling.ts';
import { ticketFor } from '../support/ticket.ts';
import type { Server } from './server.ts';

const PATIENCE_MS = 10_000;

export class Line {
  readonly socket: WebSocket;
  readonly heard: string[] = [];
  closed: number | null = null;
  #read = 0;
  #wake: () => void = () => undefined;

  constructor(address: string, protocols: string[] = []) {
    this.socket = new WebSocket(address, protocols, { perMessageDeflate: false });
    const changed = () => this.#wake();
    this.socket.on('message', (data: Buffer) => {
      this.heard.push(data.toString());
      changed();
    });
    this.socket.on('close', (code) => {
      this.closed = code;
      changed();
    });
    this.socket.on('error', changed);
    this.socket.on('open', changed);
  }

  async opened(): Promise<this> {
    await this.until(() => this.socket.readyState !== WebSocket.CONNECTING, 'to be opened');
    if (this.socket.readyState === WebSocket.CLOSED) throw new Error('the socket was not opened');
    return this;
  }

  put(message: object | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The next frame that was not read yet. */
  async next(): Promise<string> {
    await this.until(() => this.heard.length > this.#read || this.closed !== null, 'to hear something');
    const frame = this.heard[this.#read++];
    if (frame === undefined) throw new Error(`closed with ${String(this.closed)} before anything more was said`);
    return frame;
  }

  async closing(): Promise<number> {
    await this.until(() => this.closed !== null, 'to be closed');
    return this.closed ?? 0;
  }

  async until(done: () => boolean, what: string): Promise<void> {
    const start = Date.now();
    const late = setTimeout(() => this.#wake(), PATIENCE_MS);
    while (!done()) {
      if (Date.now() - start >= PATIENCE_MS) throw new Error(`waited in vain ${what}; heard: ${this.heard.join(' ')}`);
      await new Promise<void>((wake) => (this.#wake = wake));
    }
    clearTimeout(late);
  }
}

export class Seat extends Line {
  constructor(server: string, path: string, { token, ticket }: { token?: string; ticket?: string } = {}) {
    super(server.replace('http', 'ws') + path, [
      SEAT_PROTOCOL,
      ...(token ? [SEAT_TOKEN_PREFIX + token] : []),
      ...(ticket ? [TICKET_PREFIX + ticket] : []),
    ]);
  }

  say(command: SeatCommand): void {
    this.put(command);
  }

  async hears<Is extends SeatNotice['is']>(is: Is): Promise<Extract<SeatNotice, { is: Is }>> {
    const notice = JSON.parse(await this.next()) as SeatNotice;
    if (notice.is !== is) throw new Error(`heard ${JSON.stringify(notice)} instead of ${is}`);
    return notice as Extract<SeatNotice, { is: Is }>;
  }
}

export interface Waiting {
  helper: Seat;
  nameplate: string;
  helperToken: string;
  ticket: string;
}

export async function openRoom(server: Server, name = 'Ada Lovelace'): Promise<Waiting> {
  const ticket = await ticketFor(server.url, server.issuer, { name });
  const helper = new Seat(server.url, '/room/helper', { ticket });
  const { nameplate, token } = await helper.hears('opened');
  return { helper, nameplate, helperToken: token, ticket };
}

export interface Session extends Waiting {
  sharer: Seat;
  sharerToken: string;
  session: string;
  /** Where PeerServer is for these two, with a slash at the end. */
  peerServer: string;
}

/** Two people who are paired. */
export async function makeSession(server: Server, room?: Waiting): Promise<Session> {
  const waiting = room ?? (await openRoom(server));
  const sharer = new Seat(server.url, `/room/${waiting.nameplate}/sharer`);
  const { token } = await sharer.hears('seated');
  await waiting.helper.hears('someone-joined');
  waiting.helper.say({ is: 'paired' });
  sharer.say({ is: 'paired' });
  const { session } = await waiting.helper.hears('ready');
  await sharer.hears('ready');
  const peerServer = `${server.url}/peer/${waiting.nameplate}/${session}/`;
  return { ...waiting, sharer, sharerToken: token, session, peerServer };
}
