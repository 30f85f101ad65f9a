/** Chat: text of a stranger is only ever text, and the keyboard does what people expect. */
import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { MAX_CHAT_CHARS } from '#protocol/limits.ts';
import Chat from '#lib/ui/Chat.svelte';

type Line = { id: number; from: 'me' | 'them'; text: string };

function open(lines: Line[] = [], disabled = false) {
  const said: string[] = [];
  const { rerender } = render(Chat, {
    lines,
    theirName: 'Ada L.',
    onsend: (text: string) => said.push(text),
    disabled,
  });
  return { said, rerender, message: screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' }) };
}
const log = () => screen.getByRole('log', { name: 'Chat' });

describe('two people writing to each other', () => {
  it.each(['<img src=x onerror="globalThis.hit=1">', '<script>hit=1</script>', '{@html "<b>"}', '&lt;b&gt;'])(
    'see %s as it was typed',
    (text) => {
      open([{ id: 1, from: 'them', text }]);
      expect(within(log()).getByText(text)).toBeDefined();
      expect(log().querySelector('img, script, b')).toBeNull();
    },
  );

  it('know who said what, once per run of lines', () => {
    open([
      { id: 1, from: 'them', text: 'Hello' },
      { id: 2, from: 'them', text: 'Click Settings' },
      { id: 3, from: 'me', text: 'Done' },
    ]);
    const names = within(log()).getAllByText(/^(Ada L\.|You)$/);
    expect(names.map((name) => name.textContent.trim())).toEqual(['Ada L.', 'Ada L.', 'You']);
    expect(names.map((name) => name.classList.contains('visually-hidden'))).toEqual([false, true, false]);
  });

  it('keep the direction of a line inside the line', () => {
    open([{ id: 1, from: 'them', text: 'مرحبا' }]);
    expect(within(log()).getByText('مرحبا').getAttribute('dir')).toBe('auto');
  });

  it('send with Enter, and begin a new line with Shift+Enter', async () => {
    const { said, message } = open();
    await fireEvent.input(message, { target: { value: 'Hello' } });
    await fireEvent.keyDown(message, { key: 'Enter', shiftKey: true });
    expect(said).toEqual([]);
    await fireEvent.keyDown(message, { key: 'Enter' });
    expect(said).toEqual(['Hello']);
    expect(message.value).toBe('');
  });

  it('do not send a word that is still being composed', async () => {
    const { said, message } = open();
    await fireEvent.input(message, { target: { value: 'にほん' } });
    await fireEvent.keyDown(message, { key: 'Enter', isComposing: true });
    expect(said).toEqual([]);
  });

  it('send with the button, and never send nothing', async () => {
    const { said, message } = open();
    await fireEvent.input(message, { target: { value: '  ' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Send' }));
    expect(said).toEqual([]);
    await fireEvent.input(message, { target: { value: 'Hi' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Send' }));
    expect(said).toEqual(['Hi']);
  });

  it('cannot type more than a line may hold', () => {
    expect(open().message.maxLength).toBe(MAX_CHAT_CHARS);
  });

  it('cannot write where nobody listens', () => {
    const { message } = open([], true);
    expect(message.disabled).toBe(true);
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send' }).disabled).toBe(true);
  });
});
