import { fireEvent, render, screen } from '@testing-library/svelte';
import type { ComponentProps } from 'svelte';
import { describe, expect, it, vi } from 'vitest';
import CodeExpired from '#lib/ui/helper/CodeExpired.svelte';
import CodeScreen from '#lib/ui/helper/CodeScreen.svelte';
import NoCode from '#lib/ui/helper/NoCode.svelte';

function showCode(props: Partial<ComponentProps<typeof CodeScreen>> = {}) {
  const did: string[] = [];
  const view = render(CodeScreen, {
    digits: '472915038',
    link: 'https://help.example:8443/share#472915038',
    expiresInS: 582,
    joining: false,
    advice: null,
    copied: null,
    oncopycode: () => did.push('copy-code'),
    oncopylink: () => did.push('copy-link'),
    onnew: () => did.push('new'),
    oncancel: () => did.push('cancel'),
    ...props,
  });
  return { did, ...view };
}

const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

describe('a helper with a code', () => {
  it('sees it in groups of three, and hears it digit by digit', () => {
    showCode();
    const code = screen.getByRole('status', { name: 'Session code' });
    expect(code.textContent).toBe('472 915 038');
    const spoken = document.getElementById(code.getAttribute('aria-describedby') ?? '');
    expect(spoken?.textContent).toBe('4 7 2, 9 1 5, 0 3 8');
    expect(spoken?.getAttribute('aria-live')).toBe('polite');
    expect(code.getAttribute('aria-live')).toBe('off');
  });

  it('keeps the digits in order on a page that is read from right to left', () => {
    showCode();
    expect(screen.getByRole('status', { name: 'Session code' }).getAttribute('dir')).toBe('ltr');
  });

  it('sees how long it lives, and is told when little is left', async () => {
    const { rerender } = showCode();
    expect(screen.getByRole('timer', { name: 'Code expires in' }).textContent).toBe('09:42');
    expect(screen.queryByText('This code works for less than a minute.')).toBeNull();
    await rerender({ expiresInS: 60 });
    expect(screen.getByRole('timer', { name: 'Code expires in' }).textContent).toBe('01:00');
    expect(screen.getByText('This code works for less than a minute.')).toBeTruthy();
  });

  it('knows what to say', () => {
    showCode();
    expect(screen.getByText(/^Ask them to open/).textContent).toBe(
      'Ask them to open help.example:8443 and type this code.',
    );
  });

  it('can hand it over in every way, get a new one, or stop', async () => {
    const { did } = showCode();
    for (const name of ['Copy code', 'Copy link', 'New code', 'Cancel']) await press(name);
    expect(did).toEqual(['copy-code', 'copy-link', 'new', 'cancel']);
  });

  it('is told what was copied, and the button keeps its name', async () => {
    const { rerender } = showCode({ copied: 'code' });
    expect(screen.getByText('Code copied.')).toBeTruthy();
    await rerender({ copied: 'link' });
    expect(screen.getByText('Link copied.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Copy link' })).toBeTruthy();
  });

  it('is told that someone is at it, rather than what went wrong before', async () => {
    const { rerender } = showCode({ advice: { why: 'wrong-try', left: 2 } });
    expect(screen.getByText('Someone entered a wrong code. 2 tries left.')).toBeTruthy();
    await rerender({ joining: true });
    expect(screen.getByText('Someone is entering your code')).toBeTruthy();
    expect(screen.queryByText(/wrong code/)).toBeNull();
  });

  it('has a QR code, dark on light with four modules of quiet around it', () => {
    showCode();
    const image = screen.getByRole('img', { name: 'QR code' });
    const size = Number(image.getAttribute('viewBox')?.split(' ')[2]);
    const dark = [...(image.querySelector('path')?.getAttribute('d') ?? '').matchAll(/M(\d+) (\d+)h1v1h-1z/g)];
    expect(dark.length).toBeGreaterThan(200);
    for (const [, x, y] of dark) {
      for (const at of [Number(x), Number(y)]) {
        expect(at).toBeGreaterThanOrEqual(4);
        expect(at).toBeLessThan(size - 4);
      }
    }
    expect(image.querySelector('rect')?.getAttribute('fill')).toBe('#fff');
    expect(image.querySelector('path')?.getAttribute('fill')).toBe('#000');
  });
});

describe('a helper without a code', () => {
  it('is told why, and tries again with one press', async () => {
    const [onretry, oncancel] = [vi.fn(), vi.fn()];
    render(NoCode, { why: 'too-many-tries', onretry, oncancel });
    expect(screen.getByRole('status').textContent).toBe('Too many tries. Wait a minute.');
    await press('Try again');
    await press('Cancel');
    expect([onretry.mock.calls.length, oncancel.mock.calls.length]).toEqual([1, 1]);
  });

  it('gets a new one with one press when the old one has ended', async () => {
    const onnew = vi.fn();
    render(CodeExpired, { onnew, oncancel: () => undefined });
    await press('New code');
    expect(onnew).toHaveBeenCalledOnce();
  });
});
