/**
 * The stock PeerJS client in a real browser, on a page that this server serves under its own
 * security headers. What the browser complains about fails the test.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Page } from '@playwright/test';
import type * as PeerJs from 'peerjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from '../support/browsers.ts';
import { makeSession, type Session } from './seat.ts';
import { Server } from './server.ts';

/** What the pages hold between two steps of a test. */
declare const window: {
  peerjs: typeof PeerJs;
  peer: PeerJs.Peer;
  got: unknown[];
};

let server: Server;
let browser: Browser;
const complaints: string[] = [];

beforeAll(async () => {
  const require = createRequire(import.meta.url);
  const script = readFileSync(require.resolve('peerjs/dist/peerjs.min.js'));
  const integrity = `sha384-${createHash('sha384').update(script).digest('base64')}`;
  server = await Server.started(
    {},
    {
      'index.html': `<!doctype html><title>Beside</title><link rel="icon" href="/icon.svg"><script src="/assets/peerjs-Ab12_cd3.js" crossorigin integrity="${integrity}"></script>`,
      'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
      'assets/peerjs-Ab12_cd3.js': script.toString(),
    },
  );
  const executablePath = chromiumPath();
  browser = await chromium.launch({
    headless: true,
    ...(executablePath && { executablePath }),
    args: ['--disable-features=WebRtcHideLocalIpsWithMdns', '--disable-background-networking', '--no-first-run'],
  });
});
afterAll(async () => {
  await browser.close();
  await server.remove();
});

async function open(): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  page.on('console', (line) => ['error', 'warning'].includes(line.type()) && complaints.push(line.text()));
  page.on('pageerror', (thrown) => complaints.push(String(thrown)));
  await page.goto(`${server.url}/share`);
  return page;
}

/** Says `open`, or the type of the first error. */
function becomePeer(page: Page, session: Session, id: string, token: string): Promise<string> {
  const options = {
    host: '127.0.0.1',
    port: Number(new URL(server.url).port),
    path: new URL(session.peerServer).pathname,
    token,
    config: { iceServers: [] },
    debug: 0,
  };
  return page.evaluate(
    ({ id, options }) =>
      new Promise<string>((resolve) => {
        const peer = new window.peerjs.Peer(id, options);
        window.peer = peer;
        window.got = [];
        peer.on('open', () => resolve('open'));
        peer.on('error', ({ type }) => resolve(String(type)));
        peer.on('connection', (connection) => connection.on('data', (data) => window.got.push(data)));
        peer.on('call', (call) => {
          call.answer();
          call.on('stream', (stream) => window.got.push(`${String(stream.getVideoTracks().length)} track`));
        });
      }),
    { id, options },
  );
}

const connectAndSay = (page: Page, to: string, words: string): Promise<void> =>
  page.evaluate(
    ([to, words]) =>
      new Promise<void>((resolve) => {
        const connection = window.peer.connect(to ?? '', { reliable: true, serialization: 'raw' });
        connection.on('open', () => {
          void connection.send(words);
          resolve();
        });
      }),
    [to, words],
  );

const hears = (page: Page, what: string) => page.waitForFunction((what) => window.got.includes(what), what);

describe('stock PeerJS', () => {
  it('brings two pages together, knows one again after a reload, and lets nobody else have its name', async () => {
    const session = await makeSession(server);
    const [helper, sharer] = await Promise.all([open(), open()]);
    expect(await becomePeer(helper, session, 'helper', 'token-of-helper')).toBe('open');
    expect(await becomePeer(sharer, session, 'sharer', 'token-of-sharer')).toBe('open');
    await connectAndSay(sharer, 'helper', 'hello');
    await hears(helper, 'hello');

    await sharer.reload();
    expect(await becomePeer(sharer, session, 'sharer', 'another-token')).toBe('unavailable-id');
    await sharer.reload();
    expect(await becomePeer(sharer, session, 'sharer', 'token-of-sharer')).toBe('open');
    await connectAndSay(sharer, 'helper', 'hello again');
    await hears(helper, 'hello again');

    await sharer.evaluate(() => {
      const stream = document.createElement('canvas').captureStream(1);
      window.peer.call('helper', stream);
    });
    await hears(helper, '1 track');

    const stranger = await open();
    expect(await becomePeer(stranger, session, 'stranger', 't')).toBe('server-error');
    expect(complaints).toEqual([]);
  });

  it('is back after a crash of the server, and what was connected stays connected', async () => {
    const session = await makeSession(server);
    const [helper, sharer] = await Promise.all([open(), open()]);
    await becomePeer(helper, session, 'helper', 'h');
    await becomePeer(sharer, session, 'sharer', 's');
    await connectAndSay(sharer, 'helper', 'before');
    await hears(helper, 'before');

    const gone = Promise.all([helper, sharer].map((page) => page.waitForFunction(() => window.peer.disconnected)));
    await server.kill();
    await gone;
    await server.start();
    for (const page of [helper, sharer]) {
      await page.evaluate(
        () =>
          new Promise<void>((resolve) => {
            window.peer.on('open', () => resolve());
            window.peer.reconnect();
          }),
      );
    }
    await sharer.evaluate(() => {
      const [connection] = (window.peer.connections as Record<string, PeerJs.DataConnection[]>)['helper'] ?? [];
      void connection?.send('still here');
    });
    await hears(helper, 'still here');
    await connectAndSay(sharer, 'helper', 'and anew');
    await hears(helper, 'and anew');
  });
});
