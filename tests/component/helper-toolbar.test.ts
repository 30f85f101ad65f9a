import { fireEvent, render, screen, within } from '@testing-library/svelte';
import type { ComponentProps } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import Toolbar from '#lib/ui/helper/Toolbar.svelte';

type Props = ComponentProps<typeof Toolbar>;

/** Writes down what the bar asks for. */
function show(props: Partial<Props> = {}) {
  const did: unknown[][] = [];
  const note =
    (what: string) =>
    (...with_: unknown[]) =>
      void did.push([what, ...with_]);
  const view = render(Toolbar, {
    tool: 'none',
    colour: 'red',
    zoom: 'fit',
    fullscreen: false,
    keep: false,
    held: false,
    paused: false,
    control: 'none',
    stillState: 'none',
    unread: 0,
    chatOpen: false,
    ontool: note('tool'),
    oncolour: note('colour'),
    onundo: note('undo'),
    onclear: note('clear'),
    onkeep: note('keep'),
    onzoom: note('zoom'),
    onfullscreen: note('fullscreen'),
    onstill: note('still'),
    onchat: note('chat'),
    onhold: note('hold'),
    oncontrol: note('control'),
    onleave: note('leave'),
    ...props,
  });
  return { did, ...view };
}

const bar = () => screen.getByRole('toolbar', { name: 'Session tools' });
const button = (name: string) => within(bar()).getByRole('button', { name });
const names = () =>
  within(bar())
    .getAllByRole('button')
    .map((each) => each.getAttribute('aria-label'));
const key = (name: string, more: KeyboardEventInit = {}) => fireEvent.keyDown(document.body, { key: name, ...more });
const focused = () => document.activeElement?.getAttribute('aria-label');

afterEach(() => document.querySelectorAll('body > input, body > dialog').forEach((each) => each.remove()));

describe('the session tools', () => {
  it('are called what the product calls them, in this order', () => {
    show();
    expect(names()).toEqual([
      'Request control',
      'Laser pointer',
      'Pen',
      'Highlighter',
      'Arrow',
      'Rectangle',
      'Text',
      'Colour',
      'Undo',
      'Clear drawings',
      'Keep drawings',
      'Actual size',
      'Full screen',
      'Take a still',
      'Chat',
      'Pause',
      'Leave',
    ]);
  });

  it.each<[string, unknown[]]>([
    ['Request control', ['control', true]],
    ['Laser pointer', ['tool', 'laser']],
    ['Pen', ['tool', 'pen']],
    ['Highlighter', ['tool', 'highlighter']],
    ['Arrow', ['tool', 'arrow']],
    ['Rectangle', ['tool', 'rectangle']],
    ['Text', ['tool', 'text']],
    ['Undo', ['undo']],
    ['Clear drawings', ['clear']],
    ['Keep drawings', ['keep', true]],
    ['Actual size', ['zoom', 'actual']],
    ['Full screen', ['fullscreen', true]],
    ['Take a still', ['still']],
    ['Chat', ['chat', true]],
    ['Pause', ['hold', true]],
    ['Leave', ['leave']],
  ])('%s does what it says', async (name, expected) => {
    const { did } = show();
    await fireEvent.click(button(name));
    expect(did).toEqual([expected]);
  });

  it.each<[Partial<Props>, string, unknown[]]>([
    [{ tool: 'pen' }, 'Pen', ['tool', 'none']],
    [{ keep: true }, 'Keep drawings', ['keep', false]],
    [{ zoom: 'actual' }, 'Fit to window', ['zoom', 'fit']],
    [{ fullscreen: true }, 'Full screen', ['fullscreen', false]],
    [{ chatOpen: true }, 'Chat', ['chat', false]],
    [{ held: true }, 'Resume', ['hold', false]],
    [{ control: 'granted' }, 'Release control', ['control', false]],
  ])('with %o, %s takes it back', async (props, name, expected) => {
    const { did } = show(props);
    await fireEvent.click(button(name));
    expect(did).toEqual([expected]);
  });

  it('say which tool is in the hand', () => {
    show({ tool: 'arrow' });
    const pressed = within(bar()).getAllByRole('button', { pressed: true });
    expect(pressed.map((each) => each.getAttribute('aria-label'))).toEqual(['Arrow']);
  });

  it('say how many messages are new, without another name for the chat', async () => {
    const { rerender } = show({ unread: 3 });
    const told = () => document.getElementById(button('Chat').getAttribute('aria-describedby') ?? '')?.textContent;
    expect(told()).toBe('3 new messages');
    await rerender({ unread: 1 });
    expect(told()).toBe('1 new message');
    await rerender({ chatOpen: true });
    expect(told()).toBeUndefined();
    await rerender({ chatOpen: false, unread: 0 });
    expect(told()).toBeUndefined();
  });

  it.each<Partial<Props>>([{ paused: true }, { held: true }, { stillState: 'wanted' }])(
    'take no still while there is nothing new to take: %o',
    async (props) => {
      const { did } = show(props);
      expect(button('Take a still').getAttribute('aria-disabled')).toBe('true');
      await fireEvent.click(button('Take a still'));
      expect(did).toEqual([]);
    },
  );

  it.each<[string, Partial<Props>, string]>([
    ['the question stands', { control: 'asked' }, 'They are being asked'],
    ['they were asked a moment ago', { control: 'declined', resting: true }, 'You asked a moment ago. Wait a little.'],
    ['this is a session to watch', { control: 'view-only' }, 'This session is for watching only, for their safety.'],
    ['they have said no three times', { control: 'too-often' }, 'They said no three times.'],
  ])('do not ask for control while %s, and say why', async (_, props, why) => {
    const { did } = show(props);
    const ask = button('Request control');
    expect(ask.getAttribute('aria-disabled')).toBe('true');
    expect(document.getElementById(ask.getAttribute('aria-describedby') ?? '')?.textContent).toContain(why);
    await fireEvent.click(ask);
    expect(did).toEqual([]);
  });

  it('offer no full screen where the browser has none', () => {
    show({ canFullscreen: false });
    expect(names()).not.toContain('Full screen');
  });
});

