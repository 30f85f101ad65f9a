/** What the operator sees of all sessions at once: numbers alone. */
import * as v from 'valibot';
import { HOUR_MS, hourOf, KEPT_HOURS, Minute, minuteOf } from '#protocol/kept.ts';
import { whole } from '#protocol/read.ts';
import type { SessionRecord } from '#protocol/record.ts';

const number = whole(0, Number.MAX_SAFE_INTEGER);
const byKind = v.record(v.string(), number);

export const Counts = v.object({
  /** The last 72 hours, oldest first, empty ones too. */
  hours: v.array(v.object({ at: Minute, sessions: number, codes: number, reports: number })),
  reasons: byKind,
  features: byKind,
  errors: byKind,
  helperBrowsers: byKind,
  sharerBrowsers: byKind,
  versions: byKind,
});
export type Counts = v.InferOutput<typeof Counts>;
type Hour = Omit<Counts['hours'][number], 'at'>;

export class Counting {
  readonly #hours: Counts['hours'];
  readonly #counts: Omit<Counts, 'hours'> = {
    reasons: {},
    features: {},
    errors: {},
    helperBrowsers: {},
    sharerBrowsers: {},
    versions: {},
  };

  /** @param counted hours since 1970 and what was counted in each */
  constructor(now: number, counted: readonly (Hour & { hour: number })[]) {
    const byHour = new Map(counted.map(({ hour, sessions, codes, reports }) => [hour, { sessions, codes, reports }]));
    const first = hourOf(now) - KEPT_HOURS + 1;
    this.#hours = Array.from({ length: KEPT_HOURS }, (_, i) => ({
      at: minuteOf((first + i) * HOUR_MS),
      ...(byHour.get(first + i) ?? { sessions: 0, codes: 0, reports: 0 }),
    }));
  }

  add(record: SessionRecord): void {
    const { reasons, features, errors, helperBrowsers, sharerBrowsers, versions } = this.#counts;
    raise(reasons, record.reason);
    for (const feature of record.features) raise(features, feature);
    for (const error of record.errors) raise(errors, error);
    raise(helperBrowsers, record.helperBrowser);
    raise(sharerBrowsers, record.sharerBrowser);
    for (const version of new Set([record.helperVersion, record.sharerVersion])) raise(versions, version);
  }

  result(): Counts {
    return { hours: this.#hours, ...this.#counts };
  }
}

function raise(counts: Record<string, number>, kind: string): void {
  counts[kind] = (counts[kind] ?? 0) + 1;
}
