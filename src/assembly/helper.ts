/**
 * Builds a helper's session out of real things: which adapter does which effect, and which of the
 * world's events is which event of the machine.
 */
import { CONTROL_REST_MS, MAX_WRONG_CONFIRMATIONS, SESSION_LIFETIME_MS } from '#protocol/limits.ts';
import type { PeerMessage, SharerMessage } from '#protocol/wire.ts';
import type { HelperConnection } from '#lib/adapters/helper-connection.ts';
import { readLinkReport, type LinkReport } from '#lib/adapters/link-report.ts';
import type { SignIn } from '#lib/adapters/sign-in.ts';
import { cameFromProvider } from '#lib/adapters/sign-in-traces.ts';
import { StillReceiver } from '#lib/adapters/still.ts';
import { InkPen } from '#lib/ink/ink-pen.ts';
import type { PictureReceiver } from '#lib/picture/picture.ts';
import { VideoReceiver } from '#lib/picture/video-receiver.ts';
import type { HelperEvent, HelperTimer } from '#lib/session/helper-machine.ts';
import { HelperSession, type HelperDoers } from '#lib/state/helper-session.svelte.ts';
import type { Pocket } from '#lib/state/pocket.svelte.ts';
import { SessionTally } from '#lib/state/tally.ts';
import { Timers } from '#lib/state/timers.ts';
import { HELPER_END, thisPage } from './tally.ts';

const TIMERS: Record<HelperTimer, { afterMs: number; event: HelperEvent }> = {
  'session-end': { afterMs: SESSION_LIFETIME_MS, event: { is: 'session-over' } },
  'control-rest': { afterMs: CONTROL_REST_MS, event: { is: 'control-rested' } },
};

/** What the helper's page may ask for beside the events of the machine. */
export interface HelperApp {
  readonly session: HelperSession;
  say: (text: string) => void;
  /** Draws on the helper's own board and streams the same to the sharer. */
  readonly pen: InkPen;
  /** For the details panel; null without a link. */
  report(): Promise<LinkReport | null>;
  leavePage(): void;
}

