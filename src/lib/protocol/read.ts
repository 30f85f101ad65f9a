/** The one door through which outside bytes come in: size, then JSON, then schema. It never throws. */
import * as v from 'valibot';

export type Read<T> = { ok: true; message: T } | { ok: false; why: 'too-long' | 'not-json' | 'not-known' };

/**
 * Unknown keys are dropped, so a newer side may add optional ones; an unknown kind is `not-known`.
 * @param maxChars size limit, checked before parsing so that nobody can make us parse more.
 */
export function read<T>(schema: v.GenericSchema<unknown, T>, frame: unknown, maxChars: number): Read<T> {
  if (typeof frame !== 'string') return { ok: false, why: 'not-json' };
  if (frame.length > maxChars) return { ok: false, why: 'too-long' };
  let raw: unknown;
  try {
    raw = JSON.parse(frame);
  } catch {
    return { ok: false, why: 'not-json' };
  }
  const parsed = v.safeParse(schema, raw);
  return parsed.success ? { ok: true, message: parsed.output } : { ok: false, why: 'not-known' };
}

/** A text of at most `max` UTF-16 code units. */
export const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
/** A fraction of the shared picture, 0 at its left or upper edge, 1 at the other. */
export const fraction = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(1));
/** A whole number from `min` to `max`. */
export const whole = (min: number, max: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(min), v.maxValue(max));
