/**
 * What a sign-in by redirect leaves in this tab while it is on its way, found and wiped without
 * loading the sign-in itself. A popup leaves nothing.
 */

/** `msal.interaction.status`, or with a client id in between. */
const ON_ITS_WAY = /^msal\..*interaction\.status$/;
const OURS = /^msal\./;

/** This tab went to the provider, and has not yet looked at what it brought back. */
export function cameFromProvider(): boolean {
  return keys().some((key) => ON_ITS_WAY.test(key));
}

export function wipeTraces(): void {
  for (const key of keys()) if (OURS.test(key)) sessionStorage.removeItem(key);
}

function keys(): string[] {
  try {
    return Object.keys(sessionStorage);
  } catch {
    return []; // the browser keeps nothing for us, so nothing is there
  }
}