/** @param pocket who has a ticket in it goes straight on to a code. */
export function assembleHelper(pocket: Pocket): HelperApp {
  const timers = new Timers<HelperTimer>();
  const stills = new StillReceiver();
  const tally = new SessionTally(thisPage(), (said) => connection?.tell(said));
  let connection: HelperConnection | null = null;
  /** Counts the rooms that were wanted: only the last of them counts. */
  let rooms = 0;
  let picture: PictureReceiver | null = null;
  let stillEpoch = 0;

  let signIn: SignIn | null = null;

  const doers: HelperDoers = {
    'sign-in'() {
      if (signIn) return signIn.begin(); // without waiting: a window opens only while the press lasts
      return comeToSignIn(() => session.state.at === 'signing-in' && signIn?.begin());
    },
    'drop-sign-in'() {
      signIn?.cancel();
    },
    'forget-ticket'() {
      pocket.empty();
      void comeToSignIn(() => signIn?.prepare());
    },
    async 'open-room'() {
      const room = ++rooms;
      const { HelperConnection } = await import('#lib/adapters/helper-connection.ts').catch(() => ({
        HelperConnection: null,
      }));
      if (room !== rooms) return; // given up meanwhile
      if (!HelperConnection) return happen({ is: 'not-opened', why: 'unreachable' });
      const opened = new HelperConnection(pocket.ticket ?? '', {
        onopened(code, expiresInMs) {
          session.codeExpiresAt = performance.now() + expiresInMs;
          happen({ is: 'opened', code });
        },
        onnotopened: (why) => happen({ is: 'not-opened', why }),
        onsomeonejoined: () => happen({ is: 'someone-joined' }),
        onrunended: (how) => happen({ is: 'run-ended', how }),
        triesLeftIfWrong: () =>
          session.state.at === 'code-shown' ? Math.max(0, MAX_WRONG_CONFIRMATIONS - 1 - session.state.tries.wrong) : 0,
        onpaired: () => happen({ is: 'paired' }),
        onexpired: () => happen({ is: 'code-expired' }),
        onservergone() {
          tally.fail('server-gone');
          happen({ is: 'server-gone' });
        },
        onserverback() {
          tally.repeat();
          happen({ is: 'server-back' });
        },
        onlinked() {
          tally.begin();
          happen({ is: 'linked' });
        },
        onmessage: hear,
        onink: () => undefined, // sharers draw nothing; the link hears none of it
        onlaser: () => undefined,
        onstill(frame) {
          const still = stills.take(frame);
          if (still === 'bad') return opened.link?.countBadFrame();
          if (!still || stillEpoch !== session.board.epoch) return;
          if (session.state.at !== 'viewing' || session.state.still !== 'wanted') return; // nobody asked, or not any more
          session.still = still;
          happen({ is: 'still-arrived' });
        },
        ontrack(track, receiver) {
          if (track.kind !== 'video' || picture) return track.stop();
          picture = new VideoReceiver(track, receiver);
          session.stream = picture.stream;
        },
        onquiet() {
          tally.fail('interrupted');
          happen({ is: 'path-quiet' });
        },
        onback: () => happen({ is: 'path-back' }),
        onlost: () => happen({ is: 'path-lost' }),
        ongone: () => happen({ is: 'sharer-left', why: 'gone' }),
        onfault: (why) => happen({ is: 'link-failed', why }),
        onroomended: (why) => happen(why === 'expired' ? { is: 'session-over' } : { is: 'sharer-left', why: 'gone' }),
      });
      connection = opened;
    },
    'close-room'() {
      rooms += 1;
      connection?.leave();
      connection = null;
      session.codeExpiresAt = null;
    },
    send({ message }) {
      connection?.link?.send(message);
    },
    'clear-ink'({ epoch }) {
      session.board.setEpoch(epoch);
      session.laser.setEpoch(epoch);
    },
    'set-timer'({ timer }) {
      const { afterMs, event } = TIMERS[timer];
      timers.set(timer, afterMs, () => happen(event));
    },
    'hang-up'({ why }) {
      timers.dropAll();
      if (session.state.at === 'ended') tally.end(HELPER_END[session.state.why]);
      picture?.stop();
      session.stream = null;
      session.still = null;
      connection?.link?.hangUp(why);
      connection?.leave();
      connection = null;
    },
  };
  const session: HelperSession = new HelperSession(doers, (feature) => tally.use(feature));
  const happen: HelperSession['happen'] = (event) => session.happen(event);

  /** What the provider needs is heavy, and comes only where there is somebody to sign in. */
  async function comeToSignIn(then: () => unknown): Promise<void> {
    try {
      const { SignIn } = await import('#lib/adapters/sign-in.ts');
      signIn ??= new SignIn({
        onplace: (place) => (session.signInAt = place),
        onaway: () => happen({ is: 'window-away' }),
        oncameback: () => happen({ is: 'came-back' }),
        onsignedin(result) {
          pocket.put(result);
          happen({ is: 'signed-in' });
        },
        onnotsignedin: (why) => happen({ is: 'not-signed-in', why }),
      });
      then();
    } catch {
      happen({ is: 'not-signed-in', why: 'unreachable' });
    }
  }

  if (pocket.who) {
    happen({ is: 'signed-in' });
  } else if (cameFromProvider()) {
    happen({ is: 'came-back' });
    void comeToSignIn(() => signIn?.comeBack());
  } else {
    void comeToSignIn(() => signIn?.prepare());
  }

  function hear(message: PeerMessage): void {
    const said = message as SharerMessage; // the link reads only what a sharer may say
    switch (said.is) {
      case 'answer':
        return happen({ is: 'answered', answer: said });
      case 'picture':
        if (said.paused) session.used('pause');
        return happen({ is: 'picture', paused: said.paused, busy: said.busy ?? false, epoch: said.epoch });
      case 'still':
        stillEpoch = said.epoch;
        return stills.expect(said.bytes);
      case 'no-still':
        tally.fail('no-still');
        return happen({ is: 'no-still' });
      case 'chat':
        session.used('chat');
        session.chat.add('them', said.text);
        return;
      case 'bye':
        return happen({ is: 'sharer-left', why: said.why });
      default:
        return;
    }
  }

  const pen = new InkPen({
    board: session.board,
    laser: session.laser,
    send(message) {
      session.used('drawing');
      return connection?.link?.sendOn('ink', message) ?? true; // without a link there is nobody to wait for
    },
    sendLaser(message) {
      session.used('laser');
      connection?.link?.sendOn('laser', message);
    },
    requestFrame: (callback) => requestAnimationFrame(callback),
    now: () => performance.now(),
  });

  return {
    session,
    pen,
    say(text) {
      const said = session.chat.add('me', text);
      if (said) connection?.link?.send({ is: 'chat', text: said });
      session.used('chat');
    },
    async report() {
      const pc = connection?.link?.connection;
      return pc ? readLinkReport(pc) : null;
    },
    leavePage() {
      happen({ is: 'page-left' });
    },
  };
}
