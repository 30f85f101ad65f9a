/**
 * The connection in one word, and its details in words a helper can read out to somebody.
 * Where the numbers come from is not known here; one that is not known yet is null.
 */
export type Quality = 'good' | 'fair' | 'poor' | 'none';

export interface LinkFacts {
  readonly path: 'direct' | 'relay-udp' | 'relay-tcp' | 'relay-tls' | null;
  readonly roundTripMs: number | null;
  /** 0 to 1. */
  readonly loss: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly codec: string | null;
  readonly framesPerSecond: number | null;
}

/** Beyond these, talking while pointing begins to feel late; beyond the second, it is. */
const FAIR = { roundTripMs: 150, loss: 0.02 };
const POOR = { roundTripMs: 400, loss: 0.08 };

export function qualityOf(facts: Pick<LinkFacts, 'roundTripMs' | 'loss'> | null): Quality {
  if (facts === null || facts.roundTripMs === null) return 'none';
  const beyond = (limit: typeof FAIR) => (facts.roundTripMs ?? 0) > limit.roundTripMs || (facts.loss ?? 0) > limit.loss;
  return beyond(POOR) ? 'poor' : beyond(FAIR) ? 'fair' : 'good';
}

const PATHS = {
  direct: 'Direct',
  'relay-udp': 'Relayed (UDP)',
  'relay-tcp': 'Relayed (TCP)',
  'relay-tls': 'Relayed (TLS)',
} as const satisfies Record<NonNullable<LinkFacts['path']>, string>;

const UNKNOWN = '–';
const worded = <T>(value: T | null, words: (value: T) => string) => (value === null ? UNKNOWN : words(value));

export function detailRows(facts: LinkFacts): { name: string; value: string }[] {
  const { width, height } = facts;
  return [
    { name: 'Connection', value: worded(facts.path, (path) => PATHS[path]) },
    { name: 'Round trip', value: worded(facts.roundTripMs, (ms) => `${Math.round(ms)} ms`) },
    { name: 'Loss', value: worded(facts.loss, (loss) => `${(loss * 100).toFixed(1)} %`) },
    { name: 'Resolution', value: width === null || height === null ? UNKNOWN : `${width} × ${height}` },
    { name: 'Codec', value: worded(facts.codec, (codec) => codec) },
    { name: 'Frames per second', value: worded(facts.framesPerSecond, (frames) => String(Math.round(frames))) },
  ];
}
