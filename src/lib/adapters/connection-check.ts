/**
 * Tries, on this computer and network, what a session needs. Each step is the real thing: a request,
 * a socket, a connection between two ends in this page. Nothing of it leaves the server or is kept.
 */

export type CheckStep = 'capture' | 'server' | 'socket' | 'connection';

export interface CheckResult {
  step: CheckStep;
  ok: boolean;
  /** How long the try took, milliseconds. */
  tookMs: number;
}

const PATIENCE_MS = 8_000;

/** Rejects when `try_` takes longer than a person would wait. */
function inTime<T>(trying: Promise<T>): Promise<T> {
  return Promise.race([
    trying,
    new Promise<never>((_, reject) => setTimeout(() => reject(new Error('took too long')), PATIENCE_MS)),
  ]);
}

function capture(): Promise<void> {
  const can = typeof (navigator.mediaDevices as MediaDevices | undefined)?.getDisplayMedia === 'function';
  return can ? Promise.resolve() : Promise.reject(new Error('no screen capture'));
}

async function server(): Promise<void> {
  const answer = await fetch('/health', { cache: 'no-store' });
  if (!answer.ok) throw new Error(`status ${String(answer.status)}`);
}

/** A PeerServer address of no room: the server lets the socket open to say so. */
function socket(): Promise<void> {
  const address = new URL(
    '/peer/000/00000000000000000000000000000000/peerjs?key=peerjs&id=check&token=check',
    location.href,
  );
  address.protocol = address.protocol.replace('http', 'ws');
  const probe = new WebSocket(address);
  return new Promise<void>((resolve, reject) => {
    probe.addEventListener('open', () => resolve());
    probe.addEventListener('error', () => reject(new Error('no socket')));
  }).finally(() => probe.close());
}

/** Two ends in this page: shows that the browser may connect at all, not which networks lie between two people. */
async function connection(): Promise<void> {
  const ends = [new RTCPeerConnection(), new RTCPeerConnection()] as const;
  const [a, b] = ends;
  try {
    const channel = a.createDataChannel('check');
    const open = new Promise<void>((resolve) => channel.addEventListener('open', () => resolve()));
    a.onicecandidate = ({ candidate }) => void (candidate && b.addIceCandidate(candidate).catch(() => undefined));
    b.onicecandidate = ({ candidate }) => void (candidate && a.addIceCandidate(candidate).catch(() => undefined));
    await a.setLocalDescription();
    if (a.localDescription) await b.setRemoteDescription(a.localDescription);
    await b.setLocalDescription();
    if (b.localDescription) await a.setRemoteDescription(b.localDescription);
    await open;
  } finally {
    for (const end of ends) end.close();
  }
}

const STEPS: Record<CheckStep, () => Promise<void>> = { capture, server, socket, connection };

/** Runs all steps, one after the other, and tells each as soon as it is known. Never rejects. */
export async function checkConnection(onresult: (result: CheckResult) => void): Promise<void> {
  for (const [step, attempt] of Object.entries(STEPS) as [CheckStep, () => Promise<void>][]) {
    const began = performance.now();
    const ok = await inTime(attempt()).then(
      () => true,
      () => false,
    );
    onresult({ step, ok, tookMs: Math.round(performance.now() - began) });
  }
}
