import { describe, expect, it } from 'vitest';
import { makeReady, joinRoom, knock, openRoom } from './people.ts';

describe('a helper', () => {
  it('gets a room with a nameplate, a token and ten minutes', async () => {
    const helper = await knock('/room/helper');
    const opened = await helper.hears('opened');
    expect(opened.nameplate).toMatch(/^\d{3}$/);
    expect(opened.token).toMatch(/^[0-9a-f]{32}$/);
    expect(opened.expiresInMs).toBeGreaterThan(590_000);
    expect(opened.expiresInMs).toBeLessThanOrEqual(600_000);
  });

  it('is told when a sharer comes and when one goes', async () => {
    const { helper, sharer } = await joinRoom();
    sharer.socket.close(1000);
    await helper.hears('someone-left');
  });
});
describe('ready', () => {
  it('works', async () => {
    const r = await makeReady();
    expect(r.toldSharer.helper).toEqual({ name: 'Ada L.', vouched: 'nobody' });
    void openRoom;
  });
});
