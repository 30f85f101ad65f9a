/**
 * Which single key does what in the cockpit. A key belongs to whoever is typing: in a field, in an
 * open dialog, or together with Ctrl, Alt or Meta it is never one of ours.
 */
export const KEYS = {
  laser: 'L',
  pen: 'P',
  highlighter: 'H',
  arrow: 'A',
  rectangle: 'R',
  text: 'T',
  undo: 'U',
  clear: 'C',
  zoom: 'F',
  chat: 'M',
} as const;

export type Shortcut = keyof typeof KEYS;
/** What the tools say of their keys; empty while single keys are off. */
export type ShownKeys = Readonly<Partial<Record<Shortcut, string>>>;

const SHORTCUT_OF = new Map(Object.entries(KEYS).map(([shortcut, key]) => [key as string, shortcut as Shortcut]));

/** Places where a key is text or already has a meaning. */
const TAKEN = 'input:not([type=radio], [type=checkbox]), textarea, select, dialog, [contenteditable]';

/** @returns what the key asks for, `put-down` for Esc, or null where it is not for us. */
export function shortcutOf(event: KeyboardEvent): Shortcut | 'put-down' | null {
  if (event.defaultPrevented || event.isComposing || event.repeat) return null;
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  if (event.target instanceof Element && event.target.closest(TAKEN)) return null;
  if (event.key === 'Escape') return 'put-down';
  // On a keyboard without Latin letters the physical key stands where a Latin one has it.
  const letter = /^[a-z]$/i.test(event.key) ? event.key : event.code.replace(/^Key/, '');
  return SHORTCUT_OF.get(letter.toUpperCase()) ?? null;
}
