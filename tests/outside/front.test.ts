/** The front of a real workerd: files from a real disk, and limits that a forged header does not move. */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { SEAT_PROTOCOL } from '#protocol/signaling.ts';
import { APP, Server } from './server.ts';

let server: Server;
beforeAll(async () => void (server = await Server.started({ JOIN_TRIES_PER_MINUTE: '3' })));
afterAll(() => server.remove());

/** As it came over the wire: `fetch` would tidy the path and unpack the body. */
function raw(path: string, headers: Record<string, string> = {}): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    request(`${server.url}/`, { path, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts) }));
    })
      .on('error', reject)
      .end();
  });
}

describe('the app', () => {
  it.each(Object.keys(APP))('%s comes as it was built', async (name) => {
    const response = await fetch(`${server.url}/${name}`);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(APP[name]);
  });

  it('shows the app for every place in it, and nothing for a file that is not there', async () => {
    for (const path of ['/', '/share', '/assist', '/assets', '/assets/']) {
      expect(await (await fetch(server.url + path)).text(), path).toBe(APP['index.html']);
    }
    expect((await fetch(`${server.url}/assets/old-Ab12_cd3.js`)).status).toBe(404);
  });

  it('never leaves its folder', async () => {
    for (const path of [
      '/../signaling/workerd.capnp',
      '/%2e%2e/signaling/workerd.capnp',
      '/..%2fsignaling%2fworkerd.capnp',
      '//etc/host.conf',
      '/assets/../../state/x.sqlite',
    ]) {
      const { status, body } = await raw(path);
      expect(status === 404 || body.toString() === APP['index.html'], path).toBe(true);
    }
  });

  it('travels packed', async () => {
    const { body } = await raw('/assets/main-Ab12_cd3.js', { 'accept-encoding': 'gzip' });
    expect(body.subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
    expect(body.length).toBeLessThan(200);
  });
});

describe('a limit', () => {
  it('goes by the address of the socket, whatever the headers say', async () => {
    const answers: string[] = [];
    for (let i = 0; i < 5; i++) {
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/room/000/sharer`, SEAT_PROTOCOL, {
        headers: { 'cf-connecting-ip': `192.0.2.${i}`, 'x-forwarded-for': `192.0.2.${i}` },
      });
      socket.on('message', (data: Buffer) => answers.push(/"why":"([\w-]+)"/.exec(data.toString())?.[1] ?? ''));
      if (i === 4) await new Promise((resolve) => socket.on('close', resolve));
    }
    await expect.poll(() => answers.length, { timeout: 5_000 }).toBe(5);
    expect(answers.sort()).toEqual([
      ...Array<string>(3).fill('not-active'),
      ...Array<string>(2).fill('too-many-tries'),
    ]);
  });
});
