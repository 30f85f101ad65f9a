/**
 * Leaves out of the build what MSAL brings along for ways to sign in that are never taken here: the
 * operating system's broker and its browser extension, hidden frames, refresh tokens, a cache on the
 * disk. A helper waits for every kilobyte of it, and none of it should ever run.
 *
 * Each module is replaced by one whose parts say so when they are used after all. A module that is
 * not there any more ends the build: the next MSAL must be looked at again.
 */
import type { Plugin } from 'vite';

const NEVER_USED = [
  // allowPlatformBroker is off
  'broker/nativeBroker/PlatformAuthExtensionHandler',
  'broker/nativeBroker/PlatformAuthDOMHandler',
  'interaction_client/PlatformAuthInteractionClient',
  // ssoSilent and acquireTokenSilent
  'interaction_client/SilentIframeClient',
  'interaction_client/SilentAuthCodeClient',
  'interaction_client/SilentRefreshClient',
  'client/RefreshTokenClient',
  // popupRelayUri is not set
  'popup_relay/relayClient',
  // cacheLocation is never localStorage
  'cache/LocalStorage',
  // tokens that are bound to a key
  'crypto/PopTokenGenerator',
  'crypto/DpopProofGenerator',
] as const;
const MODULE = /\/node_modules\/@azure\/msal-(?:browser|common)\/dist(?:-browser)?\/(.+)\.mjs$/;

export function msalDiet(): Plugin {
  const missed = new Set<string>(NEVER_USED);
  return {
    name: 'beside-msal-diet',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      const name = MODULE.exec(id)?.[1] ?? '';
      if (!missed.delete(name)) return null;
      const [, exported = ''] = /export \{([^}]*)\};/.exec(code) ?? [];
      const names = exported.split(',').map((each) => each.trim());
      const parts = names.map((each) => each.split(/\s+as\s+/)[0] ?? '');
      return {
        code: `${parts.map((part) => `class ${part} { constructor() { throw new Error('left out'); } }`).join('\n')}
export { ${names.join(', ')} };`,
        map: null,
      };
    },
    buildEnd(failure) {
      if (!failure && missed.size > 0) this.error(`not in MSAL any more: ${[...missed].join(', ')}`);
    },
  };
}
