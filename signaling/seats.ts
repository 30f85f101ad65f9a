/** The two seats of a room: who sits there, and everything that is ever said to them. */
import type { Role } from '#protocol/role.ts';
import { SEAT_CLOSE, type IceServer, type RoomEnding, type SeatNotice } from '#protocol/signaling.ts';
import { OPEN, seatTag, type Lines } from '#signaling/lines.ts';
import type { Room, RoomEffect } from '#signaling/room-machine.ts';
import type { HelperOfRoom } from '#signaling/sign-in/ticket.ts';

export class Seats {
  readonly #lines: Lines;
  readonly #iceServers: () => IceServer[];

  constructor(lines: Lines, iceServers: () => IceServer[]) {
    this.#lines = lines;
    this.#iceServers = iceServers;
  }

  taken(seat: Role): boolean {
    return this.#socket(seat) !== undefined;
  }

  /** Seats a newcomer; whoever still sat there is told so. @returns the end of the socket for the page. */
  take(seat: Role, helper?: HelperOfRoom): WebSocket {
    const before = this.#socket(seat);
    if (before) this.end(before, 'replaced');
    return this.#lines.accept({ seat, bad: 0, helper });
  }

  /** Who is on the helper's seat; known only until the sharer has been told. */
  helper(on: Role = 'helper'): HelperOfRoom | undefined {
    const socket = this.#socket(on);
    return socket && this.#lines.lineOf(socket).helper;
  }

  say(seat: Role, notice: SeatNotice): void {
    this.#lines.say(seatTag(seat), JSON.stringify(notice));
  }

  sayReady(seat: Role, session: string, more: Pick<Extract<SeatNotice, { is: 'ready' }>, 'helper'> = {}): void {
    this.say(seat, { is: 'ready', session, iceServers: this.#iceServers(), ...more });
  }

  /** Ends one socket of a seat, and says why: a page may hear of the closing itself many seconds later. */
  end(socket: WebSocket, why: RoomEnding): void {
    const notice: SeatNotice = { is: 'ended', why };
    if (socket.readyState === OPEN) socket.send(JSON.stringify(notice));
    this.#lines.close(socket, why === 'replaced' || why === 'dismissed' ? SEAT_CLOSE[why] : SEAT_CLOSE.ended, why);
  }

  do(effect: RoomEffect, room: Room, badge?: string): void {
    switch (effect.do) {
      case 'announce-sharer':
        return this.say('helper', { is: 'someone-joined' });
      case 'announce-loss':
        return this.say('helper', { is: 'someone-left' });
      case 'show-sharer-out': {
        const socket = this.#socket('sharer');
        return socket && this.end(socket, 'dismissed');
      }
      case 'introduce':
        return room.at === 'ready' ? this.#introduce(room.session, badge) : undefined;
      case 'end':
        for (const seat of ['helper', 'sharer'] as const) {
          const socket = this.#socket(seat);
          if (socket) this.end(socket, effect.why);
        }
        return this.#lines.closeAllPeers();
    }
  }

  /** The one moment at which the sharer learns who helps; from here on the server does not know it either. */
  #introduce(session: string, badge: string | undefined): void {
    const helper = this.helper('sharer');
    for (const seat of ['helper', 'sharer'] as const) {
      const socket = this.#socket(seat);
      if (socket) this.#lines.note(socket, { helper: undefined });
    }
    this.sayReady('helper', session);
    const { name, vouched } = helper ?? {};
    this.sayReady('sharer', session, name && vouched ? { helper: { name, vouched, ...(badge && { badge }) } } : {});
  }

  #socket(seat: Role): WebSocket | undefined {
    return this.#lines.open(seatTag(seat));
  }
}
