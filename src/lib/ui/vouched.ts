/** Who vouches for the helper, in the sharer's words. A name alone proves nothing, and these sentences say so. */
import type { Vouched } from '#protocol/vouched.ts';

/** Where the decision is made: what was checked, what was not, and what to go by instead. */
export function vouched(who: Vouched): string {
  switch (who.by) {
    case 'demo':
      return 'Demo sign-in: anyone can type any name. Allow only if you know who is helping you.';
    case 'personal':
      return `Signed in with a personal ${who.provider} account: anyone can make one. Allow only if you asked this person for help.`;
    case 'organisation':
      return `Signed in with ${who.provider}, ${who.name}. We checked the account, not the person. Allow only if you asked them for help.`;
  }
}

/** The same, short, wherever the name stands afterwards. */
export function vouchedBriefly(who: Vouched): string {
  switch (who.by) {
    case 'demo':
      return 'Demo sign-in: nobody has checked this name.';
    case 'personal':
      return `Personal ${who.provider} account: anyone can make one.`;
    case 'organisation':
      return `Signed in with ${who.provider}, ${who.name}.`;
  }
}
