import { fireEvent, render, screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import Nametag from '#lib/ui/helper/Nametag.svelte';
import SignedIn from '#lib/ui/helper/SignedIn.svelte';
import SignIn from '#lib/ui/helper/SignIn.svelte';
import SigningIn from '#lib/ui/helper/SigningIn.svelte';
import type { ComponentProps } from 'svelte';
import type { HelperState } from '#lib/session/helper-machine.ts';

const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const MICROSOFT = { kind: 'entra', provider: 'Microsoft' } as const;
const DEMO = { kind: 'demo', provider: 'Demo' } as const;

describe('a helper who is not signed in', () => {
  const show = (props: Partial<ComponentProps<typeof SignIn>> = {}) => {
    const did: string[] = [];
    const onsignin = () => did.push('sign-in');
    render(SignIn, { place: MICROSOFT, why: null, onsignin, onhome: () => did.push('home'), ...props });
    return did;
  };

  it('has one button, which says where it leads', async () => {
    const did = show();
    await press('Sign in with Microsoft');
    await press('Back');
    expect(did).toEqual(['sign-in', 'home']);
  });

  it('can press before the server has said where', async () => {
    const did = show({ place: null });
    await press('Sign in');
    expect(did).toEqual(['sign-in']);
  });

  it('learns what the other person will see of them', () => {
    show();
    expect(screen.getByText(/like “Ada L\.”, and nothing else about you/)).toBeTruthy();
  });

  it('is told why, once', () => {
    show({ why: 'wrong-tenant' });
    expect(screen.getByRole('status').textContent).toBe(
      'Your organisation is not let in here. Sign in with another account.',
    );
  });

  it('is told that the demo is one', () => {
    show({ place: DEMO });
    expect(screen.getByText('Demo sign-in: anyone can type any name. Not for real use.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Sign in' })).toBeTruthy();
  });
});

describe('a helper who is signing in', () => {
  type Step = Extract<HelperState, { at: 'signing-in' }>['step'];
  const show = (step: Step, place: typeof MICROSOFT | typeof DEMO = MICROSOFT) => {
    const did: string[] = [];
    render(SigningIn, { place, step, onretry: () => did.push('retry'), oncancel: () => did.push('cancel') });
    return did;
  };

  it.each([
    ['at-provider', 'Sign in in the window that has opened. Then come back here.'],
    ['away', 'The sign-in window is closed, or it is behind this one. Finish there, or try again.'],
  ] as const)('can try again and cancel while %s', async (step, sentence) => {
    const did = show(step);
    expect(screen.getByRole('status').textContent).toBe(sentence);
    await press('Try again');
    await press('Cancel');
    expect(did).toEqual(['retry', 'cancel']);
  });

  it('can only cancel while the answer is looked at', () => {
    show('checking');
    expect(screen.getAllByRole('button').map((button) => button.textContent?.trim())).toEqual(['Cancel']);
  });

  it('is told that the demo is one', () => {
    show('at-provider', DEMO);
    expect(screen.getByText(/^Demo sign-in/)).toBeTruthy();
  });
});

describe('a helper who is signed in', () => {
  it('sees what the other person will see, and who says so', () => {
    const vouched = { by: 'organisation', provider: 'Microsoft', name: 'contoso.com' } as const;
    render(Nametag, { name: 'Ada L.', vouched });
    const tag = screen.getByRole('region', { name: 'Signed in' });
    expect(tag.textContent).toContain('They see you as Ada L.');
    expect(tag.textContent).toContain('Signed in with Microsoft, contoso.com.');
  });

  it('can sign out, where nobody is left alone by it', async () => {
    const did: string[] = [];
    const vouched = { by: 'demo' } as const;
    const { rerender } = render(Nametag, { name: 'Ada L.', vouched, onsignout: () => did.push('out') });
    expect(screen.getByText('Demo sign-in: anyone can type any name. Not for real use.')).toBeTruthy();
    await press('Sign out');
    expect(did).toEqual(['out']);
    await rerender({ onsignout: undefined });
    expect(screen.queryByRole('button', { name: 'Sign out' })).toBeNull();
  });

  it('finds the way to the server’s desk where they may look after it, and not in the middle of helping', async () => {
    const onsignout = () => undefined;
    const vouched = { by: 'demo' } as const;
    const { rerender } = render(Nametag, { name: 'Ada L.', vouched, onsignout });
    const link = () => screen.queryByRole('link', { name: 'Look after this server' });
    expect(link()).toBeNull();
    await rerender({ admin: true });
    expect(link()?.getAttribute('href')).toBe('/admin');
    await rerender({ onsignout: undefined });
    expect(link()).toBeNull();
  });

  it('gets a new code with one press', async () => {
    const did: string[] = [];
    render(SignedIn, { onnew: () => did.push('new'), onhome: () => did.push('home') });
    await press('New code');
    await press('Home');
    expect(did).toEqual(['new', 'home']);
  });
});
