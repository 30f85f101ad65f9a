/** Who vouches for a helper: all of sign-in that a sharer's page has to read, and so to download. */
import * as v from 'valibot';
import { text } from '#protocol/read.ts';

/**
 * Who says that the helper is who they say they are.
 * `demo`: nobody, any name can be typed · `personal`: an account that anyone can make ·
 * `organisation`: an account that `name` (a verified domain, or what the operator calls it) gives out.
 * `provider` is what people call the company that runs the sign-in, such as Microsoft.
 */
export const Vouched = v.variant('by', [
  v.object({ by: v.literal('demo') }),
  v.object({ by: v.literal('personal'), provider: text(60) }),
  v.object({ by: v.literal('organisation'), provider: text(60), name: text(253) }),
]);
export type Vouched = v.InferOutput<typeof Vouched>;
