import { describe, expect, it } from 'vitest';
import { MAX_BAD_FRAMES, MAX_SIGNALING_CHARS } from '#protocol/limits.ts';
import { SEAT_CLOSE } from '#protocol/signaling.ts';
import { joinRoom, knock, makeReady, openRoom, type Seated } from './people.ts';

/** Says it so often that a counted frame ends the socket before the goodbye after it is heard. */
async function countsAsBad(seat: Seated, frame: string | ArrayBuffer): Promise<boolean> {
  for (let i = 0; i < MAX_BAD_FRAMES; i++) seat.put(frame);
  seat.say({ is: 'leave' });
  await seat.closing();
  return seat.heard.includes('{"is":"ended","why":"bad-frame"}');
}

const malformed: [string, string | ArrayBuffer][] = [
  ['no JSON', 'hello'],
  ['an empty text', ''],
  ['null', 'null'],
  ['an array', '[]'],
  ['an unknown kind', '{"is":"shout"}'],
  ['a kind that objects are born with', '{"is":"__proto__"}'],
  ['a kind that is no text', '{"is":{"toString":1}}'],
  ['a body that is no text', '{"is":"pair","body":1}'],
  ['a body that is missing', '{"is":"pair"}'],
  ['a body beyond its limit', JSON.stringify({ is: 'pair', body: 'x'.repeat(4_097) })],
  ['8,000 brackets', '['.repeat(8_000)],
  ['binary', new Uint8Array([123, 125]).buffer],
];

describe('a room', () => {
  it.each(malformed)('drops and counts %s', async (_, frame) => {
    const { helper, sharer } = await joinRoom();
    expect(await countsAsBad(sharer, frame)).toBe(true);
    await helper.hears('someone-left'); // its seat is free for an honest one
  });

  it('forgives one frame fewer', async () => {
    const { helper, sharer } = await joinRoom();
    for (let i = 1; i < MAX_BAD_FRAMES; i++) sharer.put('rubbish');
    sharer.say({ is: 'pair', body: 'still here' });
    expect((await helper.hears('pair')).body).toBe('still here');
  });

  it('drops unknown keys and handles the rest', async () => {
    const { helper, sharer } = await joinRoom();
    sharer.put('{"is":"pair","body":"b","__proto__":{"polluted":1},"extra":2}');
    expect(await helper.next()).toBe('{"is":"pair","body":"b"}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    ['text', 'x'.repeat(MAX_SIGNALING_CHARS + 1)],
    ['binary', new ArrayBuffer(MAX_SIGNALING_CHARS + 1)],
  ])('closes a socket that sends an oversized %s frame', async (_, frame) => {
    const { helper, sharer } = await joinRoom();
    sharer.put(frame);
    expect((await sharer.closing()).code).toBe(SEAT_CLOSE.tooBig);
    await helper.hears('someone-left');
  });

  it('hears nothing more from a socket that it has closed', async () => {
    const { helper, sharer } = await joinRoom();
    for (let i = 0; i < MAX_BAD_FRAMES; i++) sharer.put('rubbish');
    sharer.say({ is: 'pair', body: 'afterwards' });
    await helper.hears('someone-left');
    expect(await helper.rest()).toEqual([]);
  });

  it('counts a flood, and leaves the other seat alone', async () => {
    const { helper, sharer } = await joinRoom();
    for (let i = 0; i < 400; i++) sharer.say({ is: 'pair', body: `${i}` });
    expect((await sharer.closing()).code).toBe(SEAT_CLOSE.ended);
    const heard = await helper.rest();
    expect(heard.length).toBeLessThanOrEqual(201);
    expect(heard.at(-1)).toBe('{"is":"someone-left"}');
  });

  it.each([
    ['relay before ready', { is: 'relay', body: 'x' }],
    ['dismiss by a sharer', { is: 'dismiss' }],
  ] as const)('drops and counts %s', async (_, command) => {
    const { sharer } = await joinRoom();
    expect(await countsAsBad(sharer, JSON.stringify(command))).toBe(true);
  });

  it.each([
    ['pair after ready', { is: 'pair', body: 'x' }],
    ['dismiss after ready', { is: 'dismiss' }],
  ] as const)('drops and counts %s', async (_, command) => {
    const { helper, sharer, nameplate, helperToken } = await makeReady();
    expect(await countsAsBad(helper, JSON.stringify(command))).toBe(true);
    expect(await sharer.rest()).toEqual([]);
    // The session goes on: the helper comes back with a clean slate.
    const back = await knock(`/room/${nameplate}/helper`, { token: helperToken });
    await back.hears('resumed');
  });

  it.each([
    ['pair', { is: 'pair', body: 'x' }],
    ['paired', { is: 'paired' }],
    ['dismiss', { is: 'dismiss' }],
  ] as const)('drops %s without counting it when the sharer has just gone', async (_, command) => {
    const { helper } = await openRoom();
    expect(await countsAsBad(helper, JSON.stringify(command))).toBe(false);
  });
});
