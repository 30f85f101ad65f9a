/** Where the two peers of a ready room connect: binds PeerServer to the room's sockets and its memory. */
import { Lines, tagOf } from '#signaling/lines.ts';
import { faultIn, FULL, ID_TAKEN, MAX_PEERS, NO_SESSION, PeerServer } from '#signaling/peer-server.ts';
import type { Room } from '#signaling/room-machine.ts';
import { hashOf } from '#signaling/secrets.ts';
import { sayAndClose, welcome } from '#signaling/upgrade.ts';

interface Memory {
  read(): Room;
  write(room: Room): void;
}

const REPLACED = 4001;
const peerTag = (id: string): string => tagOf({ peer: { id, hash: '' } });

export class PeerDesk {
  readonly #lines: Lines;
  readonly #memory: Memory;
  readonly #server: PeerServer;

  constructor(lines: Lines, memory: Memory) {
    this.#lines = lines;
    this.#memory = memory;
    this.#server = new PeerServer({
      say: (id, frame) => lines.say(peerTag(id), frame),
      free: (id) => this.#free(id),
    });
  }

  /** A request below /peer/{nameplate}/. Whoever cannot name the session gets nothing. */
  async answer(request: Request, [session, , id]: string[]): Promise<Response> {
    const ready = this.#ready(session);
    if (!ready) return new Response(null, { status: 409 });
    return id ? freshId(request) : this.#connect(new URL(request.url).searchParams, session);
  }

  hear(id: string, frame: string): boolean {
    return this.#server.hear(id, frame);
  }

  async #connect(query: URLSearchParams, session: string | undefined): Promise<Response> {
    const id = query.get('id');
    const token = query.get('token');
    const fault = faultIn({ key: query.get('key'), id, token });
    if (fault || !id || !token) return sayAndClose(fault ?? NO_SESSION, 1000, '');

    const [hash, tokenHash] = await Promise.all([hashOf(id), hashOf(token)]);
    const room = this.#ready(session);
    if (!room) return sayAndClose(NO_SESSION, 1000, '');
    const bound = room.peers[hash];
    if (bound !== undefined && bound !== tokenHash) return sayAndClose(ID_TAKEN, 1000, '');
    if (bound === undefined) {
      if (Object.keys(room.peers).length >= MAX_PEERS) return sayAndClose(FULL, 1000, '');
      this.#memory.write({ ...room, peers: { ...room.peers, [hash]: tokenHash } });
    }
    this.#lines.close(this.#lines.open(peerTag(id)), REPLACED, 'replaced');
    const client = this.#lines.accept({ peer: { id, hash }, bad: 0 });
    this.#server.greet(id);
    return welcome(client);
  }

  #free(id: string): void {
    const socket = this.#lines.open(peerTag(id));
    const room = this.#memory.read();
    const hash = socket && this.#lines.lineOf(socket).peer?.hash;
    if (!hash || room.at !== 'ready') return;
    const { [hash]: _, ...peers } = room.peers;
    this.#memory.write({ ...room, peers });
    this.#lines.close(socket, 1000, 'left');
  }

  #ready(session: string | undefined): Extract<Room, { at: 'ready' }> | undefined {
    const room = this.#memory.read();
    return room.at === 'ready' && room.session === session ? room : undefined;
  }
}

/** PeerJS asks for a name when its page gave it none. */
const freshId = (request: Request): Response =>
  new Response(crypto.randomUUID(), {
    headers: { 'content-type': 'text/html', 'access-control-allow-origin': request.headers.get('origin') ?? '*' },
  });
