/** Which Node may run the scripts. Written so that even an old one can read it and say so. */

const OLDEST = 20;

/** @param {string} command what the person typed */
export function refuseOldNode(command) {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= OLDEST) return;
  console.error(`${command} needs Node ${OLDEST} or newer, and this is Node ${process.versions.node}.`);
  process.exit(1);
}
