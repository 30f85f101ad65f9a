/**
 * The six colours of ink as they are drawn. They differ in lightness as well as in hue, so that they
 * can be told apart without seeing hue; each has an outline of the opposite lightness, so that it
 * stands out on white and on black alike.
 */
import type { InkColour } from '#protocol/ink.ts';

export interface Paint {
  readonly fill: string;
  /** Thin, around everything drawn in `fill`; also readable as text on it. */
  readonly outline: string;
}

const DARK = '#16140f';
const LIGHT = '#ffffff';

export const PAINTS: Readonly<Record<InkColour, Paint>> = {
  red: { fill: '#df1820', outline: LIGHT },
  amber: { fill: '#fea91e', outline: DARK },
  lime: { fill: '#aff03c', outline: DARK },
  cyan: { fill: '#00bbda', outline: DARK },
  blue: { fill: '#003db7', outline: LIGHT },
  violet: { fill: '#851ecd', outline: LIGHT },
};

/** Labels stand on paper in any theme: they lie on somebody else's screen, not on our page. */
export const PLATE: Paint = { fill: '#fffdf7', outline: DARK };
