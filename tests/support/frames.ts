/**
 * Frames that somebody hostile might send, made from the schemas themselves, so that none can be
 * forgotten: right ones, ones that are almost right, and rubbish.
 */
import fc, { type Arbitrary } from 'fast-check';
import * as v from 'valibot';

interface Action {
  readonly type: string;
  readonly requirement?: unknown;
}
interface Schema extends Action {
  readonly pipe?: readonly Action[];
  readonly entries?: Record<string, Schema>;
  readonly options?: readonly unknown[];
  readonly wrapped?: Schema;
  readonly item?: Schema;
  readonly literal?: unknown;
}

/** What people and machines choke on. */
const NASTY: readonly unknown[] = [
  null,
  true,
  '',
  '__proto__',
  'constructor',
  '\ud800',
  'a\u202Eb\u200B\u{E0041}\uFEFF',
  `a${'\u0301'.repeat(600)}`,
  '\n'.repeat(2_000),
  'x'.repeat(3_000),
  '<img src=x onerror=alert(1)>',
  "'; DROP TABLE rooms; --",
  '${7*7}{{7*7}}%00',
  0,
  -0,
  -1,
  0.1,
  1e308,
  -1e308,
  2 ** 31,
  2 ** 53,
  Number.MAX_SAFE_INTEGER + 2,
  Number.MIN_VALUE,
  [],
  {},
  [[[[[[[[]]]]]]]],
  new Array(500).fill(0),
  { toString: 1, valueOf: null, constructor: { prototype: {} } },
  { is: { is: { is: 'chat' } } },
];

/** Everything that `schema` lets in, or at least tries: what its checks refuse is one more wrong frame. */
export function valuesOf(schema: unknown): Arbitrary<unknown> {
  const { type, pipe = [], ...s } = schema as Schema;
  const rule = (name: string): unknown => pipe.find((action) => action.type === name)?.requirement;
  switch (type) {
    case 'variant':
    case 'union':
      return fc.oneof(...(s.options ?? []).map(valuesOf));
    case 'object':
      return fc.record(
        Object.fromEntries(Object.entries(s.entries ?? {}).map(([key, entry]) => [key, valuesOf(entry)])),
        {
          requiredKeys: Object.entries(s.entries ?? {}).flatMap(([key, entry]) =>
            entry.type === 'optional' ? [] : [key],
          ),
        },
      );
    case 'literal':
      return fc.constant(s.literal);
    case 'picklist':
      return fc.constantFrom(...(s.options ?? []));
    case 'boolean':
      return fc.boolean();
    case 'optional':
      return valuesOf(s.wrapped);
    case 'nullable':
      return fc.option(valuesOf(s.wrapped));
    case 'array':
      return fc.array(valuesOf(s.item), { maxLength: Math.min(40, Number(rule('max_length') ?? 40)) });
    case 'number': {
      const [min, max] = [Number(rule('min_value') ?? -1e9), Number(rule('max_value') ?? 1e9)];
      return pipe.some((action) => /integer/.test(action.type))
        ? fc.oneof(fc.integer({ min, max }), fc.integer({ min, max: Math.min(max, min + 5) }))
        : fc.double({ min, max, noNaN: true });
    }
    case 'string': {
      const pattern = rule('regex');
      if (pattern instanceof RegExp) return fc.stringMatching(pattern);
      return fc.string({ unit: 'binary', maxLength: Math.min(60, Number(rule('max_length') ?? 60)) });
    }
    case 'unknown':
      return fc.jsonValue();
    default:
      throw new Error(`nobody has said how to make a ${type}`);
  }
}

/** One place in a value, with something else in it; or without it. */
function spoiled(value: unknown, path: number, nasty: unknown): unknown {
  if (typeof value !== 'object' || value === null) return nasty;
  const entries = Object.entries(value);
  if (entries.length === 0) return nasty;
  const at = path % (entries.length + 1);
  const entry = entries[at];
  if (!entry) return nasty === null ? value : { ...value, [json(nasty).slice(0, 20)]: nasty };
  const [key, inner] = entry as [string, unknown];
  if (nasty === true) return Object.fromEntries(entries.filter(([other]) => other !== key));
  const deeper = path > 1_000 && typeof inner === 'object' ? spoiled(inner, path >> 3, nasty) : nasty;
  return Array.isArray(value) ? value.with(at, deeper) : { ...value, [key]: deeper };
}

const json = (value: unknown): string => JSON.stringify(value) ?? 'undefined';

/** Frames for one door, as they stand on the wire. */
export function framesFor(schema: unknown): Arbitrary<unknown> {
  const right = valuesOf(schema);
  const almost = fc
    .tuple(right, fc.nat(10_000), fc.constantFrom(...NASTY))
    .map(([value, path, nasty]) => spoiled(value, path, nasty));
  return fc.oneof(
    { weight: 8, arbitrary: right.map(json) },
    { weight: 8, arbitrary: almost.map(json) },
    { weight: 1, arbitrary: fc.tuple(right.map(json), fc.nat(200)).map(([text, end]) => text.slice(0, end)) },
    {
      weight: 1,
      arbitrary: right.map((value) => json(value).replace('{', '{"__proto__":{"is":"chat","polluted":1},')),
    },
    { weight: 1, arbitrary: right.map((value) => json(value).replace(/:\d+/, ':1e999')) },
    { weight: 1, arbitrary: fc.nat(6_000).map((depth) => '['.repeat(depth) + ']'.repeat(depth)) },
    { weight: 1, arbitrary: fc.nat(3_000).map((depth) => '{"is":'.repeat(depth) + '1' + '}'.repeat(depth)) },
    { weight: 2, arbitrary: fc.json() },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: fc.constantFrom(null, undefined, 7, new ArrayBuffer(8), 'x'.repeat(70_000)) },
  );
}

/** How many of `frames` are right: a generator that made none would prove nothing. */
export const rightOnes = (schema: v.GenericSchema, frames: readonly unknown[]): number =>
  frames.filter((frame) => {
    try {
      return v.is(schema, JSON.parse(String(frame)));
    } catch {
      return false;
    }
  }).length;
