/**
 * Builds a sharer's session out of real things: which adapter does which effect, and which of the
 * world's events is which event of the machine. Loaded when somebody is about to type a code.
 */
import {
  CHECK_IN_EVERY_MS,
  CHECK_IN_TIMEOUT_MS,
  CONSENT_TIMEOUT_MS,
  CONTROL_PAUSE_MS,
  CONTROL_REST_MS,
  SESSION_LIFETIME_MS,
  SESSION_WARNING_MS,
  WARNING_PAUSE_MS,
} from '#protocol/limits.ts';
import { readCode } from '#protocol/code.ts';
import type { HelperMessage, PeerMessage } from '#protocol/wire.ts';
import { captureScreen, canCapture, surfaceOf } from '#lib/adapters/screen-capture.ts';
import { SharerConnection } from '#lib/adapters/sharer-connection.ts';
import { sendStill, takeStill } from '#lib/adapters/still.ts';
import type { PictureSender } from '#lib/picture/picture.ts';
import { VideoSender } from '#lib/picture/video-sender.ts';
import type { SharerEvent, SharerTimer } from '#lib/session/sharer-machine.ts';
import { SharerSession, type SharerDoers } from '#lib/state/sharer-session.svelte.ts';
import { SessionTally } from '#lib/state/tally.ts';
import { Timers } from '#lib/state/timers.ts';
import { SHARER_END, thisPage } from './tally.ts';

const TIMERS: Record<SharerTimer, { afterMs: number; event: SharerEvent }> = {
  warning: { afterMs: WARNING_PAUSE_MS, event: { is: 'warning-over' } },
  'control-pause': { afterMs: CONTROL_PAUSE_MS, event: { is: 'control-ready' } },
  'control-consent': { afterMs: CONSENT_TIMEOUT_MS, event: { is: 'control-timeout' } },
  'control-rest': { afterMs: CONTROL_REST_MS, event: { is: 'control-rested' } },
  consent: { afterMs: CONSENT_TIMEOUT_MS, event: { is: 'consent-timeout' } },
  'check-in': { afterMs: CHECK_IN_EVERY_MS, event: { is: 'check-in-due' } },
  'check-in-answer': { afterMs: CHECK_IN_TIMEOUT_MS, event: { is: 'check-in-timeout' } },
  'session-warning': { afterMs: SESSION_LIFETIME_MS - SESSION_WARNING_MS, event: { is: 'session-nearly-over' } },
  'session-end': { afterMs: SESSION_LIFETIME_MS, event: { is: 'session-over' } },
};

/** What the sharer's page may ask for beside the events of the machine. */
export interface SharerApp {
  readonly session: SharerSession;
  say: (text: string) => void;
  /** The page is going away: nothing may be left running, and the helper should know at once. */
  leavePage(): void;
}

