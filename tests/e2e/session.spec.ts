/** The main job, on a real screen: a helper sees, points, draws and chats, and the sharer stays in charge. */
import { FREE_DESKTOP } from '../support/browsers.ts';
import { inkPatches, isDisc } from '../support/ink.ts';
import { crop, difference, fromPng, likeness, type Colour } from '../support/picture.ts';
import { expect, test } from './fixtures.ts';
import { pair, startSharing } from './people.ts';

const PATCH = { x: 200, y: 200, width: 80, height: 80 };
const [PATCH_X, PATCH_Y] = [240, 240];
const GREEN: Colour = [0, 160, 60];
const MAGENTA: Colour = [220, 0, 200];
const BLUE: Colour = [20, 60, 220];
/** Two decimals of `toBeCloseTo`: less than half a per cent of the picture away. */
const NEAR = 2;

test.describe('a helper', () => {
  test('reads 12 px text on the shared screen three seconds after the first frame', async ({
    helper,
    sharer,
    desktop,
  }) => {
    await startSharing(helper, sharer);
    const real = crop(await desktop.shot(), FREE_DESKTOP);
    await expect
      .poll(
        async () => {
          const seen = await helper.picture();
          return seen?.width === desktop.size.width ? likeness(crop(seen, FREE_DESKTOP), real) : 0;
        },
        { timeout: 3_000, intervals: [500] },
      )
      .toBeGreaterThanOrEqual(0.98);
  });

  test('sees what changes on the shared screen', async ({ helper, sharer, desktop }) => {
    await startSharing(helper, sharer);
    for (const colour of [GREEN, MAGENTA]) {
      await desktop.paint(colour, PATCH);
      await helper.seesColour(colour, PATCH_X, PATCH_Y);
    }
  });

  test('points, and the sharer sees where', async ({ helper, sharer }) => {
    await startSharing(helper, sharer);
    await helper.takes('Laser pointer');
    for (const place of [
      { x: 0.2, y: 0.3 },
      { x: 0.5, y: 0.75 },
      { x: 0.31, y: 0.62 },
    ]) {
      await helper.pointsAt(place);
      await expect(async () => {
        const seen = await sharer.laser();
        expect(seen?.x).toBeCloseTo(place.x, NEAR);
        expect(seen?.y).toBeCloseTo(place.y, NEAR);
      }).toPass({ timeout: 15_000 });
    }
  });

  test('draws, and the sharer sees the line while it grows, and until it has faded', async ({ helper, sharer }) => {
    await startSharing(helper, sharer);
    await helper.takes('Pen');
    await helper.startsDrawing({ x: 0.2, y: 0.4 });
    for (const right of [0.3, 0.45]) {
      await helper.drawsTo({ x: right, y: 0.4 });
      await lineFrom(0.2, right, 0.4);
    }
    await helper.letsGo();

    const finishedAt = Date.now();
    await expect.poll(() => sharer.stroke()).toBeNull();
    expect(Date.now() - finishedAt, 'how long a finished line stays, in ms').toBeGreaterThan(6_500);

    async function lineFrom(left: number, right: number, y: number) {
      await expect(async () => {
        const line = await sharer.stroke();
        const halfWidth = line ? (line.bottom - line.top) * (9 / 16) * 0.5 : 0;
        expect((line?.left ?? 0) + halfWidth).toBeCloseTo(left, NEAR);
        expect((line?.right ?? 0) - halfWidth).toBeCloseTo(right, NEAR);
        expect(line?.y).toBeCloseTo(y, NEAR);
      }).toPass({ timeout: 15_000 });
    }
  });

  test('takes back one line, then all of them', async ({ helper, sharer }) => {
    await startSharing(helper, sharer);
    await helper.takes('Rectangle');
    for (const top of [0.2, 0.5]) await helper.draws({ x: 0.2, y: top }, { x: 0.4, y: top + 0.2 });
    await expect.poll(async () => (await sharer.ink()).length).toBe(2);
    await helper.takes('Undo');
    await expect.poll(async () => (await sharer.ink()).length).toBe(1);
    expect((await sharer.stroke())?.top).toBeLessThan(0.3);
    await helper.takes('Clear drawings');
    await expect.poll(async () => (await sharer.ink()).length).toBe(0);
  });

  test('chats from pairing on, both ways', async ({ helper, sharer }) => {
    await pair(helper, sharer);
    await helper.chooseViewOnly();
    await helper.sees('Waiting for permission');
    await helper.say('Good morning <b>you</b>');
    await sharer.allow();
    await sharer.reads('Good morning <b>you</b>');
    await sharer.say('Good morning, Ada');
    await helper.reads('Good morning, Ada');
    await expect(sharer.chat.locator('b')).toHaveCount(0);
  });
});

