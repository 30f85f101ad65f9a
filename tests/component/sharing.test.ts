/** While somebody watches: the band tells the truth, and stopping is always there. */
import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { createRawSnippet, type ComponentProps } from 'svelte';
import { describe, expect, it } from 'vitest';
import PanelFace from '#lib/ui/sharer/PanelFace.svelte';
import Sharing from '#lib/ui/sharer/Sharing.svelte';
import Waiting from '#lib/ui/sharer/Waiting.svelte';

const picture = createRawSnippet(() => ({ render: () => '<div>picture</div>' }));
const helper = { name: 'Ada L.', vouched: { by: 'demo' } } as const;

function share(more: Partial<ComponentProps<typeof Sharing>> = {}) {
  const did: string[] = [];
  const note = (what: string) => () => void did.push(what);
  const props: ComponentProps<typeof Sharing> = {
    helper,
    paused: false,
    held: false,
    quiet: false,
    refused: null,
    nearlyOver: false,
    controlled: false,
    lines: [],
    onsend: (text: string) => did.push(`say ${text}`),
    onpause: note('pause'),
    onresume: note('resume'),
    onstop: note('stop'),
    oncancel: note('cancel control'),
    onchange: note('change'),
    onpanel: note('panel'),
    panelOpen: false,
    preview: picture,
    ...more,
  };
  const { rerender } = render(Sharing, props);
  return { did, update: (changed: Partial<typeof props>) => rerender({ ...props, ...changed }) };
}
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

describe('a sharer who is seen', () => {
  it('is told so by name, and that nobody checked the name', () => {
    share();
    const status = screen.getByRole('status', { name: 'Ada L. can see your screen' });
    expect(status.textContent).toBe('Ada L. can see your screen');
    expect(screen.getByText('Demo sign-in: nobody has checked this name.')).toBeDefined();
  });

  it('finds every promised button, each doing what it says', async () => {
    const { did } = share();
    for (const name of ['Pause', 'Stop sharing', 'Change what I share', 'Floating panel']) await press(name);
    expect(did).toEqual(['pause', 'stop', 'change', 'panel']);
  });

  it('is told who has control, and takes it back with one press', async () => {
    const { did } = share({ controlled: true });
    expect(screen.getByRole('status', { name: 'Ada L. has control' }).textContent).toBe('Ada L. has control');
    await press('Cancel control');
    expect(did).toEqual(['cancel control']);
  });

  it('can take control back while paused as well, and has no such button otherwise', async () => {
    const { update } = share({ controlled: true, paused: true });
    expect(screen.getByRole('button', { name: 'Cancel control' })).toBeDefined();
    await update({ controlled: false });
    expect(screen.queryByRole('button', { name: 'Cancel control' })).toBeNull();
  });

  it('hears that nobody was asked about control, and why', () => {
    share({ refused: 'view-only' });
    expect(screen.getByText(/asked to use your mouse and keyboard\. Not in this session/)).toBeDefined();
  });

  it('reads Paused and Resume once paused, and can stop still', async () => {
    const { did } = share({ paused: true });
    expect(screen.getByRole('status', { name: 'Paused. Ada L. sees nothing new.' })).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Pause' })).toBeNull();
    await press('Resume');
    await press('Stop sharing');
    expect(did).toEqual(['resume', 'stop']);
  });

  it('is never told that somebody sees while nobody looks', () => {
    share({ held: true });
    expect(screen.queryByText('Ada L. can see your screen')).toBeNull();
    expect(screen.getByRole('status', { name: 'Ada L. is not looking right now.' })).toBeDefined();
  });

  it('hears of trouble in plain words', () => {
    share({ quiet: true, nearlyOver: true, refused: 'not-available' });
    expect(screen.getByText('The connection dropped. Nothing is lost. We are trying again.')).toBeDefined();
    expect(screen.getByText(/This session ends in 5 minutes/)).toBeDefined();
    expect(screen.getByText(/not available on this computer yet/)).toBeDefined();
  });

  it('opens and closes the chat with one button', async () => {
    share();
    const button = screen.getByRole('button', { name: 'Chat' });
    expect(button.getAttribute('aria-expanded')).toBe('false');
    expect(screen.queryByRole('log')).toBeNull();
    await press('Chat');
    expect(button.getAttribute('aria-expanded')).toBe('true');
    expect(screen.getByRole('log', { name: 'Chat' })).toBeDefined();
  });

  it('sees a new line while the chat is closed, until it has been opened', async () => {
    const { update } = share();
    await update({ lines: [{ id: 1, from: 'them', text: '<b>Click Settings</b>' }] });
    const newest = screen.getByText('<b>Click Settings</b>');
    expect(newest.closest('[role=status]')).not.toBeNull();
    await press('Chat');
    await press('Chat');
    expect(screen.queryByText('<b>Click Settings</b>')).toBeNull();
  });

  it('is offered no panel where there is none', () => {
    share({ canPanel: false });
    expect(screen.queryByRole('button', { name: 'Floating panel' })).toBeNull();
  });
});

describe('the floating panel', () => {
  it('says who sees, shows the newest line as text, and can pause and stop', async () => {
    const did: string[] = [];
    render(PanelFace, {
      helper,
      paused: false,
      newest: '<i>Click Settings</i>',
      onpause: () => did.push('pause'),
      onresume: () => did.push('resume'),
      onstop: () => did.push('stop'),
      oncancel: () => did.push('cancel control'),
      zoom: picture,
    });
    expect(screen.getByRole('status', { name: 'Ada L. can see your screen' })).toBeDefined();
    expect(screen.getByText('<i>Click Settings</i>')).toBeDefined();
    await press('Pause');
    await press('Stop sharing');
    expect(did).toEqual(['pause', 'stop']);
  });
});

describe('the floating panel of a session with control', () => {
  it('says so, takes control back, and leads to a question on the page', async () => {
    const did: string[] = [];
    const note = (what: string) => () => void did.push(what);
    render(PanelFace, {
      helper,
      paused: false,
      controlled: true,
      asked: true,
      newest: 'Click Allow',
      onpause: note('pause'),
      onresume: note('resume'),
      onstop: note('stop'),
      oncancel: note('cancel control'),
      zoom: picture,
    });
    expect(screen.getByRole('status', { name: 'Ada L. has control' })).toBeDefined();
    expect(screen.getByText('There is a question for you on the Beside page.')).toBeDefined();
    expect(screen.queryByText('Click Allow')).toBeNull(); // no helper's words beside a question
    await press('Cancel control');
    expect(did).toEqual(['cancel control']);
  });
});

describe('a sharer who waits', () => {
  it('knows with whom, and that nothing is seen yet', async () => {
    const did: string[] = [];
    render(Waiting, { helper, lines: [], onsend: () => undefined, onstop: () => did.push('stop') });
    expect(screen.getByRole('heading', { name: 'You are connected to Ada L.' })).toBeDefined();
    expect(screen.getByText(/They cannot see anything yet/)).toBeDefined();
    const steps = screen.getByRole('list', { name: 'Steps' });
    expect(within(steps).getByText('Allow').closest('li')?.getAttribute('aria-current')).toBe('step');
    await press('Stop');
    expect(did).toEqual(['stop']);
  });
});
