/** The questions a sharer is asked: what has the focus, what is said, what an answer does. */
import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeAll, describe, expect, it } from 'vitest';
import AllowDialog from '#lib/ui/sharer/AllowDialog.svelte';
import CheckInDialog from '#lib/ui/sharer/CheckInDialog.svelte';
import ControlDialog from '#lib/ui/sharer/ControlDialog.svelte';

/** jsdom knows the element and not its method; a dialog that is not open has no role. */
beforeAll(() => {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
});

function ask(more: { name?: string; notice?: 'nothing-chosen' | 'capture-failed' } = {}) {
  const did: string[] = [];
  render(AllowDialog, {
    helper: { name: more.name ?? 'Ada L.', vouched: { by: 'demo' } },
    notice: more.notice ?? null,
    onallow: () => did.push('allow'),
    ondecline: () => did.push('decline'),
  });
  return did;
}

describe('a sharer who is asked', () => {
  it('finds the question under its name, with the focus on Decline', async () => {
    ask();
    expect(screen.getByRole('dialog', { name: 'Allow Ada L. to see your screen?' })).toBeDefined();
    await expect.poll(() => document.activeElement?.textContent.trim()).toBe('Decline');
  });

  it('is told plainly that nobody vouches for the name, and what to close', () => {
    ask();
    expect(
      screen.getByText('Demo sign-in: anyone can type any name. Allow only if you know who is helping you.'),
    ).toBeDefined();
    expect(screen.getByText('Close banking and passwords first.')).toBeDefined();
  });

  it.each([
    ['Allow', 'allow'],
    ['Decline', 'decline'],
  ])('answers once with %s', async (name, answer) => {
    const did = ask();
    await fireEvent.click(screen.getByRole('button', { name }));
    expect(did).toEqual([answer]);
  });

  it('declines with Escape', async () => {
    const did = ask();
    const escape = new Event('cancel', { cancelable: true });
    await fireEvent(screen.getByRole('dialog'), escape);
    expect(did).toEqual(['decline']);
    expect(escape.defaultPrevented).toBe(true);
  });

  it('learns why it is asked again', () => {
    ask({ notice: 'nothing-chosen' });
    expect(screen.getByRole('status').textContent).toContain('Nothing was chosen, so nothing is shared.');
  });

  it('sees a name as text, whatever it is made of', () => {
    ask({ name: '<img src=x onerror=alert(1)>' });
    expect(document.querySelector('img')).toBeNull();
    expect(screen.getByRole('heading').textContent).toContain('<img src=x onerror=alert(1)>');
  });
});

describe('a sharer who is asked whether everything is all right', () => {
  function checkIn() {
    const did: string[] = [];
    render(CheckInDialog, { onfine: () => did.push('fine'), onstop: () => did.push('stop') });
    return did;
  }

  it('can go on or stop, and stopping has the focus', async () => {
    const did = checkIn();
    expect(screen.getByRole('dialog', { name: 'Is everything all right?' })).toBeDefined();
    await expect.poll(() => document.activeElement?.textContent.trim()).toBe('Stop sharing');
    await fireEvent.click(screen.getByRole('button', { name: 'Yes, go on' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Stop sharing' }));
    expect(did).toEqual(['fine', 'stop']);
  });

  it('cannot wave the question away', async () => {
    const did = checkIn();
    const escape = new Event('cancel', { cancelable: true });
    await fireEvent(screen.getByRole('dialog'), escape);
    expect(escape.defaultPrevented).toBe(true);
    expect(did).toEqual([]);
  });
});

describe('a sharer who is asked for mouse and keyboard', () => {
  const contoso = { by: 'organisation', provider: 'Microsoft', name: 'contoso.com' } as const;
  function askForControl(ready: boolean) {
    const did: string[] = [];
    render(ControlDialog, {
      helper: { name: 'Ada L.', vouched: contoso },
      ready,
      onallow: () => did.push('allow'),
      ondeny: () => did.push('deny'),
    });
    return did;
  }

  it('finds the question under its name, who vouches, and the focus on Deny', async () => {
    askForControl(true);
    const dialog = screen.getByRole('dialog', { name: 'Allow Ada L. to use your mouse and keyboard?' });
    const said = document.getElementById(dialog.getAttribute('aria-describedby') ?? '')?.textContent;
    expect(said).toContain('Signed in with Microsoft, contoso.com.');
    expect(said).toContain('They can click, type');
    await expect.poll(() => document.activeElement?.textContent.trim()).toBe('Deny');
  });

  it('cannot allow it in the first three seconds, and is told why', async () => {
    const did = askForControl(false);
    const allow = screen.getByRole('button', { name: 'Allow' });
    expect(allow.getAttribute('aria-disabled')).toBe('true');
    const why = document.getElementById(allow.getAttribute('aria-describedby') ?? '');
    expect(why?.textContent.trim()).toBe('Read this first. You can allow it in 3 seconds.');
    await fireEvent.click(allow);
    expect(did).toEqual([]);
    await fireEvent.click(screen.getByRole('button', { name: 'Deny' }));
    expect(did).toEqual(['deny']);
  });

  it('can allow it afterwards, and denies it with Escape', async () => {
    const did = askForControl(true);
    await fireEvent.click(screen.getByRole('button', { name: 'Allow' }));
    await fireEvent(screen.getByRole('dialog'), new Event('cancel', { cancelable: true }));
    expect(did).toEqual(['allow', 'deny']);
  });
});
