/**
 * The sharer's way to the helper: join the room, pair, then link. Reports what happened; decides
 * nothing about it.
 */
import type { Code } from '#protocol/code.ts';
import { PAIRING_STEP_TIMEOUT_MS } from '#protocol/limits.ts';
import { pair } from '#protocol/pairing.ts';
import { plainLine } from '#protocol/plain-text.ts';
import type { Helper, IceServer, SeatNotice, SeatRefusal } from '#protocol/signaling.ts';
import type { Tally } from '#protocol/tally.ts';
import { makeCertificate, type OwnCertificate } from '#lib/adapters/certificate.ts';
import { PairingQueue } from '#lib/adapters/pairing-queue.ts';
import { PeerLink, type Bond, type LinkListener } from '#lib/adapters/peer-link.ts';
import { Seat } from '#lib/adapters/seat.ts';

const GOODBYE_PATIENCE_MS = 1_500;

export type JoinFault =
  | { why: Exclude<SeatRefusal, 'sign-in-needed' | 'blocked'> | 'unreachable' | 'pairing-broke' }
  | { why: 'wrong-code'; left: number };

export interface SharerConnectionListener extends LinkListener {
  /** The server asks this browser for work first, and it takes longer than a moment. */
  onworking(): void;
  onpaired(helper: Helper): void;
  onnotjoined(fault: JoinFault): void;
  onservergone(): void;
  onserverback(): void;
  /** The room ended: the other person left, or its time is over. */
  onroomended(why: 'left' | 'expired'): void;
}

export class SharerConnection {
  readonly #code: Code;
  readonly #listener: SharerConnectionListener;
  readonly #certificate: Promise<OwnCertificate>;
  readonly #seat: Seat;
  readonly #queue: PairingQueue;
  #token = '';
  #bond: Bond | null = null;
  #link: PeerLink | null = null;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  /** Starts at once. One run per code entered: nothing is tried again by itself. */
  constructor(code: Code, listener: SharerConnectionListener) {
    this.#code = code;
    this.#listener = listener;
    this.#certificate = makeCertificate();
    this.#queue = new PairingQueue((body) => this.#seat.send({ is: 'pair', body }));
    this.#seat = new Seat(`/room/${code.nameplate}/sharer`, {
      onnotice: (notice) => this.#onNotice(notice),
      ongone: () => listener.onservergone(),
      onback: () => listener.onserverback(),
      onworking: () => this.#over || this.#listener.onworking(),
      onlost: () => this.#notJoined({ why: this.#token ? 'pairing-broke' : 'unreachable' }),
    });
  }

  get link(): PeerLink | null {
    return this.#link;
  }

  /** For the record of this session; lost where the server is not there. */
  tell(tally: Tally): void {
    this.#seat.send({ is: 'tally', ...tally });
  }

  /** Gives up before pairing is done, or after the link was hung up. */
  leave(): void {
    this.#over = true;
    clearTimeout(this.#patience);
    this.#queue.break('left');
    this.#seat.leave();
  }

  #onNotice(notice: SeatNotice): void {
    if (this.#over) return;
    switch (notice.is) {
      case 'refused':
        // The last two are said to helpers only; from a server that lies they are one more code that does not work.
        return this.#notJoined({
          why: notice.why === 'sign-in-needed' || notice.why === 'blocked' ? 'not-active' : notice.why,
        });
      case 'seated':
        this.#token = notice.token;
        void this.#pair();
        return;
      case 'pair':
        return this.#queue.push(notice.body);
      case 'ready':
        return void this.#meet(notice.session, notice.iceServers, notice.helper);
      case 'ended':
        if (this.#link) return this.#onRoomEnded(notice.why === 'expired' ? 'expired' : 'left');
        return this.#notJoined({
          why: notice.why === 'left' || notice.why === 'expired' ? 'not-active' : 'pairing-broke',
        });
      default:
        return; // said to helpers only, or by a newer worker
    }
  }

  /** The helper's page says why it ends, over the link; the room, which only knows that it does, may be faster. */
  #onRoomEnded(why: 'left' | 'expired'): void {
    setTimeout(() => this.#over || this.#listener.onroomended(why), GOODBYE_PATIENCE_MS);
  }

  async #pair(): Promise<void> {
    const { nameplate, secret } = this.#code;
    try {
      const { fingerprint } = await this.#certificate;
      const result = await pair({ line: this.#queue, role: 'sharer', nameplate, secret, fingerprint });
      if (!result.ok) {
        return this.#notJoined(
          result.why === 'wrong-code' ? { why: 'wrong-code', left: result.left ?? 0 } : { why: 'pairing-broke' },
        );
      }
      this.#bond = { key: result.key, fingerprints: { sharer: fingerprint, helper: result.fingerprint } };
      this.#seat.send({ is: 'paired' });
      this.#patience = setTimeout(() => this.#notJoined({ why: 'pairing-broke' }), PAIRING_STEP_TIMEOUT_MS);
    } catch {
      this.#notJoined({ why: 'pairing-broke' });
    }
  }

  async #meet(session: string, iceServers: IceServer[], helper: Helper | undefined): Promise<void> {
    if (this.#link) return; // said again after a break of the socket
    const bond = this.#bond;
    // A server that says "ready" before we paired is lying or broken; either way nothing starts.
    if (!bond || !helper) return this.#notJoined({ why: 'pairing-broke' });
    clearTimeout(this.#patience);
    const { nameplate } = this.#code;
    this.#seat.keep(`/room/${nameplate}/sharer`, this.#token);
    const { certificate } = await this.#certificate;
    if (this.#over) return;
    // The worker makes names harmless; a worker that lies does not.
    this.#listener.onpaired({ ...helper, name: plainLine(helper.name) });
    this.#link = new PeerLink({ role: 'sharer', nameplate, session, certificate, iceServers }, bond, this.#listener);
  }

  #notJoined(fault: JoinFault): void {
    if (this.#over || this.#link) return;
    this.leave();
    this.#listener.onnotjoined(fault);
  }
}
