/** The ink colours as people call them. */
import type { InkColour } from '#protocol/ink.ts';

export const COLOUR_NAMES = {
  red: 'Red',
  amber: 'Amber',
  lime: 'Lime',
  cyan: 'Cyan',
  blue: 'Blue',
  violet: 'Violet',
} as const satisfies Record<InkColour, string>;
