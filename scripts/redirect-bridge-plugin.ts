/**
 * Puts MSAL's redirect bridge beside the app: the script of public/redirect.html, the one page that
 * a provider sends people back to. Its finished file is copied, because built along with the app it
 * would share its parts with the sign-in itself, and a window that is open for a blink would have to
 * load them all.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const BRIDGE = 'node_modules/@azure/msal-browser/lib/redirect-bridge/msal-redirect-bridge.min.js';

export function redirectBridge(): Plugin {
  let root = '';
  return {
    name: 'beside-redirect-bridge',
    apply: 'build',
    configResolved(config) {
      root = config.root;
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'redirect-bridge.js', source: readFileSync(join(root, BRIDGE)) });
    },
  };
}
