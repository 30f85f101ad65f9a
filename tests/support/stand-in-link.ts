/**
 * WebRTC where there is none: writes down what a page asked of it, and says to the page what a test
 * makes it say. A handler that throws, throws into the test.
 */
import { createHash, randomBytes } from 'node:crypto';
import { linkProof } from '#protocol/pairing.ts';
import type { Role } from '#protocol/role.ts';
import type { Bond } from '#lib/adapters/peer-link.ts';
import type { Bootstrap } from '#lib/adapters/peer-bootstrap.ts';

type Listener = (event: { data?: unknown }) => void;

class Heard {
  readonly #listeners = new Map<string, Listener[]>();
  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }
  emit(type: string, data?: unknown): void {
    for (const listener of this.#listeners.get(type) ?? []) listener({ data });
  }
}

export class StandInChannel extends Heard {
  readonly label: string;
  readyState = 'open';
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  binaryType = 'blob';
  /** Only the kinds, and to what the answer was yes: thousands of frames are nobody's to keep. */
  readonly said = new Set<string>();
  constructor(label: string) {
    super();
    this.label = label;
  }
  send(data: unknown): void {
    if (typeof data !== 'string') return void this.said.add('bytes');
    const { is, allowed, mode } = JSON.parse(data) as { is: string; allowed?: boolean; mode?: string };
    this.said.add(allowed ? `yes to ${String(mode)}` : is);
  }
}

const DER = { sharer: randomBytes(80), helper: randomBytes(80) };
const print = (role: Role) => new Uint8Array(createHash('sha256').update(DER[role]).digest());

/** What two pages agreed on whose certificates are the ones that stand-ins show. */
export const BOND: Bond = {
  key: new Uint8Array(32).fill(7),
  fingerprints: { sharer: print('sharer'), helper: print('helper') },
};
export const fingerprintLine = (role: Role): string =>
  `a=fingerprint:sha-256 ${[...print(role)].map((byte) => byte.toString(16).padStart(2, '0')).join(':')}`;

export const helloOf = (role: Role): string =>
  JSON.stringify({ is: 'hello', version: 1, proof: linkProof(BOND.key, role, BOND.fingerprints) });

export class StandInLink extends Heard {
  static newest: StandInLink;
  readonly #theirs: Role;
  readonly channels: Record<string, StandInChannel> = {};
  /** Descriptions that the browser was given. */
  readonly given: string[] = [];
  readonly sctp: { transport: RTCDtlsTransport };
  connectionState = 'connected';
  signalingState = 'stable';
  remoteDescription = null;
  localDescription = { type: 'answer', sdp: 'v=0\r\n' };
  certificate: Uint8Array;

  constructor(theirs: Role) {
    super();
    this.#theirs = theirs;
    this.certificate = DER[theirs];
    const certificates = () => [Uint8Array.from(this.certificate).buffer];
    this.sctp = {
      transport: { state: 'connected', getRemoteCertificates: certificates } as unknown as RTCDtlsTransport,
    };
    StandInLink.newest = this;
  }
  createDataChannel(label: string): StandInChannel {
    return (this.channels[label] = new StandInChannel(label));
  }
  getTransceivers(): [] {
    return [];
  }
  addTransceiver(): object {
    return {
      sender: {
        replaceTrack: () => Promise.resolve(),
        getParameters: () => ({ encodings: [], codecs: [] }),
        setParameters: () => Promise.resolve(),
      },
    };
  }
  getStats(): Promise<Map<string, object>> {
    return Promise.resolve(new Map<string, object>());
  }
  setRemoteDescription({ sdp }: RTCSessionDescriptionInit): Promise<void> {
    this.given.push(sdp ?? '');
    return sdp?.startsWith('v=0') ? Promise.resolve() : Promise.reject(new Error('not a description'));
  }
  setLocalDescription(): Promise<void> {
    return Promise.resolve();
  }
  addIceCandidate({ candidate }: RTCIceCandidateInit): Promise<void> {
    return candidate?.startsWith('candidate:') ? Promise.resolve() : Promise.reject(new Error('not a candidate'));
  }

  /** The encryption stands, and our page has said who it is. */
  async opens(): Promise<void> {
    const ctl = this.channels['ctl'];
    ctl?.emit('open');
    while (ctl && !ctl.said.has('hello')) await settled();
  }

  /** The other side proves that it paired. */
  async comesUp(): Promise<void> {
    await this.opens();
    this.channels['ctl']?.emit('message', helloOf(this.#theirs));
  }
}

/** In the place of `meet`: the connection is there at once. */
export function meetStandIn({ role }: { role: Role }, bootstrap: Bootstrap) {
  const link = new StandInLink(role === 'sharer' ? 'helper' : 'sharer');
  bootstrap.onconnection(link as unknown as RTCPeerConnection);
  return { release: () => undefined, close: () => undefined };
}

/** Everything that waits for nothing but its turn has had it. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
