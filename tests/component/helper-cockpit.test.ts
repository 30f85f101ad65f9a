import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { createRawSnippet, type ComponentProps } from 'svelte';
import { describe, expect, it, vi } from 'vitest';
import Cockpit from '#lib/ui/helper/Cockpit.svelte';
import ControlNotice from '#lib/ui/helper/ControlNotice.svelte';
import Details from '#lib/ui/helper/Details.svelte';
import StillBar from '#lib/ui/helper/StillBar.svelte';
import { detailRows, qualityOf } from '#lib/ui/helper/quality.ts';
import { CAPTIONS, statusOf } from '#lib/ui/helper/status.ts';

const markup = (html: string) => createRawSnippet(() => ({ render: () => html }));

function show(props: Partial<ComponentProps<typeof Cockpit>> = {}) {
  return render(Cockpit, {
    status: 'watching',
    elapsedS: 252,
    quality: 'good',
    chatOpen: false,
    onchat: () => undefined,
    children: markup('<div>the other screen</div>'),
    toolbar: markup('<button>a tool</button>'),
    chat: markup('<textarea aria-label="Message"></textarea>'),
    details: markup('<p>the numbers</p>'),
    ...props,
  });
}

const button = (name: string) => screen.getByRole('button', { name });

describe('a helper in the cockpit', () => {
  it('reads the state, the time and the quality of the line', () => {
    show();
    expect(screen.getByRole('status').textContent).toBe('Watching');
    expect(screen.getByText('04:12', { exact: false })).toBeTruthy();
    expect(screen.getByText('Good')).toBeTruthy();
  });

  it('sees no good line while reconnecting', () => {
    show({ status: 'reconnecting' });
    expect(screen.getByText('No signal')).toBeTruthy();
  });

  it('can fold the tools away and get them back, and what is in them goes on', async () => {
    show();
    const tool = button('a tool');
    await fireEvent.click(button('Hide tools'));
    expect(screen.queryByRole('button', { name: 'a tool' })).toBeNull();
    expect(tool.isConnected).toBe(true);
    await fireEvent.click(button('Show tools'));
    expect(button('a tool')).toBe(tool);
  });

  it('can look at the details', async () => {
    show();
    expect(screen.queryByText('the numbers')).toBeNull();
    await fireEvent.click(button('Details'));
    expect(screen.getByText('the numbers')).toBeTruthy();
    expect(button('Details').getAttribute('aria-expanded')).toBe('true');
    await fireEvent.click(button('Details'));
    expect(screen.queryByText('the numbers')).toBeNull();
  });

  it('writes at once when the chat opens, and closes it by button or Escape', async () => {
    const onchat = vi.fn();
    const { rerender } = show({ onchat });
    await rerender({ chatOpen: true });
    const box = screen.getByRole('textbox', { name: 'Message' });
    expect(document.activeElement).toBe(box);
    await fireEvent.keyDown(box, { key: 'Escape' });
    await fireEvent.click(button('Close chat'));
    expect(onchat.mock.calls).toEqual([[false], [false]]);
  });

  it('is back where they were when the chat is closed', async () => {
    const { rerender } = show();
    button('a tool').focus();
    await rerender({ chatOpen: true });
    await rerender({ chatOpen: false });
    await vi.waitFor(() => expect(document.activeElement).toBe(button('a tool')));
  });
});

describe('a helper who looks at a still', () => {
  it('is told when it was taken, can keep it, and gets back', async () => {
    const did: string[] = [];
    const takenAt = new Date(2026, 10, 23, 14, 3, 22);
    render(StillBar, { takenAt, onsave: () => did.push('save'), onback: () => did.push('back') });
    expect(screen.getByRole('status').textContent).toMatch(/^Still of .*03.22/);
    await fireEvent.click(button('Save picture'));
    await fireEvent.click(button('Back to live'));
    expect(did).toEqual(['save', 'back']);
  });
});

describe('a helper who asked for control', () => {
  it('is told plainly what became of it, and can put the note away', async () => {
    const ondismiss = vi.fn();
    render(ControlNotice, { answer: 'not-available', ondismiss });
    expect(screen.getByRole('status').textContent).toMatch(/^Control needs a small program that is not available/);
    await fireEvent.click(button('Dismiss'));
    expect(ondismiss).toHaveBeenCalledOnce();
  });
});

describe('the details', () => {
  const facts = {
    path: 'relay-tls',
    roundTripMs: 84.4,
    loss: 0.0123,
    width: 2560,
    height: 1440,
    codec: 'AV1',
    framesPerSecond: 23.97,
  } as const;

  it('say what a helper may have to read out', () => {
    render(Details, { facts, keys: true, onkeys: () => undefined });
    const region = within(screen.getByRole('region', { name: 'Connection details' }));
    expect(region.getAllByRole('term').map((each) => each.textContent)).toEqual([
      'Connection',
      'Round trip',
      'Loss',
      'Resolution',
      'Codec',
      'Frames per second',
    ]);
    expect(region.getAllByRole('definition').map((each) => each.textContent)).toEqual([
      'Relayed (TLS)',
      '84 ms',
      '1.2 %',
      '2560 × 1440',
      'AV1',
      '24',
    ]);
  });

  it('invent nothing that is not known', () => {
    const unknown = {
      path: null,
      roundTripMs: null,
      loss: null,
      width: 2560,
      height: null,
      codec: null,
      framesPerSecond: null,
    };
    expect(new Set(detailRows(unknown).map((row) => row.value))).toEqual(new Set(['–']));
  });

  it('switch the single keys off and on', async () => {
    const onkeys = vi.fn();
    render(Details, { facts: null, keys: true, onkeys });
    await fireEvent.click(screen.getByRole('checkbox', { name: 'Use single keys for tools' }));
    expect(onkeys).toHaveBeenCalledWith(false);
  });
});

describe('the state in a word', () => {
  const viewing = { paused: false, held: false, quiet: false };

  it.each([
    [viewing, false, 'watching', null],
    [viewing, true, 'in-control', null],
    [{ ...viewing, held: true }, false, 'held', 'You paused the view'],
    [{ ...viewing, held: true, paused: true }, true, 'paused', 'Paused by the sharer'],
    [{ ...viewing, paused: true, quiet: true }, false, 'reconnecting', 'Reconnecting…'],
  ] as const)('of %o, control %o, is %s', (state, controlling, status, caption) => {
    expect(statusOf(state, controlling)).toBe(status);
    expect(CAPTIONS[status]).toBe(caption);
  });

  it.each([
    [null, 'none'],
    [{ roundTripMs: null, loss: 0 }, 'none'],
    [{ roundTripMs: 40, loss: null }, 'good'],
    [{ roundTripMs: 40, loss: 0.03 }, 'fair'],
    [{ roundTripMs: 200, loss: 0 }, 'fair'],
    [{ roundTripMs: 500, loss: 0 }, 'poor'],
    [{ roundTripMs: 40, loss: 0.2 }, 'poor'],
  ] as const)('a line with %o is %s', (facts, quality) => {
    expect(qualityOf(facts)).toBe(quality);
  });
});
