/** How did this start? What stands between a person who was called and the one who called them. */
import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeAll, describe, expect, it } from 'vitest';
import OriginDialog from '#lib/ui/sharer/OriginDialog.svelte';
import ScamWarning from '#lib/ui/sharer/ScamWarning.svelte';

/** jsdom knows the element and not its method; a dialog that is not open has no role. */
beforeAll(() => {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
});
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const described = (element: HTMLElement) =>
  document.getElementById(element.getAttribute('aria-describedby') ?? '')?.textContent.trim();

describe('a sharer who is asked how this started', () => {
  function ask() {
    const did: string[] = [];
    render(OriginDialog, { ontold: (origin: string) => did.push(origin), onback: () => did.push('back') });
    return did;
  }

  it('finds no answer chosen, and is told what is missing', async () => {
    const did = ask();
    expect(screen.getByRole('dialog', { name: 'How did this start?' })).toBeDefined();
    const radios = screen.getAllByRole<HTMLInputElement>('radio');
    expect(radios.map((radio) => radio.checked)).toEqual([false, false, false]);
    const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Continue' });
    expect(button.disabled).toBe(false); // within reach of Tab, so that the reason can be heard
    expect(button.getAttribute('aria-disabled')).toBe('true');
    expect(described(button)).toBe('Choose one answer to continue.');
    await press('Continue');
    expect(did).toEqual([]);
  });

  it.each([
    ['I asked someone I know for help', 'asked-someone'],
    ['I contacted a company or my IT team myself', 'contacted-them'],
    ['Someone contacted me first, or a warning popped up', 'contacted-first'],
  ])('can say: %s', async (name, origin) => {
    const did = ask();
    await fireEvent.click(screen.getByRole('radio', { name }));
    const button = screen.getByRole('button', { name: 'Continue' });
    expect(button.getAttribute('aria-disabled')).toBeNull();
    await press('Continue');
    expect(did).toEqual([origin]);
  });

  it('can go back, with a button and with Escape', async () => {
    const did = ask();
    await press('Back');
    await fireEvent(screen.getByRole('dialog'), new Event('cancel', { cancelable: true }));
    expect(did).toEqual(['back', 'back']);
  });
});

describe('a sharer who was contacted first', () => {
  function warn(mayGoOn = false) {
    const did: string[] = [];
    const note = (what: string) => () => void did.push(what);
    render(ScamWarning, { mayGoOn, onstop: note('stop'), ongoon: note('go on') });
    return did;
  }

  it('is interrupted with plain words, and Stop has the focus', async () => {
    warn();
    const warning = screen.getByRole('alertdialog', { name: 'This is how scams start' });
    expect(described(warning)).toContain('never call you and ask to see your screen');
    await expect.poll(() => document.activeElement?.textContent.trim()).toBe('Stop (recommended)');
  });

  it('sees and hears how long it takes until they could go on, and cannot before', async () => {
    const did = warn();
    const button = screen.getByRole('button', { name: 'Continue anyway' });
    expect(button.getAttribute('aria-disabled')).toBe('true');
    expect(described(button)).toBe('You can continue in 30 seconds.');
    expect(screen.getByText('Take your time. You can continue in 30 seconds.')).toBeDefined();
    await press('Continue anyway');
    expect(did).toEqual([]);
  });

  it('can go on afterwards', async () => {
    const did = warn(true);
    const button = screen.getByRole('button', { name: 'Continue anyway' });
    expect(button.getAttribute('aria-disabled')).toBeNull();
    expect(described(button)).toBe('You can continue now.');
    await press('Continue anyway');
    expect(did).toEqual(['go on']);
  });

  it('stops with the button and with Escape', async () => {
    const did = warn();
    await press('Stop (recommended)');
    await fireEvent(screen.getByRole('alertdialog'), new Event('cancel', { cancelable: true }));
    expect(did).toEqual(['stop', 'stop']);
  });
});
