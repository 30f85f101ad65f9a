/**
 * How everything that the server keeps is described: each field once, with what may stand in it and
 * what a person is told about it. Table, documentation and privacy page are printed from the same.
 */
import * as v from 'valibot';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
/** Nothing about a session or a report is kept longer than this. */
export const KEPT_HOURS = 72;

export interface Field {
  readonly schema: v.GenericSchema;
  /** What a person would call it. */
  readonly name: string;
  /** For the person it is about, in words that a twelve-year-old knows. */
  readonly says: string;
}
type Schemas<Fields extends Record<string, Field>> = { [Name in keyof Fields]: Fields[Name]['schema'] };

/** Strict: a key that is not described cannot be kept. */
export const keptFrom = <Fields extends Record<string, Field>>(fields: Fields) =>
  v.strictObject(
    Object.fromEntries(Object.entries(fields).map(([name, { schema }]) => [name, schema])) as Schemas<Fields>,
  );

/** Random, 128 bits. */
export const RandomId = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));

/** Universal time without seconds: `2026-11-24T15:33Z`. */
export const Minute = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z$/));
export const Day = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/));

/** @param ms since 1970; whatever is finer than a minute is lost here. */
export const minuteOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16)}Z`;
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
/** Hours since 1970. */
export const hourOf = (ms: number): number => Math.floor(ms / HOUR_MS);
export const hourOfMinute = (minute: string): number => hourOf(Date.parse(minute));
