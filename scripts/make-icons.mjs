/**
 * Draws the app's icons: the sign of ui/Brand.svelte on its colour, and the bitmaps that browsers
 * and systems still ask for. Run by hand when the sign changes: node scripts/make-icons.mjs
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';

const TO = 'public/icons';
const PRIMARY = '#005266';
const PAPER = '#faf6ee';
const TINT = '#7fb6c6';
const FAINT = '#c9d6d8';

/**
 * The sign fills 28 of 32 units of its own drawing; `share` says how much of the icon it takes.
 * @param {{ corner: number, share: number, ground?: string, helper?: string, sharer?: string }} look
 */
function icon({ corner, share, ground = PRIMARY, helper = PAPER, sharer = TINT }) {
  const scale = (512 * share) / 28;
  const move = `translate(${256 - 16.25 * scale} ${256 - 16 * scale}) scale(${scale})`;
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">',
    `  <rect width="512" height="512" rx="${corner}" fill="${ground}" />`,
    `  <g transform="${move}">`,
    `    <rect x="3" y="2" width="9.5" height="28" rx="4.75" fill="${helper}" />`,
    `    <circle cx="21.5" cy="22" r="8" fill="${sharer}" />`,
    '  </g>',
    '</svg>',
    '',
  ].join('\n');
}

const rounded = icon({ corner: 112, share: 0.6 });
const BITMAPS = [
  { name: 'icon-192.png', svg: rounded, size: 192 },
  { name: 'icon-512.png', svg: rounded, size: 512 },
  // Systems cut this one to shapes of their own: only the middle 80 % is sure to stay.
  { name: 'maskable-512.png', svg: icon({ corner: 0, share: 0.48 }), size: 512 },
  { name: 'apple-touch-icon.png', svg: icon({ corner: 0, share: 0.58 }), size: 180 },
  // The tall one gives, the round one gets.
  {
    name: 'give-96.png',
    svg: icon({ corner: 112, share: 0.6, ground: PAPER, helper: PRIMARY, sharer: FAINT }),
    size: 96,
  },
  {
    name: 'get-96.png',
    svg: icon({ corner: 112, share: 0.6, ground: PAPER, helper: FAINT, sharer: PRIMARY }),
    size: 96,
  },
];

mkdirSync(TO, { recursive: true });
writeFileSync(join(TO, 'icon.svg'), rounded);
writeFileSync('public/favicon.svg', rounded);

const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium' });
const page = await browser.newPage();
for (const { name, svg, size } of BITMAPS) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(svg.replace('<svg ', '<svg style="position:fixed;inset:0;width:100vw" '));
  await page.screenshot({ path: join(TO, name), omitBackground: true });
}
await browser.close();
