/**
 * Every sentence for what can happen while a helper signs in: what happened, and what to do next.
 * One for each reason, held complete by the compiler. `they` is what people call the provider.
 */
import type { SignInTrouble } from '#lib/session/helper-machine.ts';

const CHECK_FAILED = 'We could not check your sign-in. Please sign in again.';

const TROUBLES = {
  malformed: () => CHECK_FAILED,
  forged: (they) => `What came back was not signed by ${they}. Please sign in again.`,
  'unknown-key': (they) => `${they} has just changed its keys. Wait half a minute, then sign in again.`,
  'wrong-issuer': (they) => `What came back was not from ${they}. Please tell whoever runs this Beside.`,
  'wrong-audience': () => 'That sign-in was made for another app. Please tell whoever runs this Beside.',
  expired: () => 'That sign-in is too old. Please sign in again.',
  clock: (they) => `The clocks of ${they} and this Beside differ. Please tell whoever runs this Beside.`,
  nonce: () => 'That took too long, or was used before. Please sign in again.',
  'wrong-tenant': () => 'Your organisation is not let in here. Sign in with another account.',
  'personal-account': () => 'Personal accounts are not let in here. Sign in with your work or school account.',
  'wrong-domain': () => 'Accounts of your domain are not let in here. Sign in with another account.',
  'wrong-account': () => 'Your account is not on the list of helpers here. Ask whoever runs this Beside.',
  blocked: () => 'Your account may not help here any more. Ask whoever runs this Beside.',
  'too-many-tries': () => 'Too many tries. Wait a minute.',
  'provider-down': (they) => `${they} does not answer just now. Please try again in a few minutes.`,
  'not-set-up': () => 'Sign-in is not set up here yet. Please tell whoever runs this Beside.',
  cancelled: () => 'You did not finish signing in. You can try again at any time.',
  'popup-blocked': () => 'Your browser did not let us open the sign-in. Allow pop-ups for this page, then try again.',
  'provider-failed': (they) => `${they} did not finish the sign-in. Please try again.`,
  unreachable: () => 'We cannot reach Beside. Check your internet connection, then try again.',
  'ticket-ended': () => 'You signed in too long ago for a new code. Please sign in again.',
} as const satisfies Record<SignInTrouble, (they: string) => string>;

/** Why the helper is (still, or again) asked to sign in. */
export function signInTrouble(why: SignInTrouble, provider: string): string {
  return TROUBLES[why](provider);
}

/** While the helper is at the provider, and right after. */
export const SIGNING_IN = {
  'at-provider': 'Sign in in the window that has opened. Then come back here.',
  away: 'The sign-in window is closed, or it is behind this one. Finish there, or try again.',
  checking: 'This takes a second or two.',
} as const;

export const DEMO = 'Demo sign-in';
export const DEMO_MEANS = 'Demo sign-in: anyone can type any name. Not for real use.';