export function assembleSharer(): SharerApp {
  const timers = new Timers<SharerTimer>();
  const tally = new SessionTally(thisPage(), (said) => connection?.tell(said));
  let connection: SharerConnection | null = null;
  let picture: PictureSender | null = null;
  let track: MediaStreamTrack | null = null;

  const doers: SharerDoers = {
    join({ code }) {
      const typed = readCode(code);
      if (!typed.ok) return happen({ is: 'not-joined', notice: { why: typed.why } });
      if (!canCapture()) return happen({ is: 'not-joined', notice: { why: 'cannot-capture' } });
      connection = new SharerConnection(typed.code, {
        onworking: () => happen({ is: 'work-asked' }),
        onpaired: (helper) => happen({ is: 'paired', helper }),
        onnotjoined: (notice) => happen({ is: 'not-joined', notice }),
        onlinked() {
          const pc = connection?.link?.connection;
          if (pc) picture = new VideoSender(pc);
          tally.begin();
          happen({ is: 'linked' });
        },
        onmessage: hear,
        onink(message) {
          if (session.state.at !== 'sharing') return; // there is nothing to draw on
          // While a question stands, what takes ink away still does; the rest is dropped and not kept for later.
          if (!session.heeded && !['end', 'remove', 'clear', 'keep'].includes(message.is)) return;
          session.used('drawing');
          session.board.apply(message, performance.now());
        },
        onlaser(message) {
          if (session.state.at !== 'sharing' || (!session.heeded && message.is === 'laser')) return;
          session.used('laser');
          session.laser.apply(message, performance.now());
        },
        onstill: () => connection?.link?.countBadFrame(), // helpers send none
        ontrack: (unwanted) => unwanted.stop(), // helpers send none
        onservergone: () => tally.fail('server-gone'),
        onserverback: () => tally.repeat(),
        onquiet() {
          tally.fail('interrupted');
          happen({ is: 'path-quiet' });
        },
        onback: () => happen({ is: 'path-back' }),
        onlost: () => happen({ is: 'path-lost' }),
        ongone: () => happen({ is: 'helper-left', why: 'gone' }),
        onfault: (why) => happen({ is: 'link-failed', why }),
        onroomended: (why) => happen(why === 'expired' ? { is: 'session-over' } : { is: 'helper-left', why: 'gone' }),
      });
    },
    'leave-room'() {
      connection?.leave();
      connection = null;
    },
    send({ message }) {
      connection?.link?.send(message);
    },
    async 'start-capture'() {
      const capture = await captureOrSay();
      if (!capture) return;
      // The session may have ended while the browser's picker was open.
      if (session.state.at !== 'choosing') return capture.track.stop();
      await share(capture.track);
      happen({ is: 'captured', surface: surfaceOf(capture.track) });
    },
    async 'change-capture'() {
      const capture = await captureOrSay();
      if (!capture) return;
      if (session.state.at !== 'sharing') return capture.track.stop();
      const before = track;
      await share(capture.track);
      before?.stop();
      happen({ is: 'changed', surface: surfaceOf(capture.track) });
    },
    'stop-capture'() {
      picture?.stop();
      track?.stop();
      track = null;
      session.preview = null;
    },
    async 'mute-picture'() {
      await picture?.hide();
    },
    async 'unmute-picture'() {
      if (track) await picture?.show(track);
    },
    async 'send-still'({ epoch }) {
      const channel = connection?.link?.stillChannel;
      if (!track || !channel) return;
      const png = await takeStill(track);
      // Paused or changed meanwhile: this picture is not the one that may be seen now.
      if (!session.live || session.board.epoch !== epoch) return connection?.link?.send({ is: 'no-still' });
      connection?.link?.send({ is: 'still', bytes: png.byteLength, epoch });
      session.used('still');
      await sendStill(channel, png);
    },
    'clear-ink'({ epoch }) {
      session.board.setEpoch(epoch);
      session.laser.setEpoch(epoch);
    },
    'set-timer'({ timer }) {
      const { afterMs, event } = TIMERS[timer];
      timers.set(timer, afterMs, () => happen(event));
    },
    'drop-timer'({ timer }) {
      timers.drop(timer);
    },
    'hang-up'({ why }) {
      timers.dropAll();
      if (session.state.at === 'ended') tally.end(SHARER_END[session.state.why]);
      connection?.link?.hangUp(why);
      connection?.leave();
      connection = null;
      picture = null;
    },
  };
  const session = new SharerSession(doers, (feature) => tally.use(feature));
  const happen: SharerSession['happen'] = (event) => session.happen(event);

  /** Undefined where nothing was captured; then the session knows why. */
  async function captureOrSay() {
    const capture = await captureScreen();
    if (capture.ok) return capture;
    if (capture.why === 'capture-failed') tally.fail('capture-failed');
    happen({ is: 'not-captured', why: capture.why });
    return undefined;
  }

  /** Lets the helper see `captured` unless one of the two paused. */
  async function share(captured: MediaStreamTrack): Promise<void> {
    track = captured;
    session.preview = new MediaStream([captured]);
    captured.addEventListener('ended', () => captured === track && happen({ is: 'capture-ended' }));
    if (session.state.at !== 'sharing' || session.live) await picture?.show(captured);
  }

  function hear(message: PeerMessage): void {
    const said = message as HelperMessage; // the link reads only what a helper may say
    switch (said.is) {
      case 'ask':
        return happen({ is: 'asked', mode: said.mode });
      case 'release':
        return happen({ is: 'released' });
      case 'hold':
        return happen({ is: 'held', on: said.on });
      case 'still-wanted':
        return happen({ is: 'still-wanted' });
      case 'chat':
        session.used('chat');
        session.chat.add('them', said.text);
        return;
      case 'bye':
        return happen({ is: 'helper-left', why: said.why });
      default:
        return;
    }
  }

  return {
    session,
    say(text) {
      const said = session.chat.add('me', text);
      if (said) connection?.link?.send({ is: 'chat', text: said });
      session.used('chat');
    },
    leavePage() {
      happen({ is: 'page-left' });
    },
  };
}
