/**
 * Does the work that the server asks for before a seat, in slices so short that the page goes on
 * moving. No Web Worker: its script would need a Trusted Types policy of its own, for half a second.
 */
import { isDone, type Work } from '#protocol/work.ts';

const SLICE_MS = 8;
/** A slice also ends after so many, about as long on a usual computer: a clock that stands still must not hold the page. */
const HASHES_A_SLICE = 4_096;
/** Asking for the time costs as much as some hashes. */
const HASHES_BETWEEN_LOOKS = 256;

/** @returns the answer, or null once `unwanted` says that nobody waits for it any more. */
export async function doWork({ challenge, bits }: Work, unwanted: () => boolean): Promise<string | null> {
  const rest = makeRest();
  let number = 0;
  while (!unwanted()) {
    const last = number + HASHES_A_SLICE;
    for (const end = performance.now() + SLICE_MS; performance.now() < end && number < last;) {
      for (const stop = number + HASHES_BETWEEN_LOOKS; number < stop; number++) {
        const answer = number.toString(36);
        if (isDone({ challenge, answer }, bits)) return answer;
      }
    }
    await rest();
  }
  return null;
}

/** Lets everything else have its turn. A timer of 0 ms would be held to 4 ms, and to a second in a hidden tab. */
function makeRest(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return () =>
    new Promise((resolve) => {
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    });
}
