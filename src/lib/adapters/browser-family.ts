/** Which kind of browser this is, and no more: what a version or a system would add is not asked for. */
import type { BrowserFamily } from '#protocol/tally.ts';

/** In this order: each of them also claims to be the ones after it. */
const SIGNS: readonly [RegExp, BrowserFamily][] = [
  [/\b(?:Edg|EdgA|EdgiOS)\//, 'edge'],
  [/\b(?:OPR|OPiOS|OPT)\//, 'opera'],
  [/\bSamsungBrowser\//, 'samsung'],
  [/\b(?:Firefox|FxiOS)\//, 'firefox'],
  [/\b(?:Chrome|Chromium|CriOS)\//, 'chrome'],
  [/\bVersion\/[\d.]+ (?:Mobile\/\w+ )?Safari\//, 'safari'],
];

export function browserFamily(userAgent: string): BrowserFamily {
  return SIGNS.find(([sign]) => sign.test(userAgent))?.[1] ?? 'other';
}
