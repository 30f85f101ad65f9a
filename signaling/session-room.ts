/**
 * One room per nameplate: two seats, and a relay between them that never reads what it carries.
 *
 * What happens next stands in room-machine.ts; this file gives it a disk, a clock and sockets.
 * Everything it must remember across sleep and restarts is the machine's state or stands on the
 * sockets. The one thing it may forget is what PeerServer holds for a few seconds.
 */
import { DurableObject } from 'cloudflare:workers';
import { MAX_BAD_FRAMES, MAX_SIGNALING_CHARS } from '#protocol/limits.ts';
import { read } from '#protocol/read.ts';
import type { Role } from '#protocol/role.ts';
import { HEARTBEAT_REPLY, HEARTBEAT_REQUEST, SEAT_CLOSE, SEAT_PROTOCOL, SeatCommand } from '#protocol/signaling.ts';
import { iceServersFrom, lifetimesFrom, workRuleFrom, type Env } from '#signaling/env.ts';
import { someKeeper } from '#signaling/keepers.ts';
import { Lines } from '#signaling/lines.ts';
import { PeerDesk } from '#signaling/peer-desk.ts';
import { RecordDesk } from '#signaling/record-desk.ts';
import { hearingOf, step, type Clock, type Room, type RoomEvent } from '#signaling/room-machine.ts';
import { hashOf, randomToken } from '#signaling/secrets.ts';
import { Seats } from '#signaling/seats.ts';
import { sealBadge } from '#signaling/sign-in/badge.ts';
import { introductionIn } from '#signaling/sign-in/introduction.ts';
import type { HelperOfRoom } from '#signaling/sign-in/ticket.ts';
import { offerOf, welcome } from '#signaling/upgrade.ts';

const OTHER: Record<Role, Role> = { helper: 'sharer', sharer: 'helper' };
const ROOM = 'room';

