/** What the details panel shows of the link, read from the browser's own statistics (W3C webrtc-stats). */

export interface LinkReport {
  /** `direct`, or what carries the relay; null while no pair is chosen. */
  path: 'direct' | 'relay-udp' | 'relay-tcp' | 'relay-tls' | null;
  /** Milliseconds. */
  roundTripMs: number | null;
  /** Lost packets of the picture, 0 to 1, since the start. */
  loss: number | null;
  width: number | null;
  height: number | null;
  /** Such as `VP8`. */
  codec: string | null;
  framesPerSecond: number | null;
}

type Stats = Record<string, unknown>;

const numberOr = (value: unknown): number | null => (typeof value === 'number' ? value : null);

export async function readLinkReport(pc: RTCPeerConnection): Promise<LinkReport> {
  const stats = (await pc.getStats()) as unknown as Map<string, Stats>;
  const all = [...stats.values()];
  const transport = all.find((stat) => stat['type'] === 'transport');
  const pair =
    stats.get(String(transport?.['selectedCandidatePairId'])) ??
    all.find((stat) => stat['type'] === 'candidate-pair' && stat['nominated'] && stat['state'] === 'succeeded');
  const picture = all.find((stat) => stat['type'] === 'inbound-rtp' && stat['kind'] === 'video');
  const codec = stats.get(String(picture?.['codecId']))?.['mimeType'];
  const received = numberOr(picture?.['packetsReceived']);
  const lost = numberOr(picture?.['packetsLost']);
  const roundTrip = numberOr(pair?.['currentRoundTripTime']);
  return {
    path: pathOf(stats.get(String(pair?.['localCandidateId'])), stats.get(String(pair?.['remoteCandidateId']))),
    roundTripMs: roundTrip === null ? null : Math.round(roundTrip * 1_000),
    loss: received !== null && lost !== null && received + lost > 0 ? Math.max(0, lost) / (received + lost) : null,
    width: numberOr(picture?.['frameWidth']),
    height: numberOr(picture?.['frameHeight']),
    codec: typeof codec === 'string' ? codec.replace('video/', '') : null,
    framesPerSecond: numberOr(picture?.['framesPerSecond']),
  };
}

function pathOf(local: Stats | undefined, remote: Stats | undefined): LinkReport['path'] {
  if (!local || !remote) return null;
  if (local['candidateType'] !== 'relay' && remote['candidateType'] !== 'relay') return 'direct';
  const protocol = local['relayProtocol'] ?? 'udp';
  return protocol === 'tls' ? 'relay-tls' : protocol === 'tcp' ? 'relay-tcp' : 'relay-udp';
}
