/** The same server with a newer version of the app behind it: what a page meets on the day of an update. */
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

export interface NewerServer {
  readonly origin: string;
  /** From now on there is a new version. */
  update(): void;
  stop(): Promise<void>;
}

/** Passes everything on to `origin`, the service worker a little longer than it was. */
export async function standBefore(origin: string, serviceWorker = '/sw.js'): Promise<NewerServer> {
  let newer = '';
  const door = createServer((request, answer) => {
    const pass = async () => {
      const got = await fetch(origin + (request.url ?? '/'), { redirect: 'manual' });
      for (const [name, value] of got.headers) {
        if (!/^(content-encoding|content-length|transfer-encoding|connection)$/.test(name))
          answer.setHeader(name, value);
      }
      const body = Buffer.from(await got.arrayBuffer());
      answer.writeHead(got.status);
      // One more byte is all that makes a service worker another one.
      answer.end(request.url === serviceWorker ? Buffer.concat([body, Buffer.from(newer)]) : body);
    };
    pass().catch(() => answer.destroy());
  });
  const { hostname, port } = new URL(origin);
  const sockets = new Set<Duplex>();
  door.on('upgrade', (request: IncomingMessage, near: Duplex, first: Buffer) => {
    const far = connect(Number(port), hostname, () => {
      const headers = request.rawHeaders.map((text, i) => (i % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('');
      far.write(`${request.method} ${request.url} HTTP/1.1\r\n${headers}\r\n`);
      far.write(first);
      far.pipe(near).pipe(far);
    });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy()); // one end is gone; pipe closes the other
    }
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://localhost:${(door.address() as AddressInfo).port}`,
    update() {
      newer += '\n';
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      door.closeAllConnections();
      await new Promise((resolve) => door.close(resolve));
    },
  };
}
