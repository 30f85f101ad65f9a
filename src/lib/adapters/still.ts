/** A still: one lossless picture of the shared screen, on its way over a channel of its own. */

/** What browsers have to take in one piece (RFC 8831, 6.6), and the limit of the product. */
const CHUNK_BYTES = 64 * 1024;
const SEND_AHEAD_BYTES = 1024 * 1024;
const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The newest captured picture as PNG, at its full size. */
export async function takeStill(track: MediaStreamTrack): Promise<ArrayBuffer> {
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  try {
    await video.play();
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
    canvas.getContext('2d')?.drawImage(video, 0, 0);
    const png = await canvas.convertToBlob({ type: 'image/png' });
    return await png.arrayBuffer();
  } finally {
    video.srcObject = null;
  }
}

/** Sends the bytes in chunks and never lets more than a moment's worth pile up. Stops when the channel closes. */
export async function sendStill(channel: RTCDataChannel, png: ArrayBuffer): Promise<void> {
  channel.bufferedAmountLowThreshold = SEND_AHEAD_BYTES / 2;
  for (let at = 0; at < png.byteLength && channel.readyState === 'open'; at += CHUNK_BYTES) {
    if (channel.bufferedAmount > SEND_AHEAD_BYTES) {
      await new Promise((resolve) => {
        channel.addEventListener('bufferedamountlow', resolve, { once: true });
        channel.addEventListener('close', resolve, { once: true });
      });
    }
    if (channel.readyState === 'open') channel.send(png.slice(at, at + CHUNK_BYTES));
  }
}

/** Collects exactly the announced number of bytes, and believes them only if they begin like a PNG. */
export class StillReceiver {
  #expected = 0;
  #chunks: ArrayBuffer[] = [];
  #received = 0;

  expect(bytes: number): void {
    this.#expected = bytes;
    this.#chunks = [];
    this.#received = 0;
  }

  /** @returns the finished picture, null while more is to come, 'bad' for a frame that was not announced. */
  take(frame: unknown): Blob | null | 'bad' {
    if (!(frame instanceof ArrayBuffer) || frame.byteLength > CHUNK_BYTES) return 'bad';
    this.#received += frame.byteLength;
    if (this.#expected === 0 || this.#received > this.#expected) {
      this.expect(0);
      return 'bad';
    }
    this.#chunks.push(frame);
    if (this.#received < this.#expected) return null;
    const still = new Blob(this.#chunks, { type: 'image/png' });
    const head = new Uint8Array(this.#chunks[0] ?? new ArrayBuffer(0));
    this.expect(0);
    return PNG_SIGNATURE.every((byte, i) => head[i] === byte) ? still : 'bad';
  }
}
