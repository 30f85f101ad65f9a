/** A sharer tells the operator about a helper, who never learns of it. */
import type { Request } from '@playwright/test';
import { read } from '#protocol/read.ts';
import { Badge, MAX_REPORT_CHARS, Report } from '#protocol/report.ts';
import type { Liar } from '../support/liar.ts';
import { expect, test } from './attacked.ts';
import type { Helper, Sharer } from './people.ts';

const BADGE = 'sealed-badge_0123456789'.repeat(4);

/** A server that gives this badge, or none. */
function givesBadge(liar: Liar, badge: string | undefined): void {
  liar.lie = ({ said, who, towards }) =>
    who === 'sharer' && towards === 'page' && said.is === 'ready' && said['helper']
      ? [{ ...said, helper: { ...said['helper'], badge } }]
      : undefined;
}

/** ... and takes reports, in its own words. @returns what was sent */
async function takesReports({ page }: Sharer, answers: object[]): Promise<Request[]> {
  const came: Request[] = [];
  await page.route('**/report', async (route) => {
    came.push(route.request());
    await route.fulfill({ json: answers[came.length - 1] ?? { ok: true } });
  });
  return came;
}

async function share(helper: Helper, sharer: Sharer): Promise<void> {
  await sharer.join(await helper.openSession());
  await helper.chooseViewOnly();
  await sharer.allow();
  await expect(sharer.status).toBeVisible();
  await helper.seesPicture();
}

const dialog = ({ page }: Sharer) => page.getByRole('dialog', { name: 'Report this helper' });

test.describe('a sharer', () => {
  test('reports a helper in the middle of a session: the helper sees a pause, and the server one report', async ({
    helper,
    sharer,
  }) => {
    const came: Request[] = [];
    sharer.page.on('request', (request) => request.url().endsWith('/report') && came.push(request));
    await share(helper, sharer);
    await sharer.press('Report this helper');
    await helper.sees('Paused by the sharer');
    await expect(sharer.status).toHaveCount(0); // the band does not say that they see
    await dialog(sharer).getByRole('radio', { name: 'They are not who they said they are' }).check();
    await dialog(sharer).getByRole('textbox').fill('They said they are my bank.');
    await expect(dialog(sharer).getByRole('region', { name: 'This is all that is sent' })).toContainText(
      'They said they are my bank.',
    );
    expect(came).toEqual([]);
    await dialog(sharer).getByRole('button', { name: 'Send report' }).click();
    await expect(dialog(sharer)).toContainText('Your report was sent.');
    await dialog(sharer).getByRole('button', { name: 'Close' }).click();

    await expect(helper.page.getByText('Paused by the sharer')).toBeHidden();
    await expect(sharer.button('Report this helper')).toBeHidden();
    expect(came.map((request) => [request.method(), read(Report, request.postData(), MAX_REPORT_CHARS)])).toEqual([
      [
        'POST',
        {
          ok: true,
          message: {
            badge: expect.stringMatching(Badge.pipe[1].requirement) as unknown,
            reason: 'pretended',
            text: 'They said they are my bank.',
          },
        },
      ],
    ]);
  });

  test('reports a helper after the end, and again when the server could not be reached', async ({
    liar,
    helper,
    sharer,
  }) => {
    givesBadge(liar, BADGE);
    await share(helper, sharer);
    await helper.leave();
    await sharer.sees('Your helper has left');
    await sharer.sees('Ada L. (Demo sign-in: nobody has checked this name)');
    await sharer.press('Report this helper');
    await sharer.page.route('**/report', (route) => route.abort());
    await dialog(sharer).getByRole('radio', { name: 'Something else' }).check();
    await dialog(sharer).getByRole('button', { name: 'Send report' }).click();
    await expect(dialog(sharer)).toContainText('We could not reach the server');

    await sharer.page.unroute('**/report');
    const came = await takesReports(sharer, [{ ok: false, why: 'too-many-tries' }]);
    await dialog(sharer).getByRole('button', { name: 'Send report' }).click();
    await expect(dialog(sharer)).toContainText('Too many reports came from here.');
    await dialog(sharer).getByRole('button', { name: 'Send report' }).click();
    await expect(dialog(sharer)).toContainText('Your report was sent.');
    await dialog(sharer).getByRole('button', { name: 'Close' }).click();
    await sharer.sees('You reported this helper.');
    expect(came.map((request) => request.postDataJSON() as unknown)).toEqual([
      { badge: BADGE, reason: 'other' },
      { badge: BADGE, reason: 'other' },
    ]);
  });

  test('keeps what they have written when the helper leaves meanwhile', async ({ liar, helper, sharer }) => {
    givesBadge(liar, BADGE);
    await share(helper, sharer);
    await sharer.press('Report this helper');
    await dialog(sharer).getByRole('textbox').fill('They wanted gift cards.');
    await helper.leave();
    await sharer.sees('Your helper has left');
    await expect(dialog(sharer).getByRole('textbox')).toHaveValue('They wanted gift cards.');
  });

  test('is not offered what nobody would read: a server that gives no badges', async ({ liar, helper, sharer }) => {
    givesBadge(liar, undefined);
    await share(helper, sharer);
    await expect(sharer.button('Report this helper')).toHaveCount(0);
    await sharer.stop();
    await sharer.sees('You stopped sharing');
    await expect(sharer.button('Report this helper')).toHaveCount(0);
  });
});
