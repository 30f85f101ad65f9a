/** In the place of the server and of the pairing: the two have met, and their link is on its way. */
import { PeerLink } from '#lib/adapters/peer-link.ts';
import type { HelperConnectionListener } from '#lib/adapters/helper-connection.ts';
import type { SharerConnectionListener } from '#lib/adapters/sharer-connection.ts';
import { BOND } from './stand-in-link.ts';

const MEETING = { nameplate: '472', session: 'id', certificate: {} as RTCCertificate, iceServers: [] };

class Connection {
  link: PeerLink | null = null;
  leave(): void {
    // there is nobody to tell
  }
  tell(): void {
    // nor to count for
  }
}

export class SharerConnection extends Connection {
  constructor(_code: unknown, listener: SharerConnectionListener) {
    super();
    queueMicrotask(() => {
      listener.onpaired({ name: 'Ada L.', vouched: { by: 'demo' } });
      this.link = new PeerLink({ ...MEETING, role: 'sharer' }, BOND, listener);
    });
  }
}

export class HelperConnection extends Connection {
  constructor(_name: unknown, listener: HelperConnectionListener) {
    super();
    queueMicrotask(() => {
      listener.onopened('472915038', 600_000);
      listener.onsomeonejoined();
      listener.onpaired();
      this.link = new PeerLink({ ...MEETING, role: 'helper' }, BOND, listener);
    });
  }
}
