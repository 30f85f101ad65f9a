/**
 * The link between the two pages: one RTCPeerConnection, believed only after its certificate was
 * compared with the paired one and the other side proved that it holds the key of the pairing.
 * Until then nothing is sent, read or shown.
 */
import type { InkMessage } from '#protocol/ink.ts';
import { CONNECT_TIMEOUT_MS, MAX_BAD_FRAMES, MAX_MESSAGE_CHARS } from '#protocol/limits.ts';
import { linkProof, sameProof } from '#protocol/pairing.ts';
import type { Role } from '#protocol/role.ts';
import { CHANNELS, PROTOCOL_VERSION, type Goodbye, type LaserMessage, type PeerMessage } from '#protocol/wire.ts';
import { endsAtPairedCertificate, namesOnly } from '#lib/adapters/certificate.ts';
import { Ears } from '#lib/adapters/ears.ts';
import { Negotiation } from '#lib/adapters/negotiation.ts';
import { PathWatch } from '#lib/adapters/path-watch.ts';
import { meet, type BootstrappedPeer, type Meeting } from '#lib/adapters/peer-bootstrap.ts';

export type LinkFault = 'not-private' | 'never-connected' | 'too-old' | 'protocol-error';

/** What was agreed while pairing. */
export interface Bond {
  key: Uint8Array;
  fingerprints: { sharer: Uint8Array; helper: Uint8Array };
}

export interface LinkListener {
  /** The other side is who was paired with. Tracks and messages may flow. */
  onlinked(): void;
  /** A message of the other role; `hello`, negotiation and heartbeats stay in here. */
  onmessage(message: PeerMessage): void;
  onink(message: InkMessage): void;
  onlaser(message: LaserMessage): void;
  onstill(frame: unknown): void;
  ontrack(track: MediaStreamTrack, receiver: RTCRtpReceiver): void;
  onquiet(): void;
  onback(): void;
  onlost(): void;
  /** The other page closed the line without a word. */
  ongone(): void;
  onfault(fault: LinkFault): void;
}

type Channels = Record<keyof typeof CHANNELS, RTCDataChannel>;

const other = (role: Role): Role => (role === 'sharer' ? 'helper' : 'sharer');

export class PeerLink {
  readonly #role: Role;
  readonly #bond: Bond;
  readonly #listener: LinkListener;
  readonly #peer: BootstrappedPeer;
  readonly #patience: ReturnType<typeof setTimeout>;
  #pc: RTCPeerConnection | null = null;
  #channels: Channels | null = null;
  #negotiation: Negotiation | null = null;
  #path: PathWatch | null = null;
  /** `open`: certificate checked, our proof said · `linked`: theirs believed as well. */
  #stage: 'meeting' | 'open' | 'linked' | 'over' = 'meeting';
  readonly #ears: Ears;

