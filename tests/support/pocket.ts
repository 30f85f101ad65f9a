/** The pocket of a helper who has signed in already, for tests of what comes after. */
import { Pocket } from '#lib/state/pocket.svelte.ts';

export function fullPocket(name = 'Ada L.'): Pocket {
  const pocket = new Pocket();
  pocket.put({ ticket: 'a-ticket', name, vouched: { by: 'demo' }, admin: false });
  return pocket;
}
