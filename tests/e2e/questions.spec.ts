/** While a question stands before the sharer, no helper has a hand in it: neither with our page nor with one of their own. */
import type { InkMessage } from '#protocol/ink.ts';
import { letTimePass } from '../support/long-waits.ts';
import { expect, test } from './fixtures.ts';
import { startSharing, type Helper, type Sharer } from './people.ts';

const HALF_AN_HOUR_MS = 30 * 60_000;

declare const window: { lines: Record<string, RTCDataChannel>; heard: string[] };

/** Before the helper's page is opened: what it says on its lines can then also be said past it. */
async function takeTheLines({ page }: Helper): Promise<void> {
  await page.addInitScript(() => {
    const lines: Record<string, RTCDataChannel> = {};
    const heard: string[] = [];
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the connection it belongs to
    const real = RTCPeerConnection.prototype.createDataChannel;
    RTCPeerConnection.prototype.createDataChannel = function (label, options) {
      const line = real.call(this, label, options);
      line.addEventListener('message', ({ data }) => typeof data === 'string' && heard.push(data));
      return (lines[label] = line);
    };
    Object.assign(window, { lines, heard });
  });
}

const says = ({ page }: Helper, label: string, frames: object[]) =>
  page.evaluate(([to, all]) => all.forEach((frame) => window.lines[to]?.send(JSON.stringify(frame))), [
    label,
    frames,
  ] as const);

/** A line that does not fade, for whoever draws past our own page. */
const mark = (id: number, y: number): InkMessage[] => [
  { is: 'keep', on: true },
  { is: 'begin', id, epoch: 1, tool: 'pen', colour: 'red' },
  { is: 'points', id, from: 0, at: [0.2, y, 0.4, y, 0.6, y] },
  { is: 'end', id },
];
const label: InkMessage = { is: 'label', id: 900, epoch: 1, colour: 'red', x: 0.3, y: 0.6, text: 'Press Allow' };

const allIsWell = ({ page }: Sharer) => page.getByRole('dialog', { name: 'Is everything all right?' });

test('a helper’s pen and pointer rest while the sharer is asked, and say why', async ({ helper, sharer }) => {
  await startSharing(helper, sharer);
  await helper.takes('Pen');
  await letTimePass(sharer.page, HALF_AN_HOUR_MS);
  await expect(allIsWell(sharer)).toBeVisible();
  await helper.sees('They are answering a question. Pointer and pen rest until then.');
  await helper.draws({ x: 0.2, y: 0.3 }, { x: 0.5, y: 0.3 });

  await allIsWell(sharer).getByRole('button', { name: 'Yes, go on' }).click();
  await expect(helper.page.getByText('They are answering a question.')).toBeHidden();
  await helper.draws({ x: 0.2, y: 0.7 }, { x: 0.5, y: 0.7 });
  await expect.poll(async () => (await sharer.ink()).length).toBe(1);
  expect((await sharer.stroke())?.y).toBeCloseTo(0.7, 1);
});

test('what a page that is not ours draws over a question is not shown, neither then nor later', async ({
  helper,
  sharer,
}) => {
  await takeTheLines(helper);
  await startSharing(helper, sharer);
  await says(helper, 'ink', mark(1, 0.3));
  await expect.poll(async () => (await sharer.ink()).length).toBe(1);

  await letTimePass(sharer.page, HALF_AN_HOUR_MS);
  await expect(allIsWell(sharer)).toBeVisible();
  await expect(sharer.page.locator('main canvas')).toHaveCount(0);
  await says(helper, 'ink', [...mark(2, 0.8), label]);
  await says(helper, 'laser', [{ is: 'laser', seq: 1_000, epoch: 1, x: 0.5, y: 0.5, colour: 'red' }]);
  await helper.say('done');
  await helper.reads('done');
  await allIsWell(sharer).getByRole('button', { name: 'Yes, go on' }).click();
  await sharer.reads('done'); // said after it on a slower line

  await says(helper, 'ink', mark(3, 0.5));
  await expect.poll(async () => (await sharer.ink()).map(({ y }) => y.toFixed(1)).sort()).toEqual(['0.3', '0.5']);
});

test('a thousand wishes for control on one line bother nobody, and the session goes on', async ({ helper, sharer }) => {
  await takeTheLines(helper);
  await startSharing(helper, sharer);
  const flood = Array.from({ length: 1_000 }, () => ({ is: 'ask', mode: 'control' }));
  await says(helper, 'ctl', flood);
  await helper.say('are you there?');
  await sharer.reads('are you there?');
  await expect(sharer.page.getByRole('dialog')).toHaveCount(0);
  await sharer.sees('asked to use your mouse and keyboard');
  const answers = await helper.page.evaluate(() => window.heard.filter((frame) => frame.includes('"control"')));
  expect(answers.length).toBeGreaterThan(0);
  expect(answers.filter((frame) => !frame.includes('"allowed":false'))).toEqual([]);
  await expect(sharer.status).toBeVisible();
});
