import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { beforeAll, describe, expect, it } from 'vitest';
import WaitingForPermission from '#lib/ui/helper/WaitingForPermission.svelte';
import WishDialog from '#lib/ui/helper/WishDialog.svelte';

/** jsdom knows dialogs, but not how to open one. */
beforeAll(() => {
  HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
    this.open = true;
  };
});

function ask() {
  const did: string[] = [];
  render(WishDialog, { onchoose: (mode: string) => did.push(mode), oncancel: () => did.push('cancel') });
  const dialog = screen.getByRole('dialog', { name: 'How do you want to help?' });
  return { did, dialog: within(dialog) };
}

describe('a helper who is asked how to help', () => {
  it('only views unless they say otherwise', async () => {
    const { did, dialog } = ask();
    expect(dialog.getByRole<HTMLInputElement>('radio', { name: 'View Only' }).checked).toBe(true);
    await fireEvent.click(dialog.getByRole('button', { name: 'Continue' }));
    expect(did).toEqual(['view']);
  });

  it('can wish for control', async () => {
    const { did, dialog } = ask();
    await fireEvent.click(dialog.getByRole('radio', { name: 'Full Control' }));
    await fireEvent.click(dialog.getByRole('button', { name: 'Continue' }));
    expect(did).toEqual(['control']);
  });

  it('can leave, but not by Escape', async () => {
    const { did, dialog } = ask();
    await fireEvent(screen.getByRole('dialog'), new Event('cancel', { cancelable: true }));
    expect(did).toEqual([]);
    await fireEvent.click(dialog.getByRole('button', { name: 'Leave' }));
    expect(did).toEqual(['cancel']);
  });
});

describe('a helper who waits for permission', () => {
  it('can already write and read, and can leave', async () => {
    const did: string[] = [];
    render(WaitingForPermission, {
      lines: [{ id: 1, from: 'them', text: 'Hello?' }],
      onsend: (text: string) => did.push(text),
      onleave: () => did.push('left'),
    });
    expect(screen.getByRole('heading', { name: 'Waiting for permission' })).toBeTruthy();
    expect(within(screen.getByRole('log', { name: 'Chat' })).getByText('Hello?')).toBeTruthy();
    await fireEvent.input(screen.getByRole('textbox', { name: 'Message' }), { target: { value: 'Press Allow.' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Send' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Leave' }));
    expect(did).toEqual(['Press Allow.', 'left']);
  });
});
