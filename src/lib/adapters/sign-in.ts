/**
 * A helper's sign-in, from the worker's nonce to the worker's ticket. One try counts at a time: what
 * comes late of an earlier one is thrown away.
 */
import {
  NONCE_LIFETIME_MS,
  type SignInPlace,
  type SignInRefusal,
  type SignInResult,
  type SignInStart,
} from '#protocol/sign-in.ts';
import { ProviderWindow, type FromProvider, type ProviderFault } from '#lib/adapters/provider-window.ts';
import { finishSignIn, startSignIn, type Unreachable } from '#lib/adapters/sign-in-desk.ts';

export type SignedIn = Extract<SignInResult, { ok: true }>;
export type SignInFault = SignInRefusal | Exclude<ProviderFault, 'abandoned'> | 'unreachable';

export interface SignInListener {
  /** Known before the first click: where the helper will sign in. */
  onplace(place: SignInPlace): void;
  onaway(): void;
  /** The provider has answered. */
  oncameback(): void;
  onsignedin(result: SignedIn): void;
  onnotsignedin(why: SignInFault): void;
}

/** A nonce that is nearly over might be over by the time the person has found their password. */
const GOOD_FOR_MS = NONCE_LIFETIME_MS - 60_000;

interface Ready {
  readonly nonce: string;
  readonly place: SignInPlace;
  readonly window: ProviderWindow;
  readonly until: number;
}
type Refused = Extract<SignInStart, { ok: false }> | Unreachable;

export class SignIn {
  readonly #listener: SignInListener;
  #ready: Ready | null = null;
  #preparing: Promise<Ready | Refused> | null = null;
  #attempt: AbortController | null = null;

  constructor(listener: SignInListener) {
    this.#listener = listener;
  }

  /** Fetches what the next click needs. Says why where there is nothing to click for. */
  async prepare(): Promise<void> {
    const got = await this.#prepared();
    if ('ok' in got && !this.#attempt) this.#listener.onnotsignedin(got.why);
  }

  /** To be called inside a click: that is when a window may open. */
  begin(): void {
    this.cancel();
    const attempt = new AbortController();
    this.#attempt = attempt;
    const ready = this.#ready;
    this.#ready = null; // a nonce serves one try
    if (ready && ready.until > performance.now()) void this.#go(attempt, ready);
    else void this.#goLater(attempt);
  }

  /** Takes up what a redirect brought back. */
  async comeBack(): Promise<void> {
    const attempt = new AbortController();
    this.#attempt = attempt;
    const start = await startSignIn();
    if (!start.ok) return this.#over(attempt, start.why);
    this.#listener.onplace(start.place);
    const got = await ProviderWindow.comeBack(start.place);
    if (got) await this.#finish(attempt, got);
    else this.#over(attempt, 'cancelled');
  }

  cancel(): void {
    this.#attempt?.abort();
    this.#attempt = null;
  }

  #prepared(): Promise<Ready | Refused> {
    this.#preparing ??= this.#prepareOnce().finally(() => (this.#preparing = null));
    return this.#preparing;
  }

  async #prepareOnce(): Promise<Ready | Refused> {
    const start = await startSignIn();
    if (!start.ok) return start;
    const until = performance.now() + GOOD_FOR_MS;
    const { nonce, place } = start;
    this.#listener.onplace(place);
    const ready = { nonce, place, window: await ProviderWindow.prepare(place), until };
    this.#ready = ready;
    return ready;
  }

  async #goLater(attempt: AbortController): Promise<void> {
    const got = await this.#prepared();
    this.#ready = null;
    if ('ok' in got) return this.#over(attempt, got.why);
    if (!attempt.signal.aborted) await this.#go(attempt, got);
  }

  async #go(attempt: AbortController, { nonce, window }: Ready): Promise<void> {
    if (popupsFail()) return this.#over(attempt, await window.goThere(nonce));
    const got = await window.open(nonce, { signal: attempt.signal, onaway: () => this.#listener.onaway() });
    if (attempt.signal.aborted) return window.forget();
    if (!got.ok && got.why === 'popup-blocked') return this.#over(attempt, await window.goThere(nonce));
    await this.#finish(attempt, got);
    await window.forget();
  }

  async #finish(attempt: AbortController, got: FromProvider): Promise<void> {
    if (attempt.signal.aborted) return;
    if (!got.ok) return this.#over(attempt, got.why);
    this.#listener.oncameback();
    const result = await finishSignIn(got.idToken, attempt.signal);
    if (attempt.signal.aborted) return;
    if (!result.ok) return this.#over(attempt, result.why);
    this.#attempt = null;
    this.#listener.onsignedin(result);
  }

  #over(attempt: AbortController, why: SignInFault | 'abandoned'): void {
    if (attempt.signal.aborted || why === 'abandoned') return;
    this.#attempt = null;
    this.#listener.onnotsignedin(why);
    void this.#prepared(); // trying again is one press, and that press must open a window
  }
}

/** Apps on the home screens of phones: a window opened there loses its way back. */
function popupsFail(): boolean {
  const standalone =
    matchMedia('(display-mode: standalone)').matches || ('standalone' in navigator && navigator.standalone === true);
  const phone =
    /Android|iPhone|iPad|iPod/.test(navigator.userAgent) ||
    (navigator.userAgent.includes('Macintosh') && navigator.maxTouchPoints > 1);
  return standalone && phone;
}
