/**
 * The DTLS certificate: made fresh for one session, its fingerprint bound into the pairing, and
 * compared with what the browser really connected to.
 */

import { bytesOfFingerprint, onlyFingerprintIn } from '#protocol/description.ts';

export interface OwnCertificate {
  certificate: RTCCertificate;
  /** SHA-256 of the certificate in DER, 32 bytes. */
  fingerprint: Uint8Array;
}

/** W3C WebRTC, 4.9: ECDSA P-256, never stored, so that it cannot tie two sessions together. */
export async function makeCertificate(): Promise<OwnCertificate> {
  const algorithm: EcKeyGenParams = { name: 'ECDSA', namedCurve: 'P-256' };
  const certificate = await RTCPeerConnection.generateCertificate(algorithm);
  const sha256 = certificate.getFingerprints().find((print) => print.algorithm?.toLowerCase() === 'sha-256');
  const fingerprint = bytesOfFingerprint(sha256?.value ?? '');
  if (!fingerprint) throw new Error('this browser does not tell the fingerprint of its own certificate');
  return { certificate, fingerprint };
}

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

/**
 * Whether every DTLS transport of `pc` really ends at the certificate that was paired. Nothing of
 * the text that travelled through the server is believed: browsers accept descriptions with two
 * fingerprint lines and use either.
 */
export async function endsAtPairedCertificate(pc: RTCPeerConnection, paired: Uint8Array): Promise<boolean> {
  const transports = new Set<RTCDtlsTransport>();
  if (pc.sctp) transports.add(pc.sctp.transport);
  for (const transceiver of pc.getTransceivers()) {
    for (const transport of [transceiver.sender.transport, transceiver.receiver.transport]) {
      if (transport) transports.add(transport);
    }
  }
  if (transports.size === 0) return false;
  for (const transport of transports) {
    // Firefox before 153 has no such method, whatever the type says.
    if (typeof transport.getRemoteCertificates !== 'function') return endsAtDescribedCertificate(pc, paired);
    const [der] = transport.getRemoteCertificates();
    // A transport of a line that is still being negotiated has none yet; with max-bundle it will not carry anything.
    if (!der) {
      if (transport.state === 'new') continue;
      return false;
    }
    if (!same(new Uint8Array(await crypto.subtle.digest('SHA-256', der)), paired)) return false;
  }
  return pc.sctp?.transport.state === 'connected';
}

/**
 * Fallback: the description as the browser itself holds it once negotiation rests, and only where
 * it names exactly one certificate.
 */
function endsAtDescribedCertificate(pc: RTCPeerConnection, paired: Uint8Array): boolean {
  if (pc.signalingState !== 'stable') return false;
  return namesOnly(pc.remoteDescription?.sdp ?? '', paired);
}

/** Whether a description leads to the paired certificate and to no other. */
export function namesOnly(sdp: string, paired: Uint8Array): boolean {
  const only = onlyFingerprintIn(sdp);
  return only !== null && same(only, paired);
}
