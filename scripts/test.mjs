/** `npm test`. Only looks at Node's age here: the rest is loaded once it can be understood. */
import { refuseOldNode } from './node-version.mjs';

refuseOldNode('npm test');
void import('./test-beside.mjs').then(({ testBeside }) => testBeside());
