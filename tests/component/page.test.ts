/** What stands around every screen, and the pages that are only read. */
import { fireEvent, render, screen } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { describe, expect, it, vi } from 'vitest';
import EndedScreen from '#lib/ui/EndedScreen.svelte';
import Feedback from '#lib/ui/info/Feedback.svelte';
import Notice from '#lib/ui/Notice.svelte';
import Page from '#lib/ui/Page.svelte';
import UpdateOffer from '#lib/ui/UpdateOffer.svelte';
import { IF_SOMETHING_FELT_WRONG, recap, SHARER_ENDINGS } from '#lib/ui/words.ts';

const text = (words: string) => createRawSnippet(() => ({ render: () => `<p>${words}</p>` }));
const LINKS = [
  ['Check my connection', '/check'],
  ['Privacy', '/privacy'],
  ['Stay safe', '/safe'],
  ['Send feedback', '/feedback'],
] as const;

describe('every page', () => {
  it.each(LINKS)('leads to %s', (name, path) => {
    render(Page, { children: text('content') });
    const link = screen.getByRole('link', { name });
    expect(link.getAttribute('href')).toBe(path);
    expect(link.getAttribute('target')).toBeNull();
  });

  it('is not left by any link while a session lives', () => {
    render(Page, { children: text('content'), live: true });
    const links = screen.getAllByRole('link');
    expect(links.map((link) => link.textContent)).toEqual(LINKS.map(([name]) => name));
    for (const link of links) expect(link.getAttribute('target')).toBe('_blank');
  });

  it('interrupts only for what is urgent', () => {
    const { unmount } = render(Notice, { tone: 'alert', children: text('Stop') });
    expect(screen.getByRole('alert').textContent).toBe('Stop');
    unmount();
    render(Notice, { tone: 'caution', children: text('Careful') });
    expect(screen.getByRole('status').textContent).toBe('Careful');
  });

  it('offers a new version and takes a no', async () => {
    const did: string[] = [];
    render(UpdateOffer, { onupdate: () => did.push('update'), onlater: () => did.push('later') });
    expect(screen.getByRole('status').textContent).toBe('A new version is ready');
    await fireEvent.click(screen.getByRole('button', { name: 'Later' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Update now' }));
    expect(did).toEqual(['later', 'update']);
  });
});

describe('the end of a session', () => {
  it('says why, what it means, how long, what was used, and what to do if something felt wrong', () => {
    render(EndedScreen, {
      ...SHARER_ENDINGS.stopped,
      facts: recap(754_000, ['chat', 'view']),
      advice: IF_SOMETHING_FELT_WRONG,
      actions: text('actions'),
    });
    expect(screen.getByRole('heading', { level: 1, name: 'You stopped sharing' })).toBeDefined();
    expect(screen.getByText('Your helper cannot see your screen any more.')).toBeDefined();
    expect(screen.getAllByRole('definition').map((fact) => fact.textContent)).toEqual([
      '12 minutes 34 seconds',
      'Seeing the screen, chat',
    ]);
    expect(screen.getByRole('region', { name: 'If something felt wrong' })).toBeDefined();
  });

  it('is silent about advice where none was given', () => {
    render(EndedScreen, { ...SHARER_ENDINGS.declined, actions: text('actions') });
    expect(screen.queryByText('If something felt wrong')).toBeNull();
  });
});

describe('feedback', () => {
  it('is copied and never sent', async () => {
    const writeText = vi.fn<(copied: string) => Promise<void>>().mockResolvedValue();
    vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText } });
    render(Feedback);
    await fireEvent.input(screen.getByRole('textbox', { name: 'Your feedback' }), { target: { value: 'Good.' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Copy feedback' }));
    await expect.poll(() => screen.getByRole('status').textContent).toContain('Copied');
    expect(writeText.mock.calls).toEqual([['Good.']]);
    vi.unstubAllGlobals();
  });

  it('can be copied by hand where the browser says no', async () => {
    const writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText } });
    render(Feedback);
    const box = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Your feedback' });
    await fireEvent.input(box, { target: { value: 'Good.' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Copy feedback' }));
    await expect.poll(() => screen.getByRole('status').textContent).toContain('Ctrl+C');
    expect(box.selectionEnd).toBe('Good.'.length);
    vi.unstubAllGlobals();
  });
});
