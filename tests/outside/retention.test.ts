/** How long the server really keeps things: a real workerd on a real disk, killed, started again, with its clock moved. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { KEPT_HOURS } from '#protocol/kept.ts';
import { SessionRecord } from '#protocol/record.ts';
import { clockAhead } from '../support/moved-clock.ts';
import { makeSession, openRoom, Seat } from './seat.ts';
import { Server } from './server.ts';

const TOKEN = 'the-token-of-the-operator';
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const SAID = { features: ['view', 'chat'], errors: [], version: '0.1.0', browser: 'firefox' } as const;

let server: Server;
afterEach(() => server.remove());

async function records(): Promise<SessionRecord[]> {
  const response = await fetch(`${server.url}/admin/records`, { headers: { authorization: `Bearer ${TOKEN}` } });
  expect(response.status).toBe(200);
  const lines = (await response.text()).split('\n').filter(Boolean);
  return lines.map((line) => v.parse(SessionRecord, JSON.parse(line)));
}

/** The files in which a text stands, as it is. One that is taken away meanwhile holds nothing any more. */
async function filesWith(text: string): Promise<string[]> {
  const entries = await readdir(server.state, { recursive: true, withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => {
        const content = await readFile(join(parentPath, name)).catch(() => Buffer.alloc(0));
        return content.includes(text) ? [name] : [];
      }),
  );
  return found.flat();
}

/** Waits until a text is gone from all files, and looks again once nobody writes to them any more. */
async function isGone(text: string): Promise<void> {
  await expect.poll(() => filesWith(text), { timeout: 20_000 }).toEqual([]);
  await server.kill();
  expect(await filesWith(text)).toEqual([]);
}

/** A session that has ended. @returns its record, once the server has it. */
async function makeRecord(): Promise<SessionRecord> {
  const before = (await records()).length;
  const { helper, sharer } = await makeSession(server);
  helper.say({ is: 'tally', ...SAID, features: [...SAID.features], errors: [] });
  sharer.say({ is: 'tally', ...SAID, features: [...SAID.features], errors: [], end: 'check-in' });
  sharer.say({ is: 'leave' });
  await helper.hears('ended');
  await expect.poll(async () => (await records()).length).toBe(before + 1);
  return (await records()).at(-1) as SessionRecord;
}

/** From now until this record must be gone. */
const restOf = (record: SessionRecord): number => Date.parse(record.end) + KEPT_HOURS * HOUR_MS - Date.now();

describe('a record', () => {
  it('is on the disk for nearly 72 hours, and then in no file any more, though the server was down in between', async () => {
    server = await Server.started({ ADMIN_TOKEN: TOKEN });
    const record = await makeRecord();
    await server.kill();

    await server.start(await clockAhead(restOf(record) - 66 * MINUTE_MS)); // it goes with its hour
    expect(await records()).toEqual([record]);
    expect(await filesWith(record.id)).not.toEqual([]);
    await server.kill();

    await server.start(await clockAhead(restOf(record)));
    // Before anybody asks: the alarm that is overdue comes by itself.
    await isGone(record.id);
  });

  it('goes by itself while the server runs, with nobody asking', async () => {
    server = await Server.started({ ADMIN_TOKEN: TOKEN });
    const record = await makeRecord();
    await server.kill();
    const itsHourGoes = Math.floor(Date.parse(record.end) / HOUR_MS) * HOUR_MS + KEPT_HOURS * HOUR_MS - 5 * MINUTE_MS;
    await server.start(await clockAhead(itsHourGoes - Date.now() - 6_000));
    expect(await filesWith(record.id)).not.toEqual([]);
    await isGone(record.id);
  });

  it('is not written at all, and nothing is left to write it from, where the server was down for three days after a session', async () => {
    server = await Server.started({ ADMIN_TOKEN: TOKEN });
    await makeSession(server);
    await server.kill();
    expect(await filesWith('helperVersion')).not.toEqual([]); // what the room remembers for the record
    await server.start(await clockAhead((12 + KEPT_HOURS) * HOUR_MS));
    await isGone('helperVersion');
  });
});

describe('a report', () => {
  it('and the words in it are in no file any more 72 hours after its session began', async () => {
    server = await Server.started({ ADMIN_TOKEN: TOKEN });
    const room = await openRoom(server);
    const sharer = new Seat(server.url, `/room/${room.nameplate}/sharer`);
    await sharer.hears('seated');
    await room.helper.hears('someone-joined');
    room.helper.say({ is: 'paired' });
    sharer.say({ is: 'paired' });
    const began = Date.now();
    const { helper } = await sharer.hears('ready');
    const report = { badge: helper?.badge, reason: 'money', text: 'wanted canary cards' };
    const answer = await fetch(`${server.url}/report`, { method: 'POST', body: JSON.stringify(report) });
    expect(await answer.json()).toEqual({ ok: true });
    expect(await filesWith(report.text)).not.toEqual([]);
    await server.kill();
    expect(await filesWith(report.text)).not.toEqual([]);
    await server.start(await clockAhead(began + KEPT_HOURS * HOUR_MS - Date.now()));
    await isGone(report.text);
  });
});

describe('a crash of the server during a session', () => {
  it('loses nothing of the record when both come back', async () => {
    server = await Server.started({ ADMIN_TOKEN: TOKEN });
    const session = await makeSession(server);
    session.helper.say({ is: 'tally', ...SAID, features: ['laser'], errors: [], browser: 'edge' });
    session.helper.say({ is: 'relay', body: 'after it' });
    await session.sharer.hears('relay');
    await server.kill();
    await Promise.all([session.helper.closing(), session.sharer.closing()]);
    await server.start();

    const helper = new Seat(server.url, `/room/${session.nameplate}/helper`, { token: session.helperToken });
    const sharer = new Seat(server.url, `/room/${session.nameplate}/sharer`, { token: session.sharerToken });
    for (const seat of [helper, sharer]) {
      await seat.hears('resumed');
      await seat.hears('ready');
    }
    sharer.say({ is: 'tally', ...SAID, features: ['view'], errors: ['server-gone'] });
    sharer.say({ is: 'leave' });
    await helper.hears('ended');
    await expect.poll(async () => (await records()).length).toBe(1);
    expect((await records())[0]).toMatchObject({
      reason: 'stopped',
      features: ['laser', 'view'],
      errors: ['server-gone'],
      helperBrowser: 'edge',
      sharerBrowser: 'firefox',
    });
  });

  it('leaves a record that says so when nobody comes back', async () => {
    server = await Server.started({ ADMIN_TOKEN: TOKEN });
    const began = Date.now();
    await makeSession(server);
    await server.kill();
    await server.start(await clockAhead(13 * HOUR_MS));
    await expect.poll(async () => (await records()).length).toBe(1);
    const [record] = await records();
    expect(record?.reason).toBe('vanished');
    const lasted = Date.parse(record?.end ?? '') - began;
    expect(lasted).toBeGreaterThan(11.9 * HOUR_MS); // its limit, not the moment at which the server noticed
    expect(lasted).toBeLessThanOrEqual(12.1 * HOUR_MS);
  });
});
