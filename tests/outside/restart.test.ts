/** What a crash of the server leaves behind: seats that can be taken up again, and nothing that anybody said. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { formsOf } from './forms.ts';
import { Line, makeSession, openRoom, Seat } from './seat.ts';
import { Server } from './server.ts';

let server: Server;
afterEach(() => server.remove());

async function crash(...lines: Line[]): Promise<void> {
  const closed = Promise.all(lines.map((line) => line.closing()));
  await server.kill();
  await closed;
}

const peer = async (address: string, id: string): Promise<Line> =>
  new Line(`${address.replace('http', 'ws')}peerjs?key=peerjs&id=${id}&token=token-${id}`).opened();

/** Every byte that the server has stored. */
async function stored(): Promise<Buffer> {
  const folder = await server.copyOfState();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(0);
  return Buffer.concat(await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name)))));
}

describe('after SIGKILL and a restart', () => {
  it('a waiting helper takes the seat up again, and the code still works', async () => {
    server = await Server.started();
    const room = await openRoom(server);
    const { helper, nameplate, helperToken: token, ticket } = room;
    await crash(helper);
    await server.start();

    const back = new Seat(server.url, `/room/${nameplate}/helper`, { token, ticket });
    expect((await back.hears('resumed')).expiresInMs).toBeGreaterThan(500_000);
    await makeSession(server, { ...room, helper: back });
  });

  it('a run of pairing is over, and the next one can begin', async () => {
    server = await Server.started();
    const room = await openRoom(server);
    const sharer = new Seat(server.url, `/room/${room.nameplate}/sharer`);
    await sharer.hears('seated');
    await crash(room.helper, sharer);
    await server.start();

    const helper = new Seat(server.url, `/room/${room.nameplate}/helper`, {
      token: room.helperToken,
      ticket: room.ticket,
    });
    await helper.hears('resumed');
    await helper.hears('someone-left');
    await makeSession(server, { ...room, helper });
  });

  it('both people of a session take their seats up again, and so do their peers', async () => {
    server = await Server.started();
    const session = await makeSession(server);
    const peers = [await peer(session.peerServer, 'helper'), await peer(session.peerServer, 'sharer')];
    await crash(session.helper, session.sharer, ...peers);
    await server.start();

    const helper = new Seat(server.url, `/room/${session.nameplate}/helper`, { token: session.helperToken });
    const sharer = new Seat(server.url, `/room/${session.nameplate}/sharer`, { token: session.sharerToken });
    for (const seat of [helper, sharer]) {
      expect((await seat.hears('resumed')).expiresInMs).toBeGreaterThan(11 * 3_600_000);
      expect((await seat.hears('ready')).session).toBe(session.session);
    }
    helper.say({ is: 'relay', body: 'are you there?' });
    expect((await sharer.hears('relay')).body).toBe('are you there?');

    const [first, second] = [await peer(session.peerServer, 'helper'), await peer(session.peerServer, 'sharer')];
    for (const line of [first, second]) expect(await line.next()).toBe('{"type":"OPEN"}');
    first.put({ type: 'OFFER', dst: 'sharer', payload: 1 });
    expect(await second.next()).toContain('OFFER');
  });

  it('a code whose time ran out meanwhile ends by itself, before anybody knocks', async () => {
    server = await Server.started({ CODE_LIFETIME_MS: '1500' });
    const { helper } = await openRoom(server);
    expect((await stored()).includes('waiting')).toBe(true);
    await crash(helper);
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    expect((await stored()).includes('resting')).toBe(false);
    await server.start();
    await expect.poll(async () => (await stored()).includes('resting'), { timeout: 5_000, interval: 100 }).toBe(true);
  });
});

describe('time', () => {
  it('ends a waiting code and a session by itself', async () => {
    server = await Server.started({ CODE_LIFETIME_MS: '1500', SESSION_LIFETIME_MS: '1000' });
    const { helper, sharer } = await makeSession(server);
    const waiting = await openRoom(server);
    for (const seat of [helper, sharer, waiting.helper]) expect((await seat.hears('ended')).why).toBe('expired');
  });
});

describe('the disk', () => {
  it('holds nothing that anybody said, and no name, address or token, at any time of a session', async () => {
    server = await Server.started();
    const room = await openRoom(server, 'Zephyrine Canarytown');
    const sharer = new Seat(server.url, `/room/${room.nameplate}/sharer`);
    const { token: sharerToken } = await sharer.hears('seated');
    await room.helper.hears('someone-joined');
    sharer.say({ is: 'pair', body: 'canary-pairing' });
    await room.helper.hears('pair');
    room.helper.say({ is: 'paired' });
    sharer.say({ is: 'paired' });
    const { session } = await room.helper.hears('ready');
    expect((await sharer.hears('ready')).helper?.name).toBe('Zephyrine C.');
    room.helper.say({ is: 'relay', body: 'canary-relay' });
    await sharer.hears('relay');

    const address = `${server.url}/peer/${room.nameplate}/${session}/`;
    const caller = await peer(address, 'canary-peer');
    caller.put({ type: 'OFFER', dst: 'canary-nobody', payload: 'canary-offer held for five seconds' });
    const other = await peer(address, 'canary-other');
    await other.next();
    const during = await stored();
    sharer.say({ is: 'leave' });
    await room.helper.hears('ended');
    const after = await stored();

    expect(during.includes('ready')).toBe(true); // so the record itself was seen
    expect(after.includes('resting')).toBe(true);
    const secrets = ['Zephyrine', 'Canarytown', 'canary', 'token-', '127.0.0.1', room.helperToken, sharerToken];
    for (const secret of secrets) {
      for (const form of formsOf(secret)) {
        expect(during.includes(form), `${secret} as ${form.toString()} during`).toBe(false);
        expect(after.includes(form), `${secret} as ${form.toString()} after`).toBe(false);
      }
    }
    expect(server.said).toBe('');
  });
});
