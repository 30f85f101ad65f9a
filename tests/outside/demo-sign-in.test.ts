/** The demo sign-in through the worker, as `npm start` runs the two: any name is let in, and marked as what it is. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signInOverHttp } from '../support/demo-sign-in.ts';
import { startServer, type Server } from '../support/server.ts';

let server: Server;
beforeAll(async () => void (server = await startServer()), 120_000);
afterAll(() => server.stop());

it('lets a helper in under any name, and says that nobody checked it', async () => {
  for (const origin of [server.origin, server.origin.replace('localhost', '127.0.0.1')]) {
    expect(await signInOverHttp(origin, 'Ada Lovelace')).toMatchObject({
      ok: true,
      name: 'Ada L.',
      vouched: { by: 'demo' },
      admin: false,
    });
  }
  expect(await signInOverHttp(server.origin, 'Microsoft Support')).toMatchObject({ name: 'Helper (name not shown)' });
});

it('signs in after a restart, with the keys of the new demo', async () => {
  await server.kill();
  await server.restart();
  expect(await signInOverHttp(server.origin, 'Ada Lovelace')).toMatchObject({ ok: true });
});
