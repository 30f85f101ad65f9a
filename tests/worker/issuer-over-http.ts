/**
 * The issuer that helpers of the worker's tests sign in at. It runs in Node, outside of the runtime,
 * so that the worker fetches its keys as it would anyone's; the tests ask it to sign over HTTP too.
 */
import { createServer } from 'node:http';
import type { TestProject } from 'vitest/node';
import { Issuer, type Signing } from '../support/issuer.ts';

export interface Wish {
  nonce: string;
  as?: 'oidc' | 'entra';
  roll?: boolean;
  how?: Signing;
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const issuer = await Issuer.started();
  const desk = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const wish = JSON.parse(body) as Wish;
      const signing = wish.as === 'entra' ? issuer.signEntra(wish.nonce, wish.how) : issuer.sign(wish.nonce, wish.how);
      void signing
        .then(async (token) => {
          if (wish.roll) await issuer.roll();
          response.end(token);
        })
        .catch(() => response.writeHead(500).end());
    });
  });
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
  const address = desk.address();
  project.provide('issuer', {
    desk: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    url: issuer.url,
    settings: issuer.settings,
    entraSettings: issuer.entraSettings,
  });
  return async () => {
    desk.closeAllConnections();
    desk.close();
    await issuer.stop();
  };
}
