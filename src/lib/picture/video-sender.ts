/** The picture as RTP video: the engine that every browser has. */
import { chooseCodec, type Codec, type LineReport } from '#lib/picture/codec-choice.ts';
import type { PictureSender } from '#lib/picture/picture.ts';

const LOOK_EVERY_MS = 2_000;
/** The estimate of a new line starts low and climbs; judging earlier would always say "slow". */
const FIRST_LOOK_MS = 6_000;

export class VideoSender implements PictureSender {
  readonly #pc: RTCPeerConnection;
  readonly #sender: RTCRtpSender;
  #watch: ReturnType<typeof setTimeout> | undefined;
  #codec: Codec = 'VP8';
  /** Two reports must agree: one slow moment is no slow line. */
  #wanted: Codec = 'VP8';
  #before = { frames: 0, encodeTime: 0 };
  #showing: MediaStreamTrack | null = null;

  /** Negotiates the video line at once and empty, so that a track put in later needs no round trip. */
  constructor(pc: RTCPeerConnection) {
    this.#pc = pc;
    this.#sender = pc.addTransceiver('video', { direction: 'sendonly' }).sender;
  }

  async show(track: MediaStreamTrack): Promise<void> {
    this.#showing = track;
    await this.#sender.replaceTrack(track);
    await this.#preferResolution();
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => void this.#look(), FIRST_LOOK_MS);
  }

  async hide(): Promise<void> {
    this.#showing = null;
    clearTimeout(this.#watch);
    await this.#sender.replaceTrack(null);
  }

  stop(): void {
    this.#showing = null;
    clearTimeout(this.#watch);
    void this.#sender.replaceTrack(null).catch(() => undefined); // the connection may be closed already
  }

  /** Readable text at fewer pictures a second beats a smooth blur. */
  async #preferResolution(): Promise<void> {
    const parameters = this.#sender.getParameters();
    if (parameters.encodings.length === 0) return; // not negotiated yet; the content hint says the same
    parameters.degradationPreference = 'maintain-resolution';
    await this.#sender.setParameters(parameters).catch(() => undefined); // Firefox knows no preference
  }

  async #look(): Promise<void> {
    if (!this.#showing) return;
    const choice = chooseCodec(this.#codec, await this.#report());
    if (choice !== this.#codec && choice === this.#wanted) await this.#use(choice);
    this.#wanted = choice;
    this.#watch = setTimeout(() => void this.#look(), LOOK_EVERY_MS);
  }

  async #report(): Promise<LineReport> {
    const report: LineReport = { availableBps: null, limitedBy: 'none', encodeMs: 0 };
    for (const stat of (await this.#pc.getStats()).values() as Iterable<Record<string, unknown>>) {
      if (stat['type'] === 'candidate-pair' && stat['nominated'] && stat['availableOutgoingBitrate']) {
        report.availableBps = Number(stat['availableOutgoingBitrate']);
      }
      if (stat['type'] === 'outbound-rtp' && stat['kind'] === 'video') {
        const frames = Number(stat['framesEncoded'] ?? 0);
        const encodeTime = Number(stat['totalEncodeTime'] ?? 0);
        const newFrames = frames - this.#before.frames;
        report.limitedBy =
          typeof stat['qualityLimitationReason'] === 'string' ? stat['qualityLimitationReason'] : 'none';
        report.encodeMs = newFrames > 0 ? ((encodeTime - this.#before.encodeTime) / newFrames) * 1_000 : 0;
        this.#before = { frames, encodeTime };
      }
    }
    return report;
  }

  /** Changes the codec without negotiating: `codec` of an encoding (W3C WebRTC extensions). */
  async #use(codec: Codec): Promise<void> {
    const parameters = this.#sender.getParameters();
    const found = parameters.codecs.find((entry) => entry.mimeType === `video/${codec}`);
    const [encoding] = parameters.encodings;
    if (!found || !encoding) return;
    (encoding as { codec?: RTCRtpCodec }).codec = found;
    await this.#sender.setParameters(parameters).then(
      () => (this.#codec = codec),
      () => undefined, // a browser without codec selection keeps the negotiated one
    );
  }
}
