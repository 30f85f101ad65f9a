/** Typing a code: any script's digits, groups that do not fight the hand, faults tied to the box. */
import { fireEvent, render, screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { grouped, retype } from '#lib/ui/code-typing.ts';
import HomeScreen from '#lib/ui/HomeScreen.svelte';
import EnterCode from '#lib/ui/sharer/EnterCode.svelte';

const box = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Code from assistant' });

describe('a person typing a code', () => {
  it.each([
    ['472915038', '472 915 038'],
    ['472-915-038', '472 915 038'],
    ['٤٧٢٩١٥٠٣٨', '472 915 038'],
    ['４７２　９１５　０３８', '472 915 038'],
    ['4729', '472 9'],
    ['4729150384', '472 915 0384'],
    ['abc', 'abc'],
    ['', ''],
  ])('sees %s as %s', (typed, shown) => {
    expect(grouped(typed)).toBe(shown);
  });

  it.each([
    { what: 'types on', typed: '4729', caret: 4, forwards: false, text: '472 9', at: 5 },
    { what: 'puts a digit in front', typed: '1472 915', caret: 1, forwards: false, text: '147 291 5', at: 1 },
    { what: 'deletes the gap backwards', typed: '472915', caret: 3, forwards: false, text: '472 915', at: 3 },
    { what: 'deletes the gap forwards', typed: '472915', caret: 3, forwards: true, text: '472 915', at: 4 },
    { what: 'types something else', typed: '47x', caret: 3, forwards: false, text: '47x', at: 3 },
  ])('keeps the caret where the hand is: $what', ({ typed, caret, forwards, text, at }) => {
    expect(retype(typed, caret, forwards)).toEqual({ text, caret: at });
  });
});

describe('home', () => {
  function home(more: Partial<{ code: string; fault: string; offline: boolean }> = {}) {
    const did: string[] = [];
    render(HomeScreen, {
      code: more.code ?? '',
      fault: more.fault ?? null,
      offline: more.offline ?? false,
      onshare: (typed: string) => did.push(`share ${typed}`),
      onassist: () => did.push('assist'),
    });
    return did;
  }

  it('takes Arabic-Indic digits, groups them, and hands them over', async () => {
    const did = home();
    await fireEvent.input(box(), { target: { value: '٤٧٢٩١٥٠٣٨' } });
    expect(box().value).toBe('472 915 038');
    await fireEvent.submit(box().form as HTMLFormElement);
    expect(did).toEqual(['share 472 915 038']);
  });

  it('asks phones for digits and offers nothing remembered', () => {
    home();
    expect(box().inputMode).toBe('numeric');
    expect(box().autocomplete).toBe('off');
  });

  it('leaves alone what is still being composed', async () => {
    home();
    box().value = '４７２９';
    await fireEvent(box(), new InputEvent('input', { isComposing: true }));
    expect(box().value).toBe('４７２９');
    await fireEvent.compositionEnd(box());
    expect(box().value).toBe('472 9');
  });

  it('ties what is wrong to the box', () => {
    home({ code: '472915030', fault: 'That code has a typo. Please read it back to your helper.' });
    expect(box().getAttribute('aria-invalid')).toBe('true');
    const described = document.getElementById(box().getAttribute('aria-describedby') ?? '');
    expect(described?.textContent).toBe('That code has a typo. Please read it back to your helper.');
  });

  it('has exactly the promised names, and one way for each person', async () => {
    const did = home();
    expect(screen.getByRole('heading', { name: 'Get assistance' })).toBeDefined();
    expect(screen.getByRole('heading', { name: 'Give assistance' })).toBeDefined();
    expect(screen.getByRole('button', { name: 'Share screen' })).toBeDefined();
    await fireEvent.click(screen.getByRole('button', { name: 'Assist another person' }));
    expect(did).toEqual(['assist']);
  });

  it('says that it is offline and offers nothing that cannot work', () => {
    home({ offline: true });
    expect(screen.getByRole('status').textContent).toContain('You are offline');
    for (const button of screen.getAllByRole<HTMLButtonElement>('button')) expect(button.disabled).toBe(true);
  });
});

describe('a sharer who came with a link', () => {
  it('finds the code filled in, grouped, and the box has the focus', async () => {
    render(EnterCode, { code: '472915038', fault: null, onshare: () => undefined, onhome: () => undefined });
    expect(box().value).toBe('472 915 038');
    await expect.poll(() => document.activeElement).toBe(box());
  });

  it('is told at once when this browser cannot share', () => {
    render(EnterCode, { fault: null, canCapture: false, onshare: () => undefined, onhome: () => undefined });
    expect(screen.getByRole('status').textContent).toContain('This browser cannot share a screen.');
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Share screen' }).disabled).toBe(true);
  });
});
