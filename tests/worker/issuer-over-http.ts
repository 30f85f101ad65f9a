/**
 * The issuers that helpers of the worker's tests sign in at. They run in Node, outside of the runtime,
 * so that the worker fetches their keys as it would anyone's; tests ask them to sign over HTTP too.
 */
import { createServer } from 'node:http';
import type { TestProject } from 'vitest/node';
import { Issuer, type Signing } from '../support/issuer.ts';

export interface Wish {
  nonce: string;
  as?: 'oidc' | 'entra';
  how?: Signing;
  /** First takes a new key, and publishes only that. */
  roll?: boolean;
}

export interface Provided {
  /** Where to post a `Wish` to. */
  desk: string;
  url: string;
  settings: Record<string, string>;
  entraSettings: Record<string, string>;
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [issuer, rolling] = await Promise.all([serveIssuer(), serveIssuer()]);
  project.provide('issuer', issuer.provided);
  project.provide('rollingIssuer', rolling.provided);
  return async () => void (await Promise.all([issuer.stop(), rolling.stop()]));
}

async function serveIssuer(): Promise<{ provided: Provided; stop: () => Promise<void> }> {
  const issuer = await Issuer.started();
  const answer = async ({ nonce, as, how, roll }: Wish): Promise<string> => {
    if (roll) await issuer.roll();
    return as === 'entra' ? issuer.signEntra(nonce, how) : issuer.sign(nonce, how);
  };
  const desk = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      answer(JSON.parse(body) as Wish).then(
        (token) => response.end(token),
        () => response.writeHead(500).end(),
      );
    });
  });
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
  const address = desk.address();
  const { url, settings, entraSettings } = issuer;
  return {
    provided: {
      desk: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
      url,
      settings,
      entraSettings,
    },
    async stop() {
      desk.closeAllConnections();
      desk.close();
      await issuer.stop();
    },
  };
}
