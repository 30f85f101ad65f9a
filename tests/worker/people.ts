/** People at the worker's door. A test says what they do; how it travels stands here. */
import { env } from 'cloudflare:workers';
import { expect, vi } from 'vitest';
import { SEAT_PROTOCOL, SEAT_TOKEN_PREFIX, type SeatCommand, type SeatNotice } from '#protocol/signaling.ts';
import type { Env } from '#signaling/env.ts';
import type { Room } from '#signaling/room-machine.ts';
import worker, { SessionRoom } from '#signaling/worker.ts';
import { runInDurableObject } from 'cloudflare:test';

export const ORIGIN = 'http://beside.test';
const PATIENCE_MS = 10_000;
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
  /** POSTed where it is given. */
  body?: string;
}

/** Asks the worker as a visitor would. */
export async function visit(
  path: string,
  { from = newAddress(), headers = {}, settings = {}, body }: Visit = {},
): Promise<Response> {
  const cf = { clientIp: `${from}:50000` } as unknown as CfProperties;
  const init = { headers, cf, ...(body !== undefined && { method: 'POST', body }) };
  return worker.fetch(new Request(ORIGIN + path, init) as Parameters<typeof worker.fetch>[0], {
    ...env,
    ...settings,
  });
}

/** One end of a WebSocket, with everything that was heard on it in order. */
export class Line {
  readonly socket: WebSocket;
  readonly heard: string[] = [];
  closed: { code: number; reason: string } | null = null;
  #read = 0;
  #wake: () => void = () => undefined;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.addEventListener('message', ({ data }) => {
      this.heard.push(String(data));
      this.#wake();
    });
    socket.addEventListener('close', ({ code, reason }) => {
      this.closed = { code, reason };
      this.#wake();
    });
    socket.accept();
  }

  put(frame: string | ArrayBuffer): void {
    this.socket.send(frame);
  }

  /** The next frame that was not read yet. */
  async next(): Promise<string> {
    await this.#until(() => this.heard.length > this.#read || this.closed !== null);
    const frame = this.heard[this.#read++];
    if (frame === '.') return this.next();
    if (frame === undefined)
      throw new Error(`the line was closed (${JSON.stringify(this.closed)}) before anything more was said`);
    return frame;
  }

  /** Waits until all that was put has reached the runtime. */
  async flush(): Promise<void> {
    if (this.closed) return;
    const answers = () => this.heard.filter((frame) => frame === '.').length;
    const before = answers();
    this.put('{"type":"HEARTBEAT"}');
    await this.#until(() => answers() > before || this.closed !== null);
  }

  /** All frames that were not read yet, answers to `flush` aside. */
  unread(): string[] {
    const frames = this.heard.slice(this.#read).filter((frame) => frame !== '.');
    this.#read = this.heard.length;
    return frames;
  }

  async closing(): Promise<{ code: number; reason: string }> {
    await this.#until(() => this.closed !== null);
    return this.closed ?? { code: 0, reason: '' };
  }

  async #until(done: () => boolean): Promise<void> {
    const late = setTimeout(() => this.#wake(), PATIENCE_MS);
    const start = Date.now();
    while (!done()) {
      if (Date.now() - start >= PATIENCE_MS) throw new Error(`nothing happened; heard so far: ${this.heard.join(' ')}`);
      await new Promise<void>((wake) => (this.#wake = wake));
    }
    clearTimeout(late);
  }
}

export class Seated extends Line {
  /** Everybody who sits in the same room, and the room itself. */
  company: { seats: Seated[]; room: DurableObjectStub<SessionRoom> } | null = null;

  /** What was said to this seat and not read yet, once everything that anybody said was handled. */
  async rest(): Promise<string[]> {
    const { seats, room } = this.company ?? { seats: [this], room: null };
    for (const seat of seats) await seat.flush();
    if (room) await runInDurableObject(room, () => undefined);
    for (const seat of seats) await seat.flush();
    return this.unread();
  }

  say(command: SeatCommand): void {
    this.put(JSON.stringify(command));
  }

  async hears<Is extends SeatNotice['is']>(is: Is): Promise<Extract<SeatNotice, { is: Is }>> {
    const notice = JSON.parse(await this.next()) as SeatNotice;
    expect(notice.is).toBe(is);
    return notice as Extract<SeatNotice, { is: Is }>;
  }
}

export interface Knock extends Visit {
  token?: string;
  protocols?: string;
}

export async function knock(path: string, { token, protocols, headers, ...visitor }: Knock = {}): Promise<Seated> {
  const offered = protocols ?? [SEAT_PROTOCOL, ...(token ? [SEAT_TOKEN_PREFIX + token] : [])].join(', ');
  const response = await visit(path, {
    ...visitor,
    headers: { upgrade: 'websocket', ...(offered && { 'sec-websocket-protocol': offered }), ...headers },
  });
  expect(response.status).toBe(101);
  expect(response.headers.get('sec-websocket-protocol')).toBe(offered.split(', ').at(0) || null);
  return new Seated(response.webSocket as WebSocket);
}

export interface Waiting {
  helper: Seated;
  nameplate: string;
  helperToken: string;
  room: DurableObjectStub<SessionRoom>;
}

export async function openRoom(knocking: Knock = {}): Promise<Waiting> {
  const helper = await knock('/room/helper', knocking);
  const { nameplate, token } = await helper.hears('opened');
  helper.company = { seats: [helper], room: roomOf(nameplate) };
  return { helper, nameplate, helperToken: token, room: roomOf(nameplate) };
}

export const roomOf = (nameplate: string): DurableObjectStub<SessionRoom> =>
  env.ROOMS.get(env.ROOMS.idFromName(nameplate)) as unknown as DurableObjectStub<SessionRoom>;

export interface Joined extends Waiting {
  sharer: Seated;
  sharerToken: string;
}

export async function joinRoom(waiting?: Waiting): Promise<Joined> {
  const room = waiting ?? (await openRoom());
  const sharer = await knock(`/room/${room.nameplate}/sharer`);
  const { token } = await sharer.hears('seated');
  await room.helper.hears('someone-joined');
  sharer.company = room.helper.company = { seats: [room.helper, sharer], room: room.room };
  return { ...room, sharer, sharerToken: token };
}

export interface Ready extends Joined {
  session: string;
  toldHelper: Extract<SeatNotice, { is: 'ready' }>;
  toldSharer: Extract<SeatNotice, { is: 'ready' }>;
}

export async function makeReady(name = 'Ada Lovelace', joined?: Joined): Promise<Ready> {
  const room = joined ?? (await joinRoom());
  room.helper.say({ is: 'paired', name });
  room.sharer.say({ is: 'paired' });
  const [toldHelper, toldSharer] = await Promise.all([room.helper.hears('ready'), room.sharer.hears('ready')]);
  return { ...room, session: toldHelper.session, toldHelper, toldSharer };
}

/** What the room has written down. */
export const recordOf = ({ room }: Pick<Waiting, 'room'>): Promise<Room | undefined> =>
  runInDurableObject(room, (_, { storage }) => storage.kv.get<Room>('room'));

/** Lets the room's time run out without waiting for it. */
export const runOutOfTime = ({ room }: Pick<Waiting, 'room'>): Promise<void> =>
  runInDurableObject(room, (_, { storage }) => {
    const record = storage.kv.get<Room>('room');
    storage.kv.put('room', { ...record, until: Date.now() - 1 });
  });
