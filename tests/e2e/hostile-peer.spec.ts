/**
 * What the other person's page can do once it is paired, if it is not ours: it holds the key and the
 * certificate, and says what it likes. Each attack is sent over a real link, past our own page's code.
 */
import { MAX_BAD_FRAMES } from '#protocol/limits.ts';
import { agreedOffer, expect, framesAt, heardBy, linksOf, saysRaw, test } from './attacked.ts';
import type { Helper, Sharer } from './people.ts';

const NOT_PRIVATE = 'We stopped the connection because it was not private';
const NOT_RIGHT = 'We stopped because something was not right';

async function link(helper: Helper, sharer: Sharer): Promise<void> {
  await sharer.join(await helper.openSession());
  await helper.chooseViewOnly();
  await expect(sharer.question).toBeVisible();
}

async function share(helper: Helper, sharer: Sharer): Promise<void> {
  await link(helper, sharer);
  await sharer.allow();
  await expect(sharer.status).toBeVisible();
  await helper.seesPicture();
}

/** What was sent before this has been handled, on every reliable channel, and both are still there. */
async function bothGoOn(helper: Helper, sharer: Sharer): Promise<void> {
  await helper.say('are you there?');
  await sharer.reads('are you there?');
  await sharer.say('I am');
  await helper.reads('I am');
  for (const person of [helper, sharer]) expect(await linksOf(person)).toContain('connected');
}

test.describe('a helper’s page that is not ours', () => {
  test('cannot hand the shared screen on to a third person with another certificate', async ({
    mallory,
    helper,
    sharer,
  }) => {
    await share(helper, sharer);
    const offer = await mallory.takesOver('sharer', await agreedOffer(helper));
    const before = (await heardBy(helper)).length;
    await saysRaw(helper, 'ctl', { is: 'description', ...offer });
    await sharer.sees(NOT_PRIVATE);
    await mallory.hears('sharer', (await heardBy(helper)).slice(before));
    expect(await mallory.saw()).toMatchObject({ reached: [], messages: [], tracks: 0, frames: 0 });
    expect(await sharer.captures()).toEqual(['ended']);
  });

  test('offers a picture of its own, and nobody looks', async ({ helper, sharer }) => {
    await link(helper, sharer);
    await helper.page.evaluate(() => {
      const { links } = window as unknown as { links: RTCPeerConnection[] };
      const canvas = document.createElement('canvas');
      canvas.getContext('2d')?.fillRect(0, 0, 300, 150);
      const [track] = canvas.captureStream(30).getTracks();
      if (track) links.at(-1)?.addTransceiver(track, { direction: 'sendrecv' });
      links.at(-1)?.addTransceiver('video', { direction: 'recvonly' });
    });
    await expect.poll(async () => ((await agreedOffer(sharer)).sdp?.match(/^m=video/gm) ?? []).length).toBe(3);
    await expect(sharer.page.locator('video')).toHaveCount(0);
    expect(await sharer.captures()).toEqual([]);
    expect(await framesAt(helper)).toBe(0);
    await sharer.allow();
    await helper.seesPicture();
    expect(await framesAt(sharer)).toBe(0);
  });

  test('is dropped with two hundred lines of media, and with a description of a quarter of a million characters', async ({
    helper,
    sharer,
  }) => {
    await share(helper, sharer);
    const { sdp = '' } = await agreedOffer(helper);
    const [session = ''] = sdp.split(/^m=/m);
    const lines = Array.from({ length: 200 }, (_, i) => `m=audio 9 RTP/AVP 0\r\na=mid:${i}\r\n`).join('');
    const print = sdp.match(/^a=fingerprint:.*$/m)?.[0] ?? '';
    const many = `${session}${print}\r\na=ice-ufrag:abcd\r\n${lines}`;
    expect(many.length).toBeLessThan(15_000);
    await saysRaw(
      helper,
      'ctl',
      { is: 'description', type: 'offer', sdp: many },
      { is: 'description', type: 'offer', sdp: 'x'.repeat(250_000) },
    );
    await bothGoOn(helper, sharer);
    expect((await agreedOffer(sharer)).sdp?.match(/^m=/gm)).toHaveLength(2);
  });

  test(`is ended with the ${MAX_BAD_FRAMES}th frame that no honest page sends, and not before`, async ({
    helper,
    sharer,
  }) => {
    await share(helper, sharer);
    await saysRaw(helper, 'ctl', ...new Array<string>(MAX_BAD_FRAMES - 1).fill('{"is":"format-disk"}'));
    await bothGoOn(helper, sharer);
    await saysRaw(helper, 'ink', '{"is":"begin"}');
    await sharer.sees(NOT_RIGHT);
    expect(await sharer.captures()).toEqual(['ended']);
  });

  test('floods the chat, and the sharer can still read, answer and stop', async ({ helper, sharer }) => {
    await share(helper, sharer);
    const flood = Array.from({ length: 1_000 }, (_, i) => ({ is: 'chat', text: `buy now ${i}` }));
    await saysRaw(helper, 'ctl', ...flood, ...new Array<object>(1_000).fill({ is: 'ask', mode: 'control' }));
    await sharer.reads('buy now 0');
    // Twenty at once, and five more for each second that it took.
    await expect(sharer.chat.getByText(/^buy now/).nth(19)).toBeAttached();
    expect(await sharer.chat.getByText(/^buy now/).count()).toBeLessThan(100);
    await expect(sharer.page.getByRole('dialog')).toHaveCount(0);
    await sharer.stop();
    await sharer.sees('You stopped sharing');
  });
});
