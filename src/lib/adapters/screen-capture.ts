/** Asks the browser for a screen. The browser shows its own picker; nobody can answer it but the sharer. */

export type Capture = { ok: true; track: MediaStreamTrack } | { ok: false; why: 'nothing-chosen' | 'capture-failed' };

/** Chromium's options (W3C Screen Capture, 5 and its extensions) that TypeScript does not know yet. */
interface CaptureOptions extends DisplayMediaStreamOptions {
  monitorTypeSurfaces: 'include';
  surfaceSwitching: 'include';
  selfBrowserSurface: 'exclude';
  systemAudio: 'exclude';
}

/**
 * No width or height: Chromium applies them to the whole desktop instead of the chosen monitor and
 * delivers a shrunken picture. A whole screen is preset because that is where help is needed.
 */
const OPTIONS: CaptureOptions = {
  video: { displaySurface: 'monitor', frameRate: { ideal: 30, max: 30 } },
  audio: false,
  monitorTypeSurfaces: 'include',
  surfaceSwitching: 'include',
  selfBrowserSurface: 'exclude',
  systemAudio: 'exclude',
};

export const canCapture = (): boolean =>
  typeof (navigator.mediaDevices as MediaDevices | undefined)?.getDisplayMedia === 'function';

/** Must run inside a press of the sharer (transient activation). Never throws. */
export async function captureScreen(): Promise<Capture> {
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia(OPTIONS);
    const [track] = stream.getVideoTracks();
    if (!track) return { ok: false, why: 'capture-failed' };
    // Text before motion: without the hint a thin line makes the picture small instead of slow.
    track.contentHint = 'detail';
    return { ok: true, track };
  } catch (cause) {
    const denied = cause instanceof DOMException && cause.name === 'NotAllowedError';
    return { ok: false, why: denied ? 'nothing-chosen' : 'capture-failed' };
  }
}

/** What kind of thing is captured, as the browser says. */
export function surfaceOf(track: MediaStreamTrack): 'monitor' | 'window' | 'browser' | 'unknown' {
  const surface = track.getSettings().displaySurface;
  return surface === 'monitor' || surface === 'window' || surface === 'browser' ? surface : 'unknown';
}
