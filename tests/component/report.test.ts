/** A report about a helper: shown in full before it is sent, and its fate in one sentence. */
import { fireEvent, render, screen, within } from '@testing-library/svelte';
import type { ComponentProps } from 'svelte';
import { beforeAll, describe, expect, it } from 'vitest';
import EndedScreen from '#lib/ui/EndedScreen.svelte';
import ReportDialog from '#lib/ui/sharer/ReportDialog.svelte';
import { OUTCOMES } from '#lib/ui/sharer/report-words.ts';
import { sharerRecap } from '#lib/ui/words.ts';

/** jsdom knows the element and not its method; a dialog that is not open has no role. */
beforeAll(() => {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
});

function write(more: Partial<ComponentProps<typeof ReportDialog>> = {}) {
  const did: string[] = [];
  render(ReportDialog, {
    name: 'Ada L.',
    live: false,
    sending: false,
    outcome: null,
    onsend: (reason: string, text: string) => did.push(`send ${reason} ${text}`),
    onclose: () => did.push('close'),
    ...more,
  });
  return did;
}
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const sent = () => within(screen.getByRole('region', { name: 'This is all that is sent' })).getAllByRole('listitem');

describe('a sharer who reports a helper', () => {
  it('sees what will be sent, word for word, before it is', async () => {
    const did = write();
    expect(sent().map((item) => item.textContent.trim())).toEqual([
      'a sealed number for this session and the helper’s account, which only the server can open',
      'the reason that you choose',
      'no words',
    ]);
    await fireEvent.click(screen.getByRole('radio', { name: 'They asked for money, gift cards or my bank' }));
    const box = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'In your words, if you like' });
    await fireEvent.input(box, { target: { value: '  <b>They</b> wanted gift cards.  ' } });
    expect(
      sent()
        .slice(1)
        .map((item) => item.textContent.trim()),
    ).toEqual([
      'the reason: They asked for money, gift cards or my bank',
      'your words: <b>They</b> wanted gift cards.',
    ]);
    expect(box.maxLength).toBe(500);
    await press('Send report');
    expect(did).toEqual(['send money <b>They</b> wanted gift cards.']);
  });

  it('chooses a reason first, and is told so', async () => {
    const did = write();
    const send = screen.getByRole('button', { name: 'Send report' });
    expect(send.getAttribute('aria-disabled')).toBe('true');
    const why = document.getElementById(send.getAttribute('aria-describedby') ?? '');
    expect(why?.textContent).toBe('Choose what happened, then send it.');
    await press('Send report');
    expect(did).toEqual([]);
  });

  it('sends it once, however often they press', async () => {
    const did = write({ sending: true });
    await fireEvent.click(screen.getByRole('radio', { name: 'Something else' }));
    await press('Sending…');
    expect(did).toEqual([]);
  });

  it('knows that the helper neither hears of it nor looks on', () => {
    write({ live: true });
    expect(screen.getByText(/is not told/).textContent).toContain('While this is open, nobody sees your screen.');
  });

  it.each(Object.entries(OUTCOMES))('is told what became of it: %s', (outcome, sentence) => {
    write({ outcome: outcome as keyof typeof OUTCOMES });
    expect(screen.getByText(sentence).closest('[role=status]')).not.toBeNull();
    // What was sent is not sent twice; what was not can be tried again.
    expect(screen.queryByRole('button', { name: 'Send report' }) === null).toBe(outcome === 'sent');
  });

  it('can leave it, with the button and with Escape', async () => {
    const did = write();
    await press('Cancel');
    await fireEvent(screen.getByRole('dialog'), new Event('cancel', { cancelable: true }));
    expect(did).toEqual(['close', 'close']);
  });
});

describe('the end of a session', () => {
  const facts = { seenMs: 754_000, controlledMs: 61_000, used: ['view', 'control', 'chat'] as const };

  it('says who it was, who vouched, how long they saw and had control, and what was used', () => {
    const helper = { name: 'Ada L.', vouched: { by: 'personal', provider: 'Microsoft' } } as const;
    expect(sharerRecap(helper, facts)).toEqual([
      { label: 'Your helper', value: 'Ada L. (Personal Microsoft account: anyone can make one)' },
      { label: 'Screen seen for', value: '12 minutes 34 seconds' },
      { label: 'Mouse and keyboard', value: '1 minute 1 second' },
      { label: 'What was used', value: 'Seeing the screen, mouse and keyboard, chat' },
    ]);
  });

  it('says nothing of a helper who never came', () => {
    expect(sharerRecap(null, { seenMs: 0, controlledMs: 0, used: [] })).toEqual([]);
  });

  it('tells what to do if something felt wrong, without an address that could go stale', async () => {
    const { IF_SOMETHING_FELT_WRONG } = await import('#lib/ui/words.ts');
    const { createRawSnippet } = await import('svelte');
    render(EndedScreen, {
      title: 'Over',
      meaning: 'It is over.',
      next: 'Close this page.',
      advice: IF_SOMETHING_FELT_WRONG,
      actions: createRawSnippet(() => ({ render: () => '<button>Home</button>' })),
    });
    const advice = screen.getByRole('region', { name: 'If something felt wrong' }).textContent;
    for (const what of ['Turn off the internet', 'Call your bank', 'Change the passwords', 'Tell the police']) {
      expect(advice).toContain(what);
    }
    expect(advice).not.toMatch(/https?:|www\.|\.(com|org|gov|uk)\b/);
  });
});
