/** The helper's end of the video engine. */
import type { PictureReceiver } from '#lib/picture/picture.ts';

export class VideoReceiver implements PictureReceiver {
  readonly stream: MediaStream;
  readonly #track: MediaStreamTrack;

  constructor(track: MediaStreamTrack, receiver: RTCRtpReceiver) {
    this.#track = track;
    this.stream = new MediaStream([track]);
    // Show each picture as soon as it is whole: pointing at yesterday's menu helps nobody.
    if ('jitterBufferTarget' in receiver) receiver.jitterBufferTarget = 0;
  }

  stop(): void {
    this.#track.stop();
  }
}