export class SessionRoom extends DurableObject<Env> {
  readonly #lines: Lines;
  readonly #seats: Seats;
  readonly #peers: PeerDesk;
  readonly #records: RecordDesk;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(HEARTBEAT_REQUEST, HEARTBEAT_REPLY));
    this.#lines = new Lines(ctx);
    this.#seats = new Seats(this.#lines, () => iceServersFrom(env));
    this.#peers = new PeerDesk(this.#lines, { read: () => this.#room(), write: (room) => this.#keep(room) });
    this.#records = new RecordDesk(ctx.storage, env);
  }

  /** Only the door knocks here, under addresses of its own: /{nameplate}/{wish}/… */
  override async fetch(request: Request): Promise<Response> {
    const [, nameplate = '', wish, ...rest] = new URL(request.url).pathname.split('/');
    const helper = introductionIn(request.headers);
    await this.alarm(); // a restart may have kept it from coming in time
    switch (wish) {
      case 'open':
        return helper ? this.#open(nameplate, helper) : notForYou();
      case 'join':
        return this.#join();
      case 'resume':
        return this.#resume(rest[0] === 'helper' ? 'helper' : 'sharer', offerOf(request).token, helper);
      case 'peer':
        return this.#peers.answer(request, rest);
      default:
        return notForYou();
    }
  }

  override async webSocketMessage(socket: WebSocket, frame: string | ArrayBuffer): Promise<void> {
    const { seat, peer, over } = this.#lines.lineOf(socket);
    if (over) return;
    const verdict = this.#lines.judge(socket, frame);
    if (verdict === 'too-big') {
      this.#lines.close(socket, SEAT_CLOSE.tooBig, 'too big');
      return this.#gone(socket);
    }
    if (verdict === 'fine' && typeof frame === 'string') {
      if (peer && this.#peers.hear(peer.id, frame)) return;
      if (seat && (await this.#hear(seat, frame))) return;
    }
    const bad = this.#lines.lineOf(socket).bad + 1;
    this.#lines.note(socket, { bad });
    if (bad < MAX_BAD_FRAMES) return;
    if (seat) this.#seats.end(socket, 'bad-frame');
    else this.#lines.close(socket, SEAT_CLOSE.ended, 'bad-frame');
    return this.#gone(socket);
  }

  override webSocketClose(socket: WebSocket): Promise<void> {
    this.#lines.close(socket, 1000, ''); // the runtime does not say goodbye back, and a page would wait for it
    return this.#gone(socket);
  }

  override webSocketError(socket: WebSocket): Promise<void> {
    return this.#gone(socket);
  }

  /** Called at once for sockets we close ourselves: their own close event may take long. */
  async #gone(socket: WebSocket): Promise<void> {
    const { seat } = this.#lines.lineOf(socket);
    if (seat && !this.#seats.taken(seat)) await this.#happen({ is: 'lost', seat });
  }

  override async alarm(): Promise<void> {
    await this.#records.settle();
    const room = this.#room();
    if (room.at === 'free') return;
    if (room.until <= Date.now()) await this.#happen({ is: 'time-up' });
    else if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(room.until);
  }

  async #open(nameplate: string, who: HelperOfRoom): Promise<Response> {
    const token = randomToken();
    if (!(await this.#happen({ is: 'helper-came', helper: await hashOf(token) }))) return notForYou();
    const client = this.#seats.take('helper', who);
    this.#seats.say('helper', { is: 'opened', nameplate, token, expiresInMs: this.#expiresInMs() });
    return welcome(client, SEAT_PROTOCOL);
  }

  async #join(): Promise<Response> {
    const token = randomToken();
    const sharer = await hashOf(token);
    // Noted on both seats: the helper's socket may be on its way back when the two are introduced.
    const helper = this.#seats.helper();
    if (!helper) return notForYou(); // nobody would answer
    if (!(await this.#happen({ is: 'sharer-came', sharer }))) return notForYou();
    const client = this.#seats.take('sharer', helper);
    this.#seats.say('sharer', { is: 'seated', token });
    return welcome(client, SEAT_PROTOCOL);
  }

  async #resume(seat: Role, token: string | undefined, helper: HelperOfRoom | undefined): Promise<Response> {
    const hash = token && (await hashOf(token));
    const room = this.#room();
    const owner = seat in room ? (room as Partial<Record<Role, string>>)[seat] : undefined;
    if (!hash || owner !== hash) return notForYou();
    // Nobody must be able to sit down as one person and be introduced as nobody.
    if (seat === 'helper' && room.at !== 'ready' && !helper) return signInFirst();

    const client = this.#seats.take(seat, room.at === 'ready' ? undefined : (helper ?? this.#seats.helper(seat)));
    this.#seats.say(seat, { is: 'resumed', expiresInMs: this.#expiresInMs() });
    if (seat === 'helper') await this.#happen({ is: 'lost', seat });
    if (room.at === 'ready') this.#seats.sayReady(seat, room.session); // the first one may have met a dead socket
    return welcome(client, SEAT_PROTOCOL);
  }

  /** @returns false for a frame that no honest page sends. */
  async #hear(seat: Role, frame: string): Promise<boolean> {
    const got = read(SeatCommand, frame, MAX_SIGNALING_CHARS);
    if (!got.ok) return false;
    const command = got.message;
    const hearing = hearingOf(this.#room(), seat, command.is);
    if (hearing !== 'heard') return hearing === 'late';
    switch (command.is) {
      case 'pair':
      case 'relay':
        this.#seats.say(OTHER[seat], { is: command.is, body: command.body });
        break;
      case 'paired':
        await this.#paired(seat);
        if (this.#room().at === 'ready') this.ctx.waitUntil(noteSession(this.env));
        break;
      case 'dismiss':
        await this.#happen({ is: 'dismissed' });
        break;
      case 'tally':
        this.#records.hear(seat, command);
        break;
      case 'leave':
        await this.#happen({ is: 'left', by: seat });
        break;
    }
    return true;
  }

  /** The badge is sealed before, because nothing may wait between ready and the introduction. */
  async #paired(by: Role): Promise<void> {
    const record = randomToken();
    const account = this.#seats.helper('sharer')?.account;
    const badge = account && (await sealBadge(this.env, { account, session: record }));
    await this.#happen({ is: 'paired', by, session: randomToken() }, { record, badge });
  }

  /** @returns whether it meant anything to the room as it is. Nothing waits between reading it and writing it. */
  async #happen(event: RoomEvent, paired?: { record: string; badge: string | undefined }): Promise<boolean> {
    const room = this.#room();
    const clock = this.#clock();
    const [next, ...effects] = step(room, event, clock);
    if (next === room) return false;
    if (next.at !== 'free') this.#keep(next);
    const there = this.#seats.taken('helper') || this.#seats.taken('sharer');
    this.#records.follow(room, event, next, there, clock.now, paired?.record);
    for (const effect of effects) this.#seats.do(effect, next, paired?.badge);
    if (next.at === 'free') await this.ctx.storage.deleteAll();
    else if (room.at === 'free' || next.until !== room.until) await this.ctx.storage.setAlarm(next.until);
    return true;
  }

  #room(): Room {
    return this.ctx.storage.kv.get<Room>(ROOM) ?? { at: 'free' };
  }

  #keep(room: Room): void {
    this.ctx.storage.kv.put(ROOM, room);
  }

  #clock(): Clock {
    return { now: Date.now(), ...lifetimesFrom(this.env) };
  }

  #expiresInMs(): number {
    const room = this.#room();
    return room.at === 'free' ? 0 : Math.max(0, room.until - Date.now());
  }
}

/** A join that led somewhere: what is counted against those that did not (join-tally.ts). */
const noteSession = async (env: Env): Promise<void> =>
  someKeeper(env)
    .count('paired', workRuleFrom(env))
    .catch(() => undefined);

/** To the door, never to a page: the door has one answer for all refusals. */
const notForYou = (): Response => new Response(null, { status: 409 });
/** The seat is yours, but the ticket is not good. */
const signInFirst = (): Response => new Response(null, { status: 401 });
