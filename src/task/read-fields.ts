import { type Document, isAlias, isMap, isSeq, type Node, type Pair } from 'yaml';
import * as z from 'zod/mini';
import type { Problem } from '../base/user-error.ts';
import { interpolate } from './interpolate.ts';
import { didYouMean } from './near-word.ts';
import { describe, kindOf, type Shape } from './shape.ts';
import { entriesOf, keyText, problemAt, type Spot, spanOf, type YamlText } from './yaml-text.ts';

export type Shapes = Record<string, Shape<unknown>>;
export type Fields<S extends Shapes> = { [K in keyof S]?: z.output<S[K]> };

/** One document while it is read: collects every problem with its place instead of stopping at the first. */
export interface Reading {
  readonly yaml: YamlText;
  readonly document: Document;
  readonly problems: Problem[];
  /** What stops no plan. */
  readonly warnings: Problem[];
  /** False where a syntax error may have swallowed keys: nothing is then said to be missing. */
  readonly whole: boolean;
  /** Values for `$NAME` in fields; filled as soon as `envs` is read. */
  envs: Readonly<Record<string, string>>;
}

/** A map's fields as far as they are right, with the pairs they came from; what is wrong is in `reading.problems`. */
export interface ReadMap<S extends Shapes> {
  readonly fields: Fields<S>;
  readonly pairs: ReadonlyMap<string, Pair>;
}

export function report(reading: Reading, spot: Spot, message: string, hint?: string): void {
  reading.problems.push(problemAt(reading.yaml, spot, message, hint));
}

export function warn(reading: Reading, spot: Spot, message: string, hint?: string): void {
  reading.warnings.push(problemAt(reading.yaml, spot, message, hint));
}

/**
 * Reads each key of a map by its own shape, so that one wrong field hides no other. `explainUnknown` may say more
 * than "did you mean" of a key that is not in `shapes`; it returns undefined to leave it at that, and null to accept the key;
 * `otherKeys` are keys that it accepts, for "did you mean".
 */
export function readFields<S extends Shapes>(
  reading: Reading,
  map: Node | null | undefined,
  shapes: S,
  explainUnknown: (key: string) => { message: string; hint: string } | null | undefined = () => undefined,
  otherKeys: readonly string[] = [],
): ReadMap<S> {
  const fields: Record<string, unknown> = {};
  if (!map) return { fields: {}, pairs: new Map() };
  const { entries, repeated } = entriesOf(map, reading.document);
  for (const { pair, first } of repeated) {
    const { line } = problemAt(reading.yaml, first, '');
    report(
      reading,
      pair,
      `\`${keyText(pair, reading.document)}\` is given twice; the first is in line ${line}.`,
      'Keep one of the two.',
    );
  }
  for (const [key, pair] of entries) {
    const shape = Object.hasOwn(shapes, key) ? shapes[key] : undefined;
    if (!shape) {
      const explained = explainUnknown(key);
      if (explained === null) continue;
      const { message, hint } = explained ?? {
        message: `Unknown key \`${key}\`.`,
        hint: didYouMean(
          key,
          [...Object.keys(shapes), ...otherKeys],
          'Remove it, or see docs/task-yaml.md for every key.',
        ),
      };
      report(reading, pair, message, hint);
      continue;
    }
    const value = readValue(reading, pair, shape);
    if (value !== undefined) fields[key] = value;
  }
  return { fields: fields as Fields<S>, pairs: entries };
}

/** A value's node, aliases followed. */
export function nodeOf(reading: Reading, value: unknown): Node | null {
  return (isAlias(value) ? value.resolve(reading.document) : (value as Node | null)) ?? null;
}

/** One pair's value by a shape; undefined where it is null or wrong. `$NAME`s of `envs` are filled in first. */
export function readValue<T>(reading: Reading, pair: Pair, shape: Shape<T>): T | undefined {
  const node = pair.value as Node | null;
  const raw = plainValue(reading, node);
  if (raw === null || raw === undefined) return undefined;
  const result = z.safeParse(shape, interpolate(raw, reading.envs));
  if (result.success) return result.data;
  for (const issue of result.error.issues) reportIssue(reading, pair, issue);
  return undefined;
}

/** A node as plain JavaScript; undefined after a problem (too many aliases, merging what is no map). */
export function plainValue(reading: Reading, node: Node | null): unknown {
  try {
    return node?.toJS(reading.document);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('Merge sources')) {
      report(reading, node, '`<<` can only take in a map.', 'Write `<<: *name`, where `&name` stands at a map.');
      return undefined;
    }
    if (!(error instanceof ReferenceError)) throw error;
    report(
      reading,
      node,
      'The aliases in this value cannot be resolved.',
      'Write the value out instead of using `*alias`.',
    );
    return undefined;
  }
}

function reportIssue(reading: Reading, pair: Pair, issue: z.core.$ZodIssue): void {
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) {
      const hint = didYouMean(key, issue.message.split(' '), `Known here: ${issue.message.split(' ').join(', ')}.`);
      report(reading, spotOf(reading, pair, [...issue.path, key], 'key'), `Unknown key \`${key}\`.`, hint);
    }
    return;
  }
  const spot = spotOf(reading, pair, issue.path, 'value');
  if (issue.code === 'invalid_type') {
    const value = 'input' in issue && issue.input !== undefined ? issue.input : plainAt(reading, pair, issue.path);
    report(reading, spot, `Expected ${expectedWords[issue.expected] ?? issue.expected}, found ${describe(value)}.`);
    return;
  }
  const hint = issue.code === 'custom' ? (issue.params?.hint as string | undefined) : undefined;
  report(reading, spot, issue.message, hint);
}

const expectedWords: Readonly<Record<string, string>> = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  string: 'text',
  number: 'a number',
};

function plainAt(reading: Reading, pair: Pair, path: readonly PropertyKey[]): unknown {
  let value: unknown = plainValue(reading, pair.value as Node | null);
  for (const step of path)
    value =
      kindOf(value) === 'map' || kindOf(value) === 'list' ? (value as Record<PropertyKey, unknown>)[step] : undefined;
  return value;
}

/** The node at a path below a pair, or the deepest one that exists. */
export function spotOf(reading: Reading, pair: Pair, path: readonly PropertyKey[], want: 'key' | 'value'): Spot {
  let spot: Spot = (pair.value as Node | null) ?? pair;
  for (const step of path) {
    let node: unknown = isPairLike(spot) ? (spot.value ?? spot) : spot;
    if (isAlias(node)) node = node.resolve(reading.document);
    if (isMap(node)) {
      const next = entriesOf(node, reading.document).entries.get(String(step));
      if (!next) break;
      spot = next;
    } else if (isSeq(node)) {
      const next = node.items[Number(step)] as Node | undefined;
      if (!next) break;
      spot = next;
    } else break;
  }
  if (isPairLike(spot) && want === 'value' && spot.value)
    return spanOf(spot.value as Node).end > 0 ? (spot.value as Node) : spot;
  return spot;
}

function isPairLike(spot: unknown): spot is Pair {
  return typeof spot === 'object' && spot !== null && 'key' in spot && 'value' in spot;
}
