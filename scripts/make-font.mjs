/**
 * Cuts the typeface down to what the app's own words need, and writes it where base.css looks for it.
 * Run by hand after a new release of the typeface:
 *   sudo apt-get install fonttools python3-brotli && node scripts/make-font.mjs
 * The unicode-range in src/lib/ui/base.css names the same characters.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FROM = 'node_modules/@fontsource-variable/atkinson-hyperlegible-next';
const TO = 'src/lib/ui/fonts';
const CHARACTERS =
  'U+0020-007E,U+00A0-00FF,U+2013-2014,U+2018-201A,U+201C-201E,U+2022,U+2026,U+202F,U+2039-203A,U+20AC,U+2212';

const work = mkdtempSync(join(tmpdir(), 'font-'));
const narrowed = join(work, 'narrowed.ttf');
const font = join(TO, 'atkinson-hyperlegible-next.woff2');

const source = join(FROM, 'files/atkinson-hyperlegible-next-latin-wght-normal.woff2');
execFileSync('fonttools', ['varLib.instancer', source, 'wght=400:700', '-o', narrowed], { stdio: 'inherit' });
execFileSync(
  'pyftsubset',
  [
    narrowed,
    `--unicodes=${CHARACTERS}`,
    '--layout-features=kern,tnum,ccmp,locl',
    '--no-hinting',
    '--flavor=woff2',
    `--output-file=${font}`,
  ],
  { stdio: 'inherit' },
);
copyFileSync(join(FROM, 'LICENSE'), join(TO, 'OFL.txt'));
rmSync(work, { recursive: true });
console.log(`${font}: ${statSync(font).size} bytes`);
