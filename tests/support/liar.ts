/**
 * A server that lies: stands between the browsers and a real one, passes everything on, and lets a
 * test rewrite, swallow or invent what is said on the seats and on the PeerServer lines.
 */
import { createServer, request, type IncomingMessage, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import type { PairMessage } from '#protocol/pairing.ts';
import type { Role } from '#protocol/role.ts';

export type Line = 'seat' | 'peer';

/** What is said, by its names: `is` on a seat, `type` on a PeerServer line. */
export interface Said {
  readonly is?: string;
  readonly type?: string;
  readonly body?: string;
  readonly payload?: Payload;
  readonly [key: string]: unknown;
}

/** PeerJS, OFFER, ANSWER and CANDIDATE. */
export interface Payload {
  readonly type?: string;
  readonly connectionId?: string;
  readonly sdp?: RTCSessionDescriptionInit;
  readonly candidate?: RTCIceCandidateInit;
  readonly [key: string]: unknown;
}

export interface Passing {
  readonly line: Line;
  /** Whose line it is. */
  readonly who: Role;
  readonly towards: 'page' | 'server';
  readonly said: Said;
}

/** What is said instead: nothing at all with `[]`, and the truth with `undefined`. */
export type Lie = (passing: Passing) => Said[] | undefined;

export const otherRole = (role: Role): Role => (role === 'sharer' ? 'helper' : 'sharer');

/** The pairing frame in what is said on a seat; null where it is something else. */
export function pairingIn({ line, said }: Passing): PairMessage | null {
  return line === 'seat' && said.is === 'pair' ? (JSON.parse(said.body ?? '') as PairMessage) : null;
}

export const pairingFrame = (message: PairMessage): Said => ({ is: 'pair', body: JSON.stringify(message) });

export class Liar {
  /** Everything that went through, in order, before it was rewritten; heartbeats left out. */
  readonly passed: Passing[] = [];
  lie: Lie = () => undefined;
  /** Where a page is led that asked for an address: another room, for example. */
  lead = (path: string): string => path;
  readonly #truth: URL;
  readonly #http: HttpServer;
  readonly #sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => [...offered][0] ?? false });
  readonly #pages = new Map<string, WebSocket>();
  readonly #waiting = new Map<string, Said[]>();

  private constructor(truth: string) {
    this.#truth = new URL(truth);
    this.#http = createServer((asked, answer) => {
      const { hostname, port } = this.#truth;
      const passedOn = request({ hostname, port, path: asked.url, method: asked.method, headers: asked.headers });
      passedOn.on('response', (real) => {
        answer.writeHead(real.statusCode ?? 502, real.headers);
        real.pipe(answer);
      });
      passedOn.on('error', () => answer.destroy());
      asked.pipe(passedOn);
    });
    this.#http.on('upgrade', (asked, socket, head) => {
      this.#sockets.handleUpgrade(asked, socket, head, (page) => this.#join(asked, page));
    });
  }

  /** @param truth the address of the real server */
  static async before(truth: string): Promise<Liar> {
    const liar = new Liar(truth);
    await new Promise<void>((resolve) => liar.#http.listen(0, '127.0.0.1', resolve));
    return liar;
  }

  get origin(): string {
    return `http://localhost:${(this.#http.address() as AddressInfo).port}`;
  }

  /** Begins anew, as an honest server. */
  forget(): void {
    this.lie = () => undefined;
    this.lead = (path) => path;
    this.passed.length = 0;
    this.#waiting.clear();
    for (const page of this.#pages.values()) page.terminate();
    this.#pages.clear();
  }

  /** Says something to a page that the real server did not say; as soon as the page has that line. */
  tell(who: Role, line: Line, ...said: Said[]): void {
    const name = `${who} ${line}`;
    const page = this.#pages.get(name);
    if (page) for (const each of said) page.send(JSON.stringify(each));
    else this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), ...said]);
  }

  /** What the two pages gave to the PeerServer: the words that meeting is made of. */
  get meetings(): string[] {
    return this.passed
      .filter(({ line, towards }) => line === 'peer' && towards === 'server')
      .map(({ who, said }) => `${who} ${String(said.type)}`)
      .filter((each) => /OFFER|ANSWER|CANDIDATE/.test(each));
  }

  /** What a page was told on its seat, word for word. */
  toldTo(who: Role): string {
    const told = this.passed.filter((each) => each.line === 'seat' && each.who === who && each.towards === 'page');
    return told.map(({ said }) => JSON.stringify(said)).join('\n');
  }

  async stop(): Promise<void> {
    this.forget();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #join(asked: IncomingMessage, page: WebSocket): void {
    const { pathname, searchParams } = new URL(asked.url ?? '/', this.origin);
    const line: Line = pathname.startsWith('/peer/') ? 'peer' : 'seat';
    const id = line === 'peer' ? searchParams.get('id') : pathname.split('/').at(-1);
    const who: Role = id === 'sharer' ? 'sharer' : 'helper';
    const offered = (asked.headers['sec-websocket-protocol'] ?? '').split(/, */).filter(Boolean);
    const real = new WebSocket(`ws://${this.#truth.host}${this.lead(asked.url ?? '/')}`, offered, {
      headers: { host: asked.headers.host },
      ...(asked.headers.origin && { origin: asked.headers.origin }),
    });
    const early: RawData[] = [];
    page.on('message', (data) => {
      if (real.readyState === WebSocket.CONNECTING) early.push(data);
      else this.#pass(data, { line, who, towards: 'server' }, real);
    });
    real.on('open', () => {
      for (const data of early) this.#pass(data, { line, who, towards: 'server' }, real);
    });
    real.on('message', (data) => {
      this.#pass(data, { line, who, towards: 'page' }, page);
      this.#opened(`${who} ${line}`, page);
    });
    page.on('close', () => real.close());
    real.on('close', (code) => (code >= 4_000 ? page.close(code) : page.close()));
    real.on('error', () => page.terminate());
    page.on('error', () => real.terminate());
  }

  /** The first word of the real server says that the line is there. */
  #opened(name: string, page: WebSocket): void {
    if (this.#pages.get(name) === page) return;
    this.#pages.set(name, page);
    page.on('close', () => this.#pages.get(name) === page && this.#pages.delete(name));
    const waiting = this.#waiting.get(name) ?? [];
    this.#waiting.delete(name);
    for (const said of waiting) page.send(JSON.stringify(said));
  }

  #pass(data: RawData, where: Omit<Passing, 'said'>, to: WebSocket): void {
    const text = (data as Buffer).toString();
    if (to.readyState !== WebSocket.OPEN) return;
    if (!text.startsWith('{') || text.includes('"HEARTBEAT"')) return to.send(text);
    const passing: Passing = { ...where, said: JSON.parse(text) as Said };
    this.passed.push(passing);
    const instead = this.lie(passing);
    if (!instead) return to.send(text);
    for (const said of instead) to.send(JSON.stringify(said));
  }
}