test.describe('a sharer', () => {
  test('pauses, and nothing new reaches the helper until they resume', async ({ helper, sharer, desktop }) => {
    await startSharing(helper, sharer);
    await desktop.paint(GREEN, PATCH);
    await helper.seesColour(GREEN, PATCH_X, PATCH_Y);

    await sharer.pause();
    await helper.sees('Paused by the sharer');
    const diary = await helper.watchColour(PATCH_X, PATCH_Y);
    await desktop.paint(MAGENTA, PATCH);
    await helper.blinks(120); // two seconds: twenty times what a change needs to arrive
    await sharer.say('still there?');
    await helper.reads('still there?');

    await desktop.paint(BLUE, PATCH);
    await sharer.resume();
    await helper.seesColour(BLUE, PATCH_X, PATCH_Y);
    const nearMagenta = (await diary()).filter((colour) => difference(colour, MAGENTA) < 90);
    expect(nearMagenta, 'what the helper saw of the paused screen').toEqual([]);
  });

  test('changes what is shared: the session goes on, and old ink is gone', async ({ helper, sharer, desktop }) => {
    await startSharing(helper, sharer);
    await helper.takes('Rectangle');
    await helper.draws({ x: 0.2, y: 0.2 }, { x: 0.4, y: 0.4 });
    await expect.poll(() => sharer.stroke()).not.toBeNull();

    await sharer.change();
    await expect.poll(() => sharer.stroke(), { timeout: 5_000 }).toBeNull();
    await desktop.paint(MAGENTA, PATCH);
    await helper.seesColour(MAGENTA, PATCH_X, PATCH_Y);
  });

  test('stops: the capture ends, and both are told how it was', async ({ helper, sharer }) => {
    await startSharing(helper, sharer);
    await helper.say('bye');
    await sharer.reads('bye');
    await sharer.stop();
    await sharer.sees('You stopped sharing');
    await sharer.sees(/^Seeing the screen, .*chat/);
    await expect(helper.screen).toBeHidden();
    await helper.sees('They stopped sharing');
    await expect.poll(() => sharer.captures()).toEqual(['ended']);
  });

  test("stops with the browser's own button, and the session ends as well", async ({ helper, sharer, desktop }) => {
    await startSharing(helper, sharer);
    await desktop.click(778, 687);
    await expect(sharer.status).toBeHidden();
    await expect(helper.screen).toBeHidden();
  });
});

test.describe('the floating panel', () => {
  test('shows who can see, what was said last and where the helper points, and stops the session', async ({
    helper,
    sharer,
  }) => {
    await startSharing(helper, sharer);
    const panel = await sharer.openFloatingPanel();
    await expect(panel.getByText('Ada L. can see your screen')).toBeVisible();
    await helper.say('look here');
    await expect(panel.getByText('look here')).toBeVisible();

    await helper.takes('Laser pointer');
    await helper.pointsAt({ x: 0.2, y: 0.3 });
    await expect
      .poll(async () => inkPatches(fromPng(await panel.screenshot())).some(isDisc), {
        message: 'the laser in the panel',
      })
      .toBe(true);

    await panel.getByRole('button', { name: 'Pause' }).click();
    await helper.sees('Paused by the sharer');
    await panel.getByRole('button', { name: 'Resume' }).click();
    await expect(panel.getByRole('button', { name: 'Pause' })).toBeVisible();

    const closed = panel.waitForEvent('close');
    await panel.getByRole('button', { name: 'Stop sharing' }).click();
    await closed;
    await expect(helper.screen).toBeHidden();
  });
});

test.describe('somebody who wants to see more', () => {
  test('sees the picture fitted or pixel for pixel', async ({ helper, sharer, desktop }) => {
    await startSharing(helper, sharer);
    await helper.takes('Actual size');
    const shown = () =>
      helper.screen.locator('video').evaluate((video) => video.getBoundingClientRect().width * devicePixelRatio);
    await expect.poll(shown).toBe(desktop.size.width);
    await helper.takes('Fit to window');
    await expect.poll(async () => (await shown()) === desktop.size.width).toBe(false);
  });

  test('takes a still, which is exactly what is on the screen', async ({ helper, sharer, desktop }) => {
    await startSharing(helper, sharer);
    await desktop.paint(GREEN, PATCH);
    await helper.seesColour(GREEN, PATCH_X, PATCH_Y);
    await helper.takes('Take a still');
    const real = crop(await desktop.shot(), FREE_DESKTOP);
    await expect
      .poll(async () => {
        const still = await helper.still();
        return still ? likeness(crop(still, FREE_DESKTOP), real) : 0;
      })
      .toBeGreaterThan(0.999);
  });

  test('is told how the line is', async ({ helper, sharer }) => {
    await startSharing(helper, sharer);
    await helper.press('Details');
    await helper.sees(/1280\s*[x×]\s*720/);
    await helper.sees(/direct/i);
  });
});
