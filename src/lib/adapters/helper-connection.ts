/**
 * The helper's way to the sharer: open a room, wait for someone, pair as often as the code allows,
 * then link. The five secret digits are made here and never leave the page.
 */
import { makeSecret, writeCode, type Code } from '#protocol/code.ts';
import { PAIRING_STEP_TIMEOUT_MS } from '#protocol/limits.ts';
import { pair } from '#protocol/pairing.ts';
import type { IceServer, SeatNotice, SeatRefusal } from '#protocol/signaling.ts';
import type { Tally } from '#protocol/tally.ts';
import { makeCertificate, type OwnCertificate } from '#lib/adapters/certificate.ts';
import { PairingQueue } from '#lib/adapters/pairing-queue.ts';
import { PeerLink, type Bond, type LinkListener } from '#lib/adapters/peer-link.ts';
import { Seat } from '#lib/adapters/seat.ts';

const GOODBYE_PATIENCE_MS = 1_500;

export interface HelperConnectionListener extends LinkListener {
  onopened(code: string, expiresInMs: number): void;
  onnotopened(why: SeatRefusal | 'unreachable'): void;
  onsomeonejoined(): void;
  /** One run of pairing is over without success. */
  onrunended(how: 'wrong-code' | 'broke' | 'left'): void;
  /** How many tries the sharer has left if the run now going fails. */
  triesLeftIfWrong(): number;
  onpaired(): void;
  onexpired(): void;
  onservergone(): void;
  onserverback(): void;
  onroomended(why: 'left' | 'expired'): void;
}

export class HelperConnection {
  readonly #listener: HelperConnectionListener;
  readonly #certificate: Promise<OwnCertificate>;
  readonly #seat: Seat;
  #code: Code | null = null;
  #run: PairingQueue | null = null;
  #bond: Bond | null = null;
  #link: PeerLink | null = null;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  /** Starts at once. @param ticket of the sign-in; the worker knows by it what to call the helper. */
  constructor(ticket: string, listener: HelperConnectionListener) {
    this.#listener = listener;
    this.#certificate = makeCertificate();
    this.#seat = new Seat(
      '/room/helper',
      {
        onnotice: (notice) => this.#onNotice(notice),
        ongone: () => this.#onServerGone(),
        onback: () => this.#onServerBack(),
        onworking: () => undefined, // asked of a helper only on coming back, and they wait as for any break
        onlost: () => this.#over || listener.onnotopened('unreachable'),
      },
      ticket,
    );
  }

  get link(): PeerLink | null {
    return this.#link;
  }

  /** For the record of this session; lost where the server is not there. */
  tell(tally: Tally): void {
    this.#seat.send({ is: 'tally', ...tally });
  }

  /** Gives the room up; its code is worth nothing from now on. */
  leave(): void {
    this.#over = true;
    clearTimeout(this.#patience);
    this.#run?.break('left');
    this.#seat.leave();
  }

  #onNotice(notice: SeatNotice): void {
    if (this.#over) return;
    switch (notice.is) {
      case 'refused':
        return this.#listener.onnotopened(notice.why);
      case 'opened': {
        const code = { nameplate: notice.nameplate, secret: makeSecret() };
        this.#code = code;
        this.#seat.keep(`/room/${code.nameplate}/helper`, notice.token);
        return this.#listener.onopened(writeCode(code), notice.expiresInMs);
      }
      case 'someone-joined':
        return void this.#pair();
      case 'someone-left':
        return this.#onSomeoneLeft();
      case 'pair':
        return this.#run?.push(notice.body);
      case 'ready':
        return void this.#meet(notice.session, notice.iceServers);
      case 'ended':
        return this.#onEnded(notice.why);
      default:
        return; // said to sharers only, or by a newer worker
    }
  }

  #onEnded(why: string): void {
    if (this.#link) return this.#onRoomEnded(why === 'expired' ? 'expired' : 'left');
    this.#over = true;
    this.#run?.break('left');
    if (why === 'expired') this.#listener.onexpired();
    else this.#listener.onnotopened('unreachable');
  }

  /** Also after pairing, as long as the room has not opened for both: then the code is good for another try. */
  #onSomeoneLeft(): void {
    if (!this.#bond) return this.#run?.break('left');
    if (this.#link) return;
    clearTimeout(this.#patience);
    this.#bond = null;
    this.#run = null;
    this.#listener.onrunended('left');
  }

  #onServerBack(): void {
    // The room may have forgotten it with the broken socket.
    if (this.#bond && !this.#link) this.#seat.send({ is: 'paired' });
    this.#listener.onserverback();
  }

  #onServerGone(): void {
    if (!this.#link) this.#run?.break('left'); // the two pages do not need the server any more
    this.#listener.onservergone();
  }

  /** The sharer's page says why it ends, over the link; the room, which only knows that it does, may be faster. */
  #onRoomEnded(why: 'left' | 'expired'): void {
    setTimeout(() => this.#over || this.#listener.onroomended(why), GOODBYE_PATIENCE_MS);
  }

  async #pair(): Promise<void> {
    const code = this.#code;
    if (!code || this.#run || this.#link) return; // one run at a time
    const run = new PairingQueue((body) => this.#seat.send({ is: 'pair', body }));
    this.#run = run;
    this.#listener.onsomeonejoined();
    let how: 'wrong-code' | 'broke' | 'left' = 'broke';
    try {
      const { fingerprint } = await this.#certificate;
      const triesLeftIfWrong = this.#listener.triesLeftIfWrong();
      const result = await pair({ line: run, role: 'helper', ...code, fingerprint, triesLeftIfWrong });
      if (result.ok) {
        this.#bond = { key: result.key, fingerprints: { sharer: result.fingerprint, helper: fingerprint } };
        this.#seat.send({ is: 'paired' });
        this.#patience = setTimeout(() => this.#onSomeoneLeft(), PAIRING_STEP_TIMEOUT_MS);
        return this.#listener.onpaired();
      }
      if (result.why === 'wrong-code') how = 'wrong-code';
    } catch (cause) {
      how = cause instanceof Error && cause.message === 'left' ? 'left' : 'broke';
    }
    this.#run = null;
    if (this.#over) return;
    // Who has left needs no dismissal; the next one may already be there.
    if (how !== 'left') this.#seat.send({ is: 'dismiss' });
    this.#listener.onrunended(how);
  }

  async #meet(session: string, iceServers: IceServer[]): Promise<void> {
    const { certificate } = await this.#certificate;
    // A server that says "ready" before we paired is lying or broken; either way nothing starts.
    if (!this.#bond || !this.#code || this.#link || this.#over) return;
    clearTimeout(this.#patience);
    const { nameplate } = this.#code;
    this.#link = new PeerLink(
      { role: 'helper', nameplate, session, certificate, iceServers },
      this.#bond,
      this.#listener,
    );
  }
}
