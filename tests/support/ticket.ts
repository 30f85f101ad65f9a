/** Signs in as a helper's page does, over HTTP, with a token that the issuer of the tests signs. */
import { read } from '#protocol/read.ts';
import { SignInResult, SignInStart } from '#protocol/sign-in.ts';

/** Either an `Issuer`, or something that asks one. */
export interface Signer {
  sign(nonce: string, how?: { claims?: Record<string, unknown> }): Promise<string>;
}

const MAX_CHARS = 20_000;

export async function startSignIn(server: string): Promise<SignInStart> {
  const response = await fetch(`${server}/auth/start`, { method: 'POST', headers: { origin: server } });
  return messageIn(SignInStart, await response.text());
}

export async function finishSignIn(server: string, idToken: string): Promise<SignInResult> {
  const body = JSON.stringify({ idToken });
  const response = await fetch(`${server}/auth/finish`, { method: 'POST', body, headers: { origin: server } });
  return messageIn(SignInResult, await response.text());
}

/** @param claims of the person, over those of Ada Lovelace. @returns what the page keeps in memory. */
export async function ticketFor(server: string, issuer: Signer, claims: Record<string, unknown> = {}): Promise<string> {
  const start = await startSignIn(server);
  if (!start.ok) throw new Error(`the sign-in was not begun: ${start.why}`);
  const finish = await finishSignIn(server, await issuer.sign(start.nonce, { claims }));
  if (!finish.ok) throw new Error(`the sign-in was refused: ${finish.why}`);
  return finish.ticket;
}

function messageIn<T>(schema: Parameters<typeof read<T>>[0], text: string): T {
  const got = read(schema, text, MAX_CHARS);
  if (!got.ok) throw new Error(`no answer of this protocol: ${got.why}`);
  return got.message;
}
