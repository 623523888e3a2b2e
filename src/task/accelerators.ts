import type { Pair } from 'yaml';
import { never } from '../base/assert.ts';
import { parseSize } from '../base/size.ts';
import { didYouMean } from './near-word.ts';
import { type Reading, report, spotOf } from './read-fields.ts';
import { anything, describe, kindOf, type Shape, turned } from './shape.ts';
import type { Vocabulary } from './vocabulary.ts';

/** As written: `path` leads to it inside the field's value. */
export type WrittenAccelerator =
  | {
      readonly kind: 'accelerator';
      readonly name: string;
      readonly count: number;
      readonly path: readonly PropertyKey[];
    }
  | {
      readonly kind: 'by-memory';
      readonly memory: MemoryWish;
      readonly count: number;
      readonly path: readonly PropertyKey[];
    }
  | { readonly kind: 'fault'; readonly message: string; readonly hint?: string; readonly path: readonly PropertyKey[] };

/** Any accelerator with this much memory of its own. */
export interface MemoryWish {
  readonly written: string;
  readonly maker?: string;
  readonly sizeGiB: number;
  readonly atLeast: boolean;
}

export interface WrittenAccelerators {
  readonly alternatives: readonly WrittenAccelerator[];
  /** A list: an earlier one wins. */
  readonly ordered: boolean;
}

/**
 * All forms of SkyPilot: `A100`, `A100:8`, `{A100: 8}`, `{A100: 1, H100: 1}`, `{A100:1, L4:1}`, `[A100:1, L4]`, lists of maps,
 * and by memory: `80GB+`, `40GB:4`, `nvidia:80GB+:8`. Faults stand among the alternatives, so that one hides no other.
 */
export const accelerators: Shape<WrittenAccelerators> = turned(anything, (value) => ({
  alternatives: collect(value, []),
  ordered: Array.isArray(value) && value.length > 1,
}));

function collect(value: unknown, path: readonly PropertyKey[]): WrittenAccelerator[] {
  switch (kindOf(value)) {
    case 'string':
      return splitWritten(value as string, path);
    case 'list':
      return (value as unknown[]).flatMap((item, index) => collect(item, [...path, index]));
    case 'map':
      return Object.entries(value as object).flatMap(([key, count]) =>
        count === null ? splitWritten(key, [...path, key]) : [counted(key, count, [...path, key])],
      );
    default:
      return [
        { kind: 'fault', message: `Expected an accelerator such as \`A100:8\`, found ${describe(value)}.`, path },
      ];
  }
}

function splitWritten(written: string, path: readonly PropertyKey[]): WrittenAccelerator[] {
  const set = /^\s*\{(.*)\}\s*$/.exec(written);
  if (set) return (set[1] ?? '').split(',').flatMap((part) => splitWritten(part.replaceAll(/['"]/g, ''), path));
  const byMemory = /^(?:([a-z]+):)?(\d+[mgt]b)(\+?)(?::(\d+))?$/i.exec(written.trim());
  if (byMemory) return [memoryWished(written, byMemory, path)];
  const colon = written.lastIndexOf(':');
  if (colon < 0) return [counted(written, 1, path)];
  return [counted(written.slice(0, colon), written.slice(colon + 1).trim(), path)];
}

function memoryWished(written: string, match: RegExpExecArray, path: readonly PropertyKey[]): WrittenAccelerator {
  const [, maker, size = '', plus, count] = match;
  const memory = {
    written,
    sizeGiB: parseSize(size) ?? 0,
    atLeast: plus === '+',
    ...(maker ? { maker: maker.toLowerCase() } : {}),
  };
  return { kind: 'by-memory', memory, count: Number(count ?? 1), path };
}

function counted(written: string, count: unknown, path: readonly PropertyKey[]): WrittenAccelerator {
  const name = written.trim();
  if (name === '') return { kind: 'fault', message: 'An accelerator needs a name.', hint: 'Write `A100:8`.', path };
  const number = typeof count === 'string' && /^\d+(\.\d+)?$/.test(count) ? Number(count) : count;
  const hint = `Write \`${name}:1\`.`;
  if (typeof number !== 'number' || !Number.isFinite(number)) {
    return {
      kind: 'fault',
      message: `The count of \`${name}\` must be a number, found ${describe(count)}.`,
      hint,
      path,
    };
  }
  if (number <= 0) return { kind: 'fault', message: `The count of \`${name}\` must be more than 0.`, hint, path };
  return { kind: 'accelerator', name, count: number, path };
}

/** Catalog names for what was written; an unknown name is reported and left out. */
export function resolveAccelerators(
  reading: Reading,
  pair: Pair,
  written: readonly WrittenAccelerator[],
  vocabulary: Vocabulary,
): { name: string; count: number }[] {
  const found: { name: string; count: number }[] = [];
  const add = (name: string, count: number) => {
    if (!found.some((other) => other.name === name && other.count === count)) found.push({ name, count });
  };
  for (const one of written) {
    const spot = spotOf(reading, pair, one.path, 'key');
    switch (one.kind) {
      case 'fault':
        report(reading, spot, one.message, one.hint);
        break;
      case 'by-memory': {
        const names = findByMemory(one.memory, vocabulary);
        for (const name of names) add(name, one.count);
        if (names.length === 0)
          report(
            reading,
            spot,
            `No accelerator fits \`${one.memory.written}\`.`,
            '`skyplan gpus` lists every accelerator with its memory.',
          );
        break;
      }
      case 'accelerator': {
        const name = findAccelerator(one.name, vocabulary);
        if (name !== undefined) add(name, one.count);
        else
          report(reading, spot, `No accelerator is called \`${one.name}\`.`, hintForAccelerator(one.name, vocabulary));
        break;
      }
      default:
        never(one);
    }
  }
  return found;
}

/** A catalog name, or the name of an accelerator that only other clouds have; compared without case. */
export function findAccelerator(name: string, vocabulary: Vocabulary): string | undefined {
  const lower = name.toLowerCase();
  return (
    vocabulary.accelerators.find((known) => known.toLowerCase() === lower) ??
    (Object.hasOwn(vocabulary.acceleratorAliases, lower) ? vocabulary.acceleratorAliases[lower] : undefined) ??
    Object.keys(vocabulary.foreignAccelerators).find((known) => known.toLowerCase() === lower)
  );
}

export function hintForAccelerator(name: string, vocabulary: Vocabulary): string {
  const words = [
    ...vocabulary.accelerators,
    ...Object.keys(vocabulary.acceleratorAliases),
    ...Object.keys(vocabulary.foreignAccelerators),
  ];
  const inside = vocabulary.accelerators
    .filter((known) => name.length >= 2 && known.toLowerCase().includes(name.toLowerCase()))
    .slice(0, 5);
  const otherwise =
    inside.length > 0
      ? `There are ${inside.map((one) => `\`${one}\``).join(', ')}.`
      : '`skyplan gpus` lists every name.';
  return didYouMean(name, words, otherwise);
}

function findByMemory(wish: MemoryWish, vocabulary: Vocabulary): string[] {
  return vocabulary.accelerators.filter((name) => {
    const sizeGiB = vocabulary.acceleratorMemoryGiB?.[name];
    if (sizeGiB === undefined || (wish.maker !== undefined && vocabulary.acceleratorMakers?.[name] !== wish.maker))
      return false;
    return wish.atLeast ? sizeGiB >= wish.sizeGiB : sizeGiB === wish.sizeGiB;
  });
}
