/** What the operator is shown, and what a press of theirs does. */
import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { Counts } from '#protocol/counts.ts';
import type { KeptReport } from '#protocol/kept-report.ts';
import AdminScreen from '#lib/ui/admin/AdminScreen.svelte';
import { REFUSED } from '#lib/ui/admin/admin-words.ts';
import TokenForm from '#lib/ui/admin/TokenForm.svelte';

const hours: Counts['hours'] = Array.from({ length: 72 }, (_, i) => ({
  at: `2026-11-2${2 + Math.floor(i / 24)}T${String(i % 24).padStart(2, '0')}:00Z`,
  sessions: i === 70 ? 4 : i === 71 ? 1 : 0,
  codes: i === 71 ? 2 : 0,
  reports: 0,
}));
const counts: Counts = {
  hours,
  reasons: { stopped: 1, lost: 3 },
  features: { chat: 5 },
  errors: {},
  helperBrowsers: { edge: 5 },
  sharerBrowsers: { unknown: 5 },
  versions: { '0.1.0': 5 },
};
const ACCOUNTS = ['a'.repeat(22), 'b'.repeat(22)] as const;
const reports: KeptReport[] = [
  {
    session: '1'.repeat(32),
    account: ACCOUNTS[0],
    reason: 'money',
    text: '<b>Gift</b> cards',
    at: '2026-11-24T15:33Z',
  },
  { session: '2'.repeat(32), account: ACCOUNTS[1], reason: 'other', at: '2026-11-24T14:00Z' },
];

function open(more: Partial<Parameters<typeof render<typeof AdminScreen>>[1]> = {}) {
  const did: string[] = [];
  const note = (what: string) => (account?: string) => void did.push(account ? `${what} ${account}` : what);
  render(AdminScreen, {
    counts,
    reports,
    blocked: [{ account: ACCOUNTS[1], day: '2026-11-20' }],
    refused: null,
    busy: false,
    onrefresh: note('refresh'),
    ondownload: note('download'),
    onblock: note('block'),
    onunblock: note('unblock'),
    ...more,
  });
  return did;
}

describe('the operator', () => {
  it('opens the page with the token, which nobody reads over a shoulder', async () => {
    const said: string[] = [];
    render(TokenForm, { refused: null, busy: false, onopen: (token: string) => void said.push(token) });
    const box = screen.getByLabelText<HTMLInputElement>('Admin token');
    expect(box.type).toBe('password');
    expect(box.autocomplete).toBe('off');
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Open' }).disabled).toBe(true);
    await fireEvent.input(box, { target: { value: '  secret-of-the-operator ' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Open' }));
    expect(said).toEqual(['secret-of-the-operator']);
  });

  it.each(Object.entries(REFUSED))('is told in one sentence why not: %s', (refused, sentence) => {
    render(TokenForm, { refused: refused as keyof typeof REFUSED, busy: false, onopen: () => undefined });
    expect(screen.getByRole('alert').textContent).toBe(sentence);
  });

  it('sees the sessions of 72 hours as a picture and as a table', () => {
    open();
    const chart = screen.getByRole('img', { name: 'Sessions in the last 72 hours: 5. Most in one hour: 4.' });
    const bars = [...chart.querySelectorAll('rect')].map((bar) => Number(bar.getAttribute('height')));
    expect(bars).toHaveLength(72);
    expect(bars.slice(69)).toEqual([0, 100, 25]);
    const rows = within(screen.getByRole('table', { hidden: true }))
      .getAllByRole('row', { hidden: true })
      .slice(1);
    expect(rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent))).toEqual([
      ['1', '2', '0'],
      ['4', '0', '0'],
    ]);
  });

  it('sees how sessions ended, the most frequent first, and what there was none of', () => {
    open();
    const ended = screen.getByRole('region', { name: 'Why they ended' });
    expect(
      within(ended)
        .getAllByRole('term')
        .map((term) => term.textContent),
    ).toEqual(['The connection was lost', 'The sharer stopped']);
    expect(screen.getByRole('region', { name: 'Trouble' }).textContent).toContain('None');
  });

  it('reads reports as text, and blocks the account or lets it in again', async () => {
    const did = open();
    const [first, second] = within(screen.getByRole('list', { name: 'Reports' })).getAllByRole('listitem');
    if (!first || !second) throw new Error('there should be two reports');
    expect(first.textContent).toContain('<b>Gift</b> cards');
    await fireEvent.click(within(first).getByRole('button', { name: 'Block this account' }));
    await fireEvent.click(within(second).getByRole('button', { name: 'Unblock' }));
    const blocked = screen.getByRole('list', { name: 'Blocked accounts' });
    await fireEvent.click(within(blocked).getByRole('button', { name: `Unblock ${ACCOUNTS[1]}` }));
    expect(did).toEqual([`block ${ACCOUNTS[0]}`, `unblock ${ACCOUNTS[1]}`, `unblock ${ACCOUNTS[1]}`]);
  });

  it('cannot press twice while the first press is on its way', () => {
    open({ busy: true });
    for (const button of screen.getAllByRole<HTMLButtonElement>('button')) expect(button.disabled).toBe(true);
  });

  it('is told where nothing is there', () => {
    open({ reports: [], blocked: [] });
    expect(screen.getByText('Nobody has reported anything in the last three days.')).toBeDefined();
    expect(screen.getByText('No account is blocked.')).toBeDefined();
  });
});
