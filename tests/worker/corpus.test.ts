/** The corpus of hostile inputs at the doors of the worker. Numbers are its rows; tests/support/corpus.ts. */
import { describe, expect, it } from 'vitest';
import { runInDurableObject } from 'cloudflare:test';
import { PeerServer } from '#signaling/peer-server.ts';
import { NAME_NOT_SHOWN, shortName } from '#signaling/short-name.ts';
import { PEER_NOTICES, SEAT_FRAMES, TEXTS } from '../support/corpus.ts';
import { joinRoom, visit } from './people.ts';

describe('at a seat', () => {
  it('3 to 9: each frame is counted, is told to nobody, and throws nowhere', async () => {
    const joined = await joinRoom();
    for (const [row, what, frame] of SEAT_FRAMES) {
      await runInDurableObject(joined.room, async (instance, state) => {
        const [socket] = state.getWebSockets('seat:sharer');
        if (!socket) throw new Error(`${row}: the seat was closed before “${what}”`);
        socket.serializeAttachment({ ...(socket.deserializeAttachment() as object), bad: 0 });
        await instance.webSocketMessage(socket, frame);
        expect([row, what, (socket.deserializeAttachment() as { bad: number }).bad]).toEqual([row, what, 1]);
      });
    }
    expect(await joined.helper.rest()).toEqual([]);
    expect(joined.sharer.closed).toBeNull();
  });

  it('1, 2: a key that is not known is not handed on, and touches no prototype', async () => {
    const { sharer, helper } = await joinRoom();
    sharer.put('{"is":"pair","body":"x","__proto__":{"a":1},"constructor":2}');
    expect(await helper.hears('pair')).toEqual({ is: 'pair', body: 'x' });
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });
});

describe('at PeerServer', () => {
  it.each(PEER_NOTICES)('%i: %s is relayed unread or dropped, and throws nowhere', (_, _what, frame) => {
    const said: string[] = [];
    const server = new PeerServer({ say: (_id, text) => said.push(text) > 0, free: () => undefined });
    server.hear('helper', JSON.stringify({ ...(frame as object), dst: 'sharer' }));
    for (const text of said) expect(JSON.parse(text)).toMatchObject({ src: 'helper', dst: 'sharer' });
  });
});

describe('in a name', () => {
  it.each(TEXTS)('$row: $what is not passed on', ({ sent }) => {
    const name = shortName({ name: sent });
    expect(name === NAME_NOT_SHOWN || /^[\p{L}\p{M}'’ʼ·・\-‐. ]{1,24}(?:… .+)?$/u.test(name)).toBe(true);
  });
});

describe('at the program on the computer', () => {
  it('33: there is none, and the page may not even ask for one', async () => {
    const policy = (await visit('/share')).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toMatch(/127\.0\.0\.1|localhost|ws:(?!\/\/beside)/);
  });
});
