/**
 * The way to the provider and back, with MSAL: in a window of its own, or where none may open by
 * leading this tab there. Gives an ID token, and keeps nothing of it.
 *
 * MSAL checks no signature and forgets nothing by itself: what the token says is for the worker to
 * judge, and every try gets an application object of its own, which is thrown away after it.
 */
import { PublicClientApplication, type Configuration } from '@azure/msal-browser';
import { NONCE_LIFETIME_MS, type SignInPlace } from '#protocol/sign-in.ts';
import { wipeTraces } from '#lib/adapters/sign-in-traces.ts';

/** Why there is no ID token. `abandoned`: we gave this try up ourselves. */
export type ProviderFault = 'cancelled' | 'popup-blocked' | 'provider-failed' | 'nonce' | 'abandoned';
export type FromProvider = { ok: true; idToken: string } | { ok: false; why: ProviderFault };

export interface WindowWatcher {
  /** Given up: the window is closed where that is still possible, and its answer is not waited for. */
  readonly signal: AbortSignal;
  /** The window is closed, or cannot be seen from here; an answer may come all the same. */
  readonly onaway: () => void;
}

const SCOPES = ['openid', 'profile'];
/** MSAL takes no http authority, and asks none when it is given the metadata. RFC 2606: nobody ever has this name. */
const UNASKED_AUTHORITY = 'https://demo-idp.invalid/';
const LOOK_EVERY_MS = 250;
/** An answer sets out right before its window closes. */
const AWAY_AFTER_MS = 750;

/** MSAL does not look after its window: closed by a person, it would be waited for until the time is up. */
class WatchedApplication extends PublicClientApplication {
  watcher: WindowWatcher | null = null;

  protected override async waitForPopupResponse(
    ...[request, popup, parent]: Parameters<PublicClientApplication['waitForPopupResponse']>
  ): Promise<string> {
    const answer = super.waitForPopupResponse(request, popup, parent);
    if (!this.watcher) return answer;
    const watch = watchWindow(popup, this.watcher);
    return Promise.race([answer, watch.abandoned]).finally(() => watch.end());
  }
}

/**
 * A window that has gone to another site looks closed from here if one of the two pages isolates
 * itself (Cross-Origin-Opener-Policy). Whether it is really gone shows when the person is back at
 * this page.
 */
function watchWindow(popup: Window, { signal, onaway }: WindowWatcher) {
  let missing = 0;
  const timer = setInterval(() => {
    missing = popup.closed && document.hasFocus() ? missing + LOOK_EVERY_MS : 0;
    if (missing === AWAY_AFTER_MS) onaway();
  }, LOOK_EVERY_MS);
  const end = () => clearInterval(timer);
  const abandoned = new Promise<never>((_, reject) => {
    const giveUp = () => reject(new Error('abandoned'));
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
  });
  return { abandoned, end };
}

export class ProviderWindow {
  readonly #place: SignInPlace;
  readonly #application: WatchedApplication;

  private constructor(place: SignInPlace, keep: 'memoryStorage' | 'sessionStorage') {
    this.#place = place;
    this.#application = new WatchedApplication(configuration(place, keep));
  }

  /** Everything that takes time, so that `open` can open its window inside the click. */
  static async prepare(place: SignInPlace): Promise<ProviderWindow> {
    const window = new ProviderWindow(place, 'memoryStorage');
    await window.#application.initialize();
    return window;
  }

  /** To be called inside a click. Once. */
  async open(nonce: string, watcher: WindowWatcher): Promise<FromProvider> {
    this.#application.watcher = watcher;
    try {
      const { idToken } = await this.#application.loginPopup({
        scopes: SCOPES,
        nonce,
        prompt: 'select_account',
        overrideInteractionInProgress: true,
      });
      return { ok: true, idToken };
    } catch (cause) {
      return { ok: false, why: watcher.signal.aborted ? 'abandoned' : faultOf(cause) };
    }
  }

  /** Leads this tab to the provider. @returns only where that failed. */
  async goThere(nonce: string): Promise<ProviderFault> {
    wipeTraces(); // of a way that was never come back from
    const { application } = await onItsWay(this.#place);
    try {
      await application.loginRedirect({ scopes: SCOPES, nonce, prompt: 'select_account' });
    } catch {
      wipeTraces();
    }
    return 'popup-blocked';
  }

  /** What `goThere` brought back; null where there is nothing, as after the Back key. */
  static async comeBack(place: SignInPlace): Promise<FromProvider | null> {
    const { application } = await onItsWay(place);
    try {
      const result = await application.handleRedirectPromise();
      return result && { ok: true, idToken: result.idToken };
    } catch (cause) {
      return { ok: false, why: faultOf(cause) };
    } finally {
      await application.clearCache();
      wipeTraces();
    }
  }

  /** The tokens go, wherever MSAL put them. Without an account, or it would leave some of them. */
  async forget(): Promise<void> {
    await this.#application.clearCache();
    wipeTraces();
  }
}

async function onItsWay(place: SignInPlace): Promise<{ application: PublicClientApplication }> {
  const application = new PublicClientApplication(configuration(place, 'sessionStorage'));
  await application.initialize();
  return { application }; // in an object, because MSAL's is nothing to wait for and looks as if it were
}

function configuration(place: SignInPlace, cacheLocation: string): Configuration {
  const redirectUri = `${location.origin}/redirect.html`;
  const auth = {
    clientId: place.clientId,
    redirectUri,
    postLogoutRedirectUri: redirectUri,
    // Without offline_access there is no refresh token, and nothing that would have to be kept.
    OIDCOptions: { defaultScopes: SCOPES, responseMode: 'fragment' as const },
  };
  const system = { popupBridgeTimeout: NONCE_LIFETIME_MS };
  if (place.kind === 'entra')
    return { auth: { ...auth, authority: place.authority }, cache: { cacheLocation }, system };
  const issuer = place.metadata?.issuer ?? '';
  const authority = issuer.startsWith('https:') ? issuer : UNASKED_AUTHORITY;
  return {
    auth: {
      ...auth,
      authority,
      knownAuthorities: [new URL(authority).host],
      // MSAL would ask for these under a name in small letters, where some providers have nothing.
      authorityMetadata: JSON.stringify(place.metadata),
    },
    cache: { cacheLocation },
    system: { ...system, protocolMode: 'OIDC' },
  };
}

/** Only `errorCode` says anything; the message is a link. */
function faultOf(cause: unknown): ProviderFault {
  const code = cause instanceof Error && 'errorCode' in cause ? String(cause.errorCode) : '';
  switch (code) {
    case 'popup_window_error':
    case 'empty_window_error':
      return 'popup-blocked';
    case 'access_denied':
    case 'user_cancelled':
      return 'cancelled';
    case 'nonce_mismatch':
    case 'timed_out':
      return 'nonce';
    default:
      return 'provider-failed';
  }
}