  constructor(meeting: Meeting, bond: Bond, listener: LinkListener) {
    this.#role = meeting.role;
    this.#bond = bond;
    this.#listener = listener;
    this.#ears = new Ears(other(meeting.role), () => this.#fail('protocol-error'));
    this.#patience = setTimeout(() => this.#fail('never-connected'), CONNECT_TIMEOUT_MS);
    this.#peer = meet(meeting, {
      onconnection: (pc) => this.#take(pc),
      onfail: () => this.#fail('never-connected'),
    });
  }

  /** The connection, once linked: for tracks and statistics. */
  get connection(): RTCPeerConnection | null {
    return this.#stage === 'linked' ? this.#pc : null;
  }

  send(message: PeerMessage): void {
    if (this.#stage === 'linked') this.#say(message);
  }

  /** @returns false where the channel is full or closed; ink and laser are not worth waiting for. */
  sendOn(channel: 'ink' | 'laser', message: object): boolean {
    const line = this.#channels?.[channel];
    if (this.#stage !== 'linked' || line?.readyState !== 'open') return false;
    if (channel === 'laser' && line.bufferedAmount > MAX_MESSAGE_CHARS) return false;
    line.send(JSON.stringify(message));
    return true;
  }

  /** The channel for a still's bytes, once linked. */
  get stillChannel(): RTCDataChannel | null {
    return this.#stage === 'linked' ? (this.#channels?.still ?? null) : null;
  }

  /** Says goodbye, lets it leave, and closes. Nothing is heard or shown from here on. */
  hangUp(why: Goodbye): void {
    const ctl = this.#channels?.ctl;
    const said = this.#stage === 'linked' && ctl?.readyState === 'open';
    if (said) this.#say({ is: 'bye', why });
    this.#end();
    if (!said) return this.#peer.close();
    const close = () => this.#peer.close();
    // The goodbye is a few bytes; a line that cannot take them in a moment is dead anyway.
    const timer = setTimeout(close, 1_000);
    ctl.addEventListener('close', () => clearTimeout(timer), { once: true });
    ctl.bufferedAmountLowThreshold = 0;
    if (ctl.bufferedAmount === 0) setTimeout(close, 100);
    else ctl.addEventListener('bufferedamountlow', () => setTimeout(close, 100), { once: true });
  }

  #end(): void {
    this.#stage = 'over';
    clearTimeout(this.#patience);
    this.#path?.stop();
  }

  #fail(fault: LinkFault): void {
    if (this.#stage === 'over') return;
    this.#end();
    this.#peer.close();
    this.#listener.onfault(fault);
  }

  #take(pc: RTCPeerConnection): void {
    this.#pc = pc;
    const channels = Object.fromEntries(
      Object.entries(CHANNELS).map(([name, { label, ...options }]) => [
        name,
        pc.createDataChannel(label, { ...options, negotiated: true }),
      ]),
    ) as Channels;
    this.#channels = channels;
    channels.still.binaryType = 'arraybuffer';
    channels.ctl.addEventListener('open', () => void this.#verify());
    channels.ctl.addEventListener('message', ({ data }) => this.#hear(data));
    channels.ctl.addEventListener('close', () => this.#onClose());
    channels.ink.addEventListener('message', ({ data }) => {
      const message = this.#listens() && this.#ears.hear('ink', data, performance.now());
      if (message) this.#listener.onink(message);
    });
    channels.laser.addEventListener('message', ({ data }) => {
      const message = this.#listens() && this.#ears.hear('laser', data, performance.now());
      if (message) this.#listener.onlaser(message);
    });
    channels.still.addEventListener('message', ({ data }) => this.#listens() && this.#listener.onstill(data));
    pc.addEventListener('connectionstatechange', () => {
      if (pc.connectionState === 'connected' && this.#stage !== 'meeting') void this.#checkCertificate();
    });
    pc.addEventListener('track', ({ track, receiver }) => {
      // Tracks are negotiated over the authenticated channel only; one that came earlier is not ours.
      if (this.#stage === 'linked') this.#listener.ontrack(track, receiver);
      else this.#fail('not-private');
    });
  }

  #onClose(): void {
    if (this.#stage === 'over') return;
    if (this.#stage !== 'linked') return this.#fail('never-connected');
    this.#end();
    this.#peer.close();
    this.#listener.ongone();
  }

  /** @returns whether the connection still ends where it must; ends the session where it does not. */
  async #checkCertificate(): Promise<boolean> {
    const pc = this.#pc;
    if (!pc || this.#stage === 'over') return false;
    if (await endsAtPairedCertificate(pc, this.#bond.fingerprints[other(this.#role)])) return true;
    this.#fail('not-private');
    return false;
  }

  async #verify(): Promise<void> {
    if (!(await this.#checkCertificate()) || this.#stage !== 'meeting') return;
    this.#stage = 'open';
    const { key, fingerprints } = this.#bond;
    this.#say({ is: 'hello', version: PROTOCOL_VERSION, proof: linkProof(key, this.#role, fingerprints) });
    for (const early of this.#early.splice(0)) this.#hear(early);
  }

  /** What arrived while we were still comparing certificates: kept unread. */
  readonly #early: unknown[] = [];

  #hear(frame: unknown): void {
    if (this.#stage === 'over') return;
    if (this.#stage === 'meeting') {
      if (this.#early.length < MAX_BAD_FRAMES) this.#early.push(frame);
      return;
    }
    this.#path?.heard();
    const message = this.#ears.hear('ctl', frame, performance.now());
    if (!message) return;
    if (this.#stage === 'open') return this.#welcome(message);
    this.#dispatch(message);
  }

  #welcome(message: PeerMessage): void {
    if (message.is !== 'hello') return this.countBadFrame();
    const { key, fingerprints } = this.#bond;
    if (!sameProof(message.proof, linkProof(key, other(this.#role), fingerprints))) return this.#fail('not-private');
    if (message.version !== PROTOCOL_VERSION) return this.#fail('too-old');
    const pc = this.#pc;
    if (!pc) return;
    this.#stage = 'linked';
    clearTimeout(this.#patience);
    this.#peer.release();
    this.#negotiation = new Negotiation(pc, this.#role === 'sharer', (description) => this.#say(description));
    this.#path = new PathWatch(() => this.#say({ is: 'alive', answer: true }), this.#listener);
    this.#listener.onlinked();
  }

  #dispatch(message: PeerMessage): void {
    switch (message.is) {
      case 'hello':
        return this.countBadFrame();
      case 'alive':
        if (message.answer) this.#say({ is: 'alive' });
        return;
      case 'description':
        // Looked at before the browser is: it would speak to the other certificate before we could compare.
        if (!namesOnly(message.sdp, this.#bond.fingerprints[other(this.#role)])) return this.#fail('not-private');
        return void this.#negotiate(message);
      case 'candidate':
        return void this.#negotiate(message);
      default:
        this.#listener.onmessage(message);
    }
  }

  async #negotiate(message: Extract<PeerMessage, { is: 'description' | 'candidate' }>): Promise<void> {
    try {
      await this.#negotiation?.hear(message);
      if (message.is === 'description') await this.#checkCertificate();
    } catch {
      this.countBadFrame();
    }
  }

  /** Frames of the other channels count as signs of life, and only once linked. */
  #listens(): boolean {
    if (this.#stage !== 'linked') return false;
    this.#path?.heard();
    return true;
  }

  /** A frame that no honest page sends, as its reader found. */
  countBadFrame(): void {
    this.#ears.countBad();
  }

  #say(message: PeerMessage): void {
    const ctl = this.#channels?.ctl;
    if (ctl?.readyState === 'open') ctl.send(JSON.stringify(message));
  }
}
