/**
 * Another host, which would gladly take whatever a page of ours hands it: it answers everybody, lets
 * every page read the answer, and writes down who came.
 */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { WebSocketServer } from 'ws';

const FONT = join(import.meta.dirname, '../../src/lib/ui/fonts/atkinson-hyperlegible-next.woff2');

/** What it gives to whom; the kind of request decides. */
const ANSWERS: Record<string, { type: string; body: string | Uint8Array }> = {
  audio: { type: 'audio/wav', body: wave() },
  font: { type: 'font/woff2', body: readFileSync(FONT) },
  image: { type: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>' },
  script: { type: 'text/javascript', body: 'export {};' },
  style: { type: 'text/css', body: 'p {}' },
};

/** A tenth of a second of nothing, in WAVE (RIFF, PCM, mono, 8 bits, 8,000 Hz). */
function wave(): Uint8Array {
  const silence = Buffer.alloc(800, 0x80);
  const head = Buffer.from(
    'RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\0\0\0\0\0\0\0\0\x01\0\x08\0data\0\0\0\0',
    'latin1',
  );
  head.writeUInt32LE(36 + silence.length, 4);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(8_000, 28);
  head.writeUInt32LE(silence.length, 40);
  return Buffer.concat([head, silence]);
}

export interface OtherHost {
  readonly origin: string;
  /** What was asked for of all that it wanted to take. */
  readonly taken: ReadonlySet<string>;
  /** Forgets who came. */
  forget(): void;
  stop(): Promise<void>;
}

/** @param pages of its own, by path */
export async function otherHost(pages: Record<string, string> = {}): Promise<OtherHost> {
  const taken = new Set<string>();
  const take = (url = '') => {
    const what = /^\/taken\/([^?]+)/.exec(url)?.[1];
    if (what) taken.add(decodeURIComponent(what));
    return what && decodeURIComponent(what);
  };
  const server = createServer(({ url, headers }, response) => {
    const what = take(url);
    const kind = String(headers['sec-fetch-dest']);
    const page = pages[new URL(url ?? '/', 'http://x').pathname];
    const frame = `<!doctype html><script>parent.postMessage(${JSON.stringify(what ?? '')}, '*')</script>`;
    const { type, body } = ANSWERS[kind] ?? {
      type: headers.accept === 'text/event-stream' ? 'text/event-stream' : 'text/html',
      body: page ?? frame,
    };
    response.writeHead(200, { 'content-type': type, 'access-control-allow-origin': '*', 'cache-control': 'no-store' });
    response.end(type === 'text/event-stream' ? ': here\n\n' : body);
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (_socket, { url }) => void take(url));
  return {
    origin: await listening(server),
    taken,
    forget: () => taken.clear(),
    async stop() {
      for (const socket of sockets.clients) socket.terminate();
      await stopped(server);
    },
  };
}

export interface BareServer {
  readonly origin: string;
  stop(): Promise<void>;
}

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};

/** Serves a folder as a server does that knows of no other header than what kind of file it is. */
export async function bareServer(folder: string): Promise<BareServer> {
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://x');
    readFile(join(folder, pathname)).then(
      (bytes) => response.writeHead(200, { 'content-type': TYPES[extname(pathname)] ?? '' }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  return { origin: await listening(server), stop: () => stopped(server) };
}

async function listening(server: HttpServer): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

async function stopped(server: HttpServer): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
