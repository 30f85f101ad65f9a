/** Troubles that a person can do something about: said in one sentence, never with a stack. */

export class PlainError extends Error {}

/**
 * Does `work`; a trouble of the plain kind is said and ends the program.
 * @param {() => Promise<unknown>} work
 */
export async function orSayWhy(work) {
  try {
    await work();
  } catch (trouble) {
    if (!(trouble instanceof PlainError)) throw trouble;
    console.error(trouble.message);
    process.exit(1);
  }
}
