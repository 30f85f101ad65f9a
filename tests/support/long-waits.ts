/**
 * Makes long waits pass on command: timers of half a minute and more ring when a test says that the time
 * has passed. All other clocks run on as they are; a page whose every clock jumps would rightly
 * believe that the other person has been silent for as long.
 */
import type { BrowserContext, Page } from '@playwright/test';

interface Waiting {
  waiting: Map<number, { ring: () => void; leftMs: number }>;
}

/** Before the pages of the context are opened. */
export async function holdLongWaits(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const LONG_MS = 30_000;
    const waiting: Waiting['waiting'] = new Map();
    const [set, clear] = [window.setTimeout.bind(window), window.clearTimeout.bind(window)];
    const hold = (work: unknown, ms = 0, ...given: unknown[]): number => {
      if (typeof work !== 'function') throw new TypeError('code is not kept in text here');
      const ring = () => void (work as (...given: unknown[]) => unknown)(...given);
      if (ms < LONG_MS) return set(ring, ms);
      const id = set(() => {
        waiting.delete(id);
        ring();
      }, ms);
      waiting.set(id, { ring, leftMs: ms });
      return id;
    };
    const drop = (id?: number) => {
      if (id !== undefined) waiting.delete(id);
      clear(id);
    };
    Object.assign(window, { waiting, setTimeout: hold, clearTimeout: drop });
  });
}

/** Rings what would have rung by then, in its order. */
export async function letTimePass(page: Page, ms: number): Promise<void> {
  await page.evaluate((passed) => {
    const { waiting } = window as unknown as Waiting;
    const due: [number, { ring: () => void; leftMs: number }][] = [];
    for (const [id, timer] of waiting) {
      timer.leftMs -= passed;
      if (timer.leftMs <= 0) due.push([id, timer]);
    }
    due.sort(([, a], [, b]) => a.leftMs - b.leftMs);
    for (const [id, { ring }] of due) {
      if (!waiting.has(id)) continue; // dropped by one that rang before it
      clearTimeout(id);
      ring();
    }
  }, ms);
}
