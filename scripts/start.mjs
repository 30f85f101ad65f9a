/** `npm start`. Only looks at Node's age here: the rest is loaded once it can be understood. */
import { refuseOldNode } from './node-version.mjs';

refuseOldNode('npm start');
void import('./start-beside.mjs').then(({ startBeside }) => startBeside());
