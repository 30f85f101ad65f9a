/** The programs that the tests need: real browsers, a screen without a monitor, hands on it, and a clock to move. */
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { PlainError } from './plain-error.mjs';
import { run } from './run.mjs';

/** Each Debian package, and a program (or a file) by which one sees that it is there. */
const NEEDED = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome'],
  'firefox-esr': ['firefox-esr', 'firefox'],
  xvfb: ['Xvfb'],
  openbox: ['openbox'],
  xdotool: ['xdotool'],
  'x11-utils': ['xwininfo'],
  'x11-xserver-utils': ['xrandr'],
  'fonts-dejavu-core': ['/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf', '/usr/share/fonts/dejavu/DejaVuSans.ttf'],
  python3: ['python3'],
  gcc: ['gcc'],
};

export async function ensureSystemPackages() {
  const missing = missingPackages();
  if (missing.length === 0) return;
  const list = missing.join(' ');
  if (process.getuid?.() !== 0 || !onPath('apt-get')) {
    throw new PlainError(
      `These are missing and must be installed by hand: ${list} (on Debian: sudo apt-get install ${list}).`,
    );
  }
  console.log(`Installing system packages: ${list}`);
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  const update = await run('apt-get', ['update'], quiet);
  const install = await run('apt-get', ['install', '-y', '--no-install-recommends', ...missing], quiet);
  const still = missingPackages();
  if (still.length === 0) return;
  console.error((install.ok ? update : install).output.trim());
  throw new PlainError(`apt-get could not install ${still.join(' ')}; what it said stands above.`);
}

function missingPackages() {
  return Object.entries(NEEDED)
    .filter(([, signs]) => !signs.some((sign) => (sign.startsWith('/') ? existsSync(sign) : onPath(sign))))
    .map(([name]) => name);
}

/** @param {string} program */
function onPath(program) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
