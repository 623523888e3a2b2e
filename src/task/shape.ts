import * as z from 'zod/mini';
import { didYouMean } from './near-word.ts';

export type Shape<T> = z.ZodMiniType<T>;
export type ValueKind = 'string' | 'number' | 'boolean' | 'map' | 'list';

/** A value that `parse` understands; where it gives undefined, the problem says what was `expected`. */
export function parsed<T>(expected: string, parse: (value: unknown) => T | undefined, hint?: string): Shape<T> {
  return z.pipe(
    z.unknown(),
    z.transform((value, context) => {
      const result = parse(value);
      if (result === undefined) return refuse(context, value, `Expected ${expected}, found ${describe(value)}.`, hint);
      return result;
    }),
  ) as Shape<T>;
}

/** A value of which `check` says what is wrong with it, or undefined. */
export function checked<T>(
  shape: Shape<T>,
  check: (value: T) => { message: string; hint?: string } | undefined,
): Shape<T> {
  return z.pipe(
    shape,
    z.transform((value, context) => {
      const fault = check(value);
      return fault ? refuse(context, value, fault.message, fault.hint) : value;
    }),
  ) as unknown as Shape<T>;
}

/** A shape's value, turned into another. */
export function turned<A, B>(shape: Shape<A>, turn: (value: A) => B): Shape<B> {
  return z.pipe(shape, z.transform(turn)) as unknown as Shape<B>;
}

/** Takes the shape that fits the kind of the value, so that a problem speaks of that one alone. */
export function byKind<T>(expected: string, shapes: Partial<Record<ValueKind, Shape<T>>>): Shape<T> {
  return z.pipe(
    z.unknown(),
    z.transform((value, context) => {
      const shape = shapes[kindOf(value) as ValueKind];
      if (!shape) return refuse(context, value, `Expected ${expected}, found ${describe(value)}.`);
      const result = z.safeParse(shape, value);
      if (result.success) return result.data;
      for (const issue of result.error.issues) context.issues.push(issue as never);
      return z.NEVER;
    }),
  ) as unknown as Shape<T>;
}

/** A map of these keys and no other; null values count as left out. */
export function mapOf<S extends Record<string, Shape<unknown>>>(fields: S): Shape<{ [K in keyof S]?: z.output<S[K]> }> {
  const shape: Record<string, Shape<unknown>> = {};
  for (const [key, field] of Object.entries(fields)) shape[key] = z.nullish(field) as Shape<unknown>;
  const known = Object.keys(fields);
  return z.pipe(
    z.strictObject(shape, { error: (issue) => (issue.code === 'unrecognized_keys' ? known.join(' ') : undefined) }),
    z.transform((map) =>
      Object.fromEntries(Object.entries(map).filter(([, value]) => value !== null && value !== undefined)),
    ),
  ) as unknown as Shape<{ [K in keyof S]?: z.output<S[K]> }>;
}

export function listOf<T>(shape: Shape<T>): Shape<T[]> {
  return z.array(shape) as unknown as Shape<T[]>;
}

/** Any map with text keys, each value of one shape. */
export function recordOf<T>(shape: Shape<T>): Shape<Record<string, T>> {
  return z.record(z.string(), shape) as unknown as Shape<Record<string, T>>;
}

export const anything = z.unknown() as Shape<unknown>;

/** Text; numbers and booleans are taken for the text that they were written as. */
export const text = parsed('text', (value) => {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
});

export const yesOrNo = parsed('true or false', (value) => {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  return undefined;
});

export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): Shape<number> {
  const expected =
    most < Number.MAX_SAFE_INTEGER ? `a whole number from ${least} to ${most}` : `a whole number of at least ${least}`;
  return parsed(expected, (value) => {
    const number = typeof value === 'string' && /^[+-]?\d+$/.test(value) ? Number(value) : value;
    return typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most
      ? number
      : undefined;
  });
}

/** One of `words`, in any case; `others` are further spellings. */
export function oneOf<W extends string>(words: readonly W[], others: Readonly<Record<string, W>> = {}): Shape<W> {
  const byLower = new Map<string, W>([
    ...Object.entries(others),
    ...words.map((word) => [word.toLowerCase(), word] as const),
  ]);
  return z.pipe(
    z.unknown(),
    z.transform((value, context) => {
      const word = typeof value === 'string' ? byLower.get(value.toLowerCase()) : undefined;
      if (word !== undefined) return word;
      const choice = words.map((candidate) => `\`${candidate}\``).join(', ');
      const hint = typeof value === 'string' ? didYouMean(value, byLower.keys(), `Write one of ${choice}.`) : undefined;
      return refuse(context, value, `Expected one of ${choice}, found ${describe(value)}.`, hint);
    }),
  ) as unknown as Shape<W>;
}

/** Adds a problem of ours to a zod context. The hint travels in `params`. */
export function refuse(
  context: { issues: unknown[] },
  input: unknown,
  message: string,
  hint?: string,
  path: readonly PropertyKey[] = [],
): never {
  context.issues.push({ code: 'custom', message, input, path: [...path], params: { hint } });
  return z.NEVER;
}

export function kindOf(value: unknown): ValueKind | 'null' {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' ? 'map' : (typeof value as ValueKind);
}

/** A value as a problem names it: `"8 apples"`, `a list`, `nothing`. */
export function describe(value: unknown): string {
  switch (kindOf(value)) {
    case 'null':
      return 'nothing';
    case 'list':
      return 'a list';
    case 'map':
      return 'a map';
    default: {
      const shown = String(value).split('\n')[0] ?? '';
      return shown === '' ? 'empty text' : `\`${shown.length > 60 ? `${shown.slice(0, 57)}…` : shown}\``;
    }
  }
}
