/**
 * How the screen travels, behind one small interface: engines may differ in how they carry pixels,
 * never in what they promise. After `hide` resolves, no new picture can leave this page.
 */

/** On the sharer's page. */
export interface PictureSender {
  /** Shows `track` from now on, in place of whatever was shown. */
  show(track: MediaStreamTrack): Promise<void>;
  hide(): Promise<void>;
  stop(): void;
}

/** On the helper's page. */
export interface PictureReceiver {
  /** What to show; null until the first picture is on its way. */
  readonly stream: MediaStream | null;
  stop(): void;
}
