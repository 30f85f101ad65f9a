/**
 * How the door tells a room who its helper is: in a header of its own. The door builds every header
 * that a room sees, so that no client can introduce itself.
 */
import { base64url } from 'jose';
import { read } from '#protocol/read.ts';
import { HelperOfRoom } from '#signaling/sign-in/ticket.ts';

const HEADER = 'beside-helper';
const MAX_CHARS = 2_000;

export const introduction = ({ name, vouched, account }: HelperOfRoom): Record<string, string> => ({
  [HEADER]: base64url.encode(JSON.stringify({ name, vouched, account } satisfies HelperOfRoom)),
});

export function introductionIn(headers: Headers): HelperOfRoom | undefined {
  const said = headers.get(HEADER);
  if (!said) return undefined;
  const got = read(HelperOfRoom, new TextDecoder().decode(base64url.decode(said)), MAX_CHARS);
  return got.ok ? got.message : undefined;
}
