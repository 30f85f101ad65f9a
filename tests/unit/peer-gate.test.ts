/** A lying server at the gate before PeerJS: what comes through is one meeting, and nothing else. */
import { beforeEach, describe, expect, it } from 'vitest';
import { MAX_BAD_FRAMES } from '#protocol/limits.ts';
import { PeerGate } from '#lib/adapters/peer-gate.ts';
import type { Role } from '#protocol/role.ts';

const SDP = 'v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n';
const offer = (change: object = {}, src = 'sharer') => ({
  type: 'OFFER',
  src,
  dst: 'helper',
  payload: {
    type: 'data',
    connectionId: 'dc_one',
    label: 'dc_one',
    reliable: true,
    serialization: 'raw',
    sdp: { type: 'offer', sdp: SDP },
    ...change,
  },
});
const answer = (connectionId: unknown = 'dc_one') => ({
  type: 'ANSWER',
  src: 'helper',
  payload: { type: 'data', connectionId, sdp: { type: 'answer', sdp: SDP } },
});
const candidate = (src: Role, connectionId = 'dc_one') => ({
  type: 'CANDIDATE',
  src,
  payload: { type: 'data', connectionId, candidate: { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 } },
});

let stopped: number;
const gateOf = (role: Role) => new PeerGate(role, () => (stopped += 1));
beforeEach(() => (stopped = 0));

describe('the gate of a helper’s page', () => {
  it('lets one offer in, and what belongs to it', () => {
    const gate = gateOf('helper');
    expect(gate.admit({ type: 'OPEN' })).toEqual({ type: 'OPEN' });
    expect(gate.admit(candidate('sharer'))).toBeNull(); // of nothing yet
    expect(gate.admit(offer())).toMatchObject({ type: 'OFFER', payload: { connectionId: 'dc_one' } });
    expect(gate.admit(candidate('sharer'))).toMatchObject({ type: 'CANDIDATE' });
    expect(gate.admit(candidate('sharer', 'dc_two'))).toBeNull();
    for (const second of [offer(), offer({ connectionId: 'dc_two' })]) expect(gate.admit(second)).toBeNull();
    expect(gate.admit(answer())).toBeNull();
    expect(gate.dropped).toBe(5);
  });

  it.each([
    ['of a class that every object has', offer({ serialization: 'constructor' })],
    ['in a packing of its own', offer({ serialization: 'binary' })],
    ['that is not reliable', offer({ reliable: false })],
    ['of a call', offer({ type: 'media' })],
    ['of a kind that is none', offer({ type: 'x' })],
    ['from somebody else', offer({}, 'mallory')],
    ['from itself', offer({}, 'helper')],
    ['without a description', offer({ sdp: undefined })],
    ['with an answer in it', offer({ sdp: { type: 'answer', sdp: SDP } })],
    ['with media in it', offer({ sdp: { type: 'offer', sdp: `${SDP}m=video 9 UDP/TLS/RTP/SAVPF 96\r\n` } })],
    ['under a name that is no text', offer({ connectionId: { toString: 1 } })],
    ['with nothing in it', { type: 'OFFER', src: 'sharer' }],
  ])('drops an offer %s', (_, frame) => {
    const gate = gateOf('helper');
    expect(gate.admit(frame)).toBeNull();
    expect(gate.dropped).toBe(1);
    expect(gate.admit(offer())).not.toBeNull(); // and the real one still finds its way
  });

  it('passes on what is known of a frame, and nothing else', () => {
    const frame: unknown = JSON.parse(
      JSON.stringify({ ...offer({ metadata: { a: 1 }, _payload: 1 }), extra: 1 }).replace('{', '{"__proto__":{"b":1},'),
    );
    const admitted = gateOf('helper').admit(frame);
    expect(JSON.stringify(admitted)).not.toMatch(/metadata|_payload|extra|__proto__|"dst"/);
    expect(Object.getPrototypeOf(admitted)).toBe(Object.prototype);
  });
});

describe('the gate of a sharer’s page', () => {
  it('lets no offer in, and one answer to its own', () => {
    const gate = gateOf('sharer');
    gate.admit({ type: 'OPEN' });
    gate.expect('dc_one');
    expect(gate.admit(offer({}, 'helper'))).toBeNull();
    expect(gate.admit(answer('dc_two'))).toBeNull();
    expect(gate.admit(answer())).toMatchObject({ type: 'ANSWER' });
    expect(gate.admit(answer())).toBeNull();
    expect(gate.admit(candidate('helper'))).toMatchObject({ type: 'CANDIDATE' });
  });

  it('hears a few times that nobody came, and calls anew each time', () => {
    const gate = gateOf('sharer');
    for (const id of ['one', 'two', 'three', 'four', 'five']) {
      gate.expect(id);
      expect(gate.admit({ type: 'EXPIRE', src: 'helper' })).toMatchObject({ type: 'EXPIRE' });
    }
    expect(gate.admit({ type: 'EXPIRE', src: 'helper' })).toBeNull();
  });
});

describe('any gate', () => {
  it.each([null, undefined, 1, 'OPEN', [], {}, { type: '__proto__' }, { type: { toString: 1 } }, { type: 'LEAVE' }])(
    'drops %j and throws nothing',
    (frame) => {
      for (const role of ['helper', 'sharer'] as const) expect(gateOf(role).admit(frame)).toBeNull();
    },
  );

  it(`gives up once, after ${MAX_BAD_FRAMES} frames that no honest server sends`, () => {
    const gate = gateOf('helper');
    for (let i = 1; i < MAX_BAD_FRAMES; i++) gate.admit('rubbish');
    expect(stopped).toBe(0);
    for (let i = 0; i < 100; i++) gate.admit('rubbish');
    expect(stopped).toBe(1);
    expect(gate.dropped).toBe(MAX_BAD_FRAMES + 99);
  });

  it('would rather have no meeting than stand beside the door', () => {
    const socket = { listeners: () => [], removeAllListeners: () => undefined, on: () => undefined };
    expect(() => gateOf('helper').standBefore(socket)).toThrow('does not listen');
  });
});
