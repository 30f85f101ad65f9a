/**
 * `npm start`. Only looks at Node's age here: the rest is loaded once it can be understood.
 *
 * package.json says `exec` so that no shell stands between npm and this process: Debian's dies of
 * Ctrl-C by itself and turns a clean end into a failure. Where a shell knows no `exec`, the second half runs.
 */
import { refuseOldNode } from './node-version.mjs';

refuseOldNode('npm start');
void import('./start-beside.mjs').then(({ startBeside }) => startBeside());
