/**
 * The few things a browser may remember between visits: how a person likes the tools, and nothing
 * of any session. Only the keys listed here can be written.
 */
import { get, set } from 'idb-keyval';
import * as v from 'valibot';
import { INK_COLOURS } from '#protocol/ink.ts';

const Preferences = {
  theme: v.picklist(['system', 'light', 'dark']),
  colour: v.picklist(INK_COLOURS),
  tool: v.picklist(['none', 'laser', 'pen', 'highlighter', 'arrow', 'rectangle', 'text']),
} as const;
export type PreferenceKey = keyof typeof Preferences;
export type Preference<Key extends PreferenceKey> = v.InferOutput<(typeof Preferences)[Key]>;

/** @returns what was kept, or null where nothing valid was, or the browser keeps nothing for us. */
export async function recall<Key extends PreferenceKey>(key: Key): Promise<Preference<Key> | null> {
  try {
    const kept = v.safeParse(Preferences[key], await get(key));
    return kept.success ? kept.output : null;
  } catch {
    return null; // private windows may have no storage
  }
}

/** Never rejects: a preference that could not be kept is not worth a word. */
export async function remember<Key extends PreferenceKey>(key: Key, value: Preference<Key>): Promise<void> {
  if (!Object.hasOwn(Preferences, key)) return;
  await set(key, value).catch(() => undefined);
}