describe('by keyboard, the session tools', () => {
  it('are one tab stop', () => {
    show();
    const stops = within(bar())
      .getAllByRole('button')
      .filter((each) => each.tabIndex === 0);
    expect(stops).toEqual([button('Request control')]);
  });

  it('are walked by arrow keys, around both ends', async () => {
    show();
    button('Request control').focus();
    const walk = async (...keys: string[]) => {
      for (const each of keys) await fireEvent.keyDown(document.activeElement ?? document.body, { key: each });
      return focused();
    };
    expect(await walk('ArrowRight', 'ArrowRight')).toBe('Pen');
    expect(button('Pen').tabIndex).toBe(0);
    expect(await walk('ArrowLeft', 'ArrowLeft', 'ArrowLeft')).toBe('Leave');
    expect(await walk('ArrowRight')).toBe('Request control');
    expect(await walk('End')).toBe('Leave');
    expect(await walk('Home')).toBe('Request control');
  });

  it.each<[string, unknown[]]>([
    ['l', ['tool', 'laser']],
    ['p', ['tool', 'pen']],
    ['h', ['tool', 'highlighter']],
    ['a', ['tool', 'arrow']],
    ['r', ['tool', 'rectangle']],
    ['t', ['tool', 'text']],
    ['u', ['undo']],
    ['c', ['clear']],
    ['f', ['zoom', 'actual']],
    ['m', ['chat', true]],
    ['P', ['tool', 'pen']],
    ['Escape', ['tool', 'none']],
  ])('answer to %s', async (name, expected) => {
    const { did } = show();
    await key(name);
    expect(did).toEqual([expected]);
  });

  it('put a tool down by its own key', async () => {
    const { did } = show({ tool: 'laser' });
    await key('l');
    expect(did).toEqual([['tool', 'none']]);
  });

  it('answer to the physical key where the letters are not Latin', async () => {
    const { did } = show();
    await key('з', { code: 'KeyP' });
    expect(did).toEqual([['tool', 'pen']]);
  });

  it('tell their key to a screen reader', () => {
    show();
    expect(button('Laser pointer').getAttribute('aria-keyshortcuts')).toBe('L');
    expect(button('Leave').getAttribute('aria-keyshortcuts')).toBeNull();
  });

  it.each<[string, KeyboardEventInit]>([
    ['Ctrl', { ctrlKey: true }],
    ['Alt', { altKey: true }],
    ['Meta', { metaKey: true }],
    ['a held key', { repeat: true }],
    ['an input method', { isComposing: true }],
  ])('leave letters alone with %s', async (_, more) => {
    const { did } = show();
    await key('p', more);
    expect(did).toEqual([]);
  });

  it('leave letters alone in a field and in a dialog', async () => {
    const { did } = show();
    for (const place of ['input', 'dialog']) {
      const element = document.body.appendChild(document.createElement(place));
      await fireEvent.keyDown(element, { key: 'p' });
      await fireEvent.keyDown(element, { key: 'Escape' });
    }
    expect(did).toEqual([]);
  });

  it('leave letters alone when single keys are switched off', async () => {
    const { did } = show({ keys: false });
    await key('p');
    expect(did).toEqual([]);
    expect(button('Pen').getAttribute('aria-keyshortcuts')).toBeNull();
  });
});

describe('the colour of the ink', () => {
  const open = async (props: Partial<Props> = {}) => {
    const shown = show(props);
    await fireEvent.click(button('Colour'));
    return { ...shown, group: screen.getByRole('radiogroup', { name: 'Colour' }) };
  };

  it('is one of six, the present one chosen and focused', async () => {
    const { group } = await open({ colour: 'lime' });
    const radios = within(group).getAllByRole('radio');
    expect(radios.map((each) => each.getAttribute('aria-label'))).toEqual([
      'Red',
      'Amber',
      'Lime',
      'Cyan',
      'Blue',
      'Violet',
    ]);
    expect(within(group).getByRole('radio', { checked: true }).getAttribute('aria-label')).toBe('Lime');
    expect(focused()).toBe('Lime');
  });

  it('is chosen by a press, which closes the choice and goes back to the button', async () => {
    const { did } = await open();
    await fireEvent.click(screen.getByRole('radio', { name: 'Blue' }));
    expect(did).toEqual([['colour', 'blue']]);
    expect(screen.queryByRole('radiogroup')).toBeNull();
    expect(focused()).toBe('Colour');
  });

  it('is chosen by arrow keys, which leave the choice open', async () => {
    const { did } = await open();
    await fireEvent.keyDown(screen.getByRole('radio', { name: 'Red' }), { key: 'ArrowRight' });
    expect(did).toEqual([['colour', 'amber']]);
    expect(focused()).toBe('Amber');
  });

  it('stays as it is on Escape, and so does the tool', async () => {
    const { did } = await open({ tool: 'pen' });
    await fireEvent.keyDown(screen.getByRole('radio', { name: 'Red' }), { key: 'Escape' });
    expect(did).toEqual([]);
    expect(screen.queryByRole('radiogroup')).toBeNull();
    expect(focused()).toBe('Colour');
  });

  it('goes away when the person draws on', async () => {
    await open();
    await fireEvent.pointerDown(document.body);
    expect(screen.queryByRole('radiogroup')).toBeNull();
  });
});
