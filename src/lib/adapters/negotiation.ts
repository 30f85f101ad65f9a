/**
 * Perfect negotiation (W3C WebRTC, 10.7) over a line that is already authenticated. Both sides may
 * offer; the sharer is the polite one and gives way when both do so at once.
 */
import type { PeerMessage } from '#protocol/wire.ts';

type Description = Extract<PeerMessage, { is: 'description' }>;
type Candidate = Extract<PeerMessage, { is: 'candidate' }>;

export class Negotiation {
  readonly #pc: RTCPeerConnection;
  readonly #polite: boolean;
  readonly #send: (message: Description | Candidate) => void;
  #makingOffer = false;
  #ignoringOffer = false;

  /** Takes the connection's negotiation events over from whoever had them. */
  constructor(pc: RTCPeerConnection, polite: boolean, send: (message: Description | Candidate) => void) {
    this.#pc = pc;
    this.#polite = polite;
    this.#send = send;
    pc.onnegotiationneeded = () => void this.#offer();
    pc.onicecandidate = ({ candidate }) => {
      if (!candidate?.candidate) return; // the end of candidates is not worth a message
      const { sdpMid, sdpMLineIndex, usernameFragment } = candidate;
      send({ is: 'candidate', candidate: candidate.candidate, sdpMid, sdpMLineIndex, usernameFragment });
    };
  }

  /** @throws where the browser refuses the description; the caller counts that as a bad frame. */
  async hear(message: Description | Candidate): Promise<void> {
    if (message.is === 'candidate') return this.#addCandidate(message);
    const collision = message.type === 'offer' && (this.#makingOffer || this.#pc.signalingState !== 'stable');
    this.#ignoringOffer = collision && !this.#polite;
    if (this.#ignoringOffer) return;
    await this.#pc.setRemoteDescription({ type: message.type, sdp: message.sdp });
    if (message.type === 'offer') {
      await this.#pc.setLocalDescription();
      this.#sendDescription();
    }
  }

  async #offer(): Promise<void> {
    try {
      this.#makingOffer = true;
      await this.#pc.setLocalDescription();
      this.#sendDescription();
    } finally {
      this.#makingOffer = false;
    }
  }

  async #addCandidate(message: Candidate): Promise<void> {
    try {
      const { candidate, sdpMid, sdpMLineIndex, usernameFragment } = message;
      await this.#pc.addIceCandidate({
        candidate,
        sdpMid: sdpMid ?? null,
        sdpMLineIndex: sdpMLineIndex ?? null,
        usernameFragment: usernameFragment ?? null,
      });
    } catch (cause) {
      // A candidate of an offer we did not take cannot be placed, and need not be.
      if (!this.#ignoringOffer) throw cause;
    }
  }

  #sendDescription(): void {
    const description = this.#pc.localDescription;
    if (description?.type !== 'offer' && description?.type !== 'answer') return;
    this.#send({ is: 'description', type: description.type, sdp: description.sdp });
  }
}
