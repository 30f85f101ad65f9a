/**
 * Brings the one RTCPeerConnection up with PeerJS, and relieves PeerJS of it. PeerJS is good at
 * meeting through a server; it has no ICE restart, closes on `failed`, and lets the other side
 * replace its data channel, so nothing of ours ever runs through it.
 */
import { Peer, type DataConnection } from 'peerjs';
import type { Role } from '#protocol/role.ts';
import type { IceServer } from '#protocol/signaling.ts';
import { PeerGate } from '#lib/adapters/peer-gate.ts';

export interface Meeting {
  role: Role;
  nameplate: string;
  /** Random id that the worker gave to these two alone. */
  session: string;
  certificate: RTCCertificate;
  iceServers: IceServer[];
}

export interface Bootstrap {
  /** Called once, before the first description is made: channels created here stand in it. */
  onconnection(pc: RTCPeerConnection): void;
  /** The connection was closed, or never came about. */
  onfail(): void;
}

export interface BootstrappedPeer {
  /** From now on PeerJS neither watches the connection nor holds its socket. */
  release(): void;
  /** Ends everything. */
  close(): void;
}

/** Starts meeting at once; never throws, reports through `bootstrap`. */
export function meet(meeting: Meeting, bootstrap: Bootstrap): BootstrappedPeer {
  const { protocol, hostname, port } = location;
  const secure = protocol === 'https:';
  const peer = new Peer(meeting.role, {
    host: hostname,
    port: Number(port) || (secure ? 443 : 80),
    secure,
    path: `/peer/${meeting.nameplate}/${meeting.session}/`,
    token: crypto.randomUUID(), // its own default is Math.random()
    pingInterval: 5_000,
    debug: 0,
    config: {
      iceServers: meeting.iceServers,
      certificates: [meeting.certificate],
      bundlePolicy: 'max-bundle',
    },
  });
  let connection: DataConnection | null = null;
  let pc: RTCPeerConnection | null = null;
  let released = false;
  const gate = new PeerGate(meeting.role, () => released || bootstrap.onfail());
  gate.standBefore(peer.socket);

  const take = (offered: DataConnection) => {
    connection = offered;
    pc = offered.peerConnection;
    pc.ondatachannel = null; // only the channels both sides agreed on beforehand exist
    pc.ontrack = null;
    offered.on('close', () => !released && bootstrap.onfail());
    offered.on('error', () => !released && bootstrap.onfail());
    bootstrap.onconnection(pc);
  };

  const call = () => {
    const calling = peer.connect('helper', { reliable: true, serialization: 'raw' });
    gate.expect(calling.connectionId);
    take(calling);
  };

  if (meeting.role === 'helper') peer.on('connection', take);
  else peer.on('open', call);
  peer.on('error', (error) => {
    if (released) return;
    // The helper's page needed longer than the server keeps an offer: make it again.
    if (String(error.type) === 'peer-unavailable' && connection && pc?.connectionState === 'new') {
      pc.close();
      call();
    } else if (!connection) bootstrap.onfail();
  });

  return {
    release() {
      released = true;
      if (pc) pc.oniceconnectionstatechange = null; // PeerJS would close the connection on `failed`
      const channel: RTCDataChannel | undefined = connection?.dataChannel;
      if (channel) channel.onclose = null;
      peer.disconnect();
    },
    close() {
      released = true;
      const last = pc;
      peer.destroy();
      last?.close();
    },
  };
}
