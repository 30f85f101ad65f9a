/** The same server with a newer version of the app behind it: what a page meets on the day of an update. */
import { createServer, request as ask, type IncomingMessage } from 'node:http';
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
  const { hostname, port } = new URL(origin);
  const door = createServer((request, answer) => {
    const { url: path, method, headers } = request;
    // As it came, the host included: the sign-in leads back to where the person really is.
    const unpacked = path === serviceWorker ? { 'accept-encoding': 'identity', 'if-none-match': '' } : {};
    const passedOn = ask({ hostname, port, path, method, headers: { ...headers, ...unpacked } });
    passedOn.on('response', (real) => {
      if (path !== serviceWorker) {
        answer.writeHead(real.statusCode ?? 502, real.headers);
        real.pipe(answer);
        return;
      }
      const { 'content-length': _, 'content-encoding': packed, ...others } = real.headers;
      if (packed) return answer.destroy(new Error('ask for it unpacked'));
      answer.writeHead(real.statusCode ?? 502, others);
      real.pipe(answer, { end: false });
      // One more byte is all that makes a service worker another one.
      real.on('end', () => answer.end(newer));
    });
    passedOn.on('error', () => answer.destroy());
    request.pipe(passedOn);
  });
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
