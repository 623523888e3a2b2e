import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  type Tags,
  visit,
} from 'yaml';
import type { Problem } from '../base/user-error.ts';

/** A YAML text with everything that ties a value to its place. */
export interface YamlText {
  readonly text: string;
  readonly lines: LineCounter;
  readonly documents: readonly Document.Parsed[];
}

/** Offsets into the text; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Spot = Span | Node | Pair | null | undefined;

/**
 * Reads as PyYAML does where it matters for SkyPilot's tasks: `yes`, `on` and `off` are booleans, merge keys work,
 * octals start with `0`; but dates and sexagesimal numbers (`8000:30`) stay text. Duplicate keys are left to the caller.
 */
export function parseYaml(text: string): YamlText {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'silent',
    schema: 'yaml-1.1',
    customTags: (tags) =>
      tags
        .filter((tag) => !isLeftAsText(tag))
        .map(withoutShortBooleans)
        .map(withoutLoneDots),
  });
  if (!Array.isArray(documents)) return { text, lines, documents: [] };
  return { text, lines, documents: documents as Document.Parsed[] };
}

function isLeftAsText(tag: Tags[number]): boolean {
  return (
    typeof tag === 'object' &&
    /timestamp|TIME|binary|omap|pairs|:set/.test(`${tag.tag} ${'format' in tag ? tag.format : ''}`)
  );
}

/** PyYAML takes `y` and `n` for text. */
function withoutShortBooleans(tag: Tags[number]): Tags[number] {
  if (typeof tag !== 'object' || !tag.tag.endsWith(':bool') || !('test' in tag) || !tag.test) return tag;
  return { ...tag, test: new RegExp(tag.test.source.replace(/([YN])\|([yn])\|/i, '')) } as Tags[number];
}

/** `workdir: .` is text, as in PyYAML: a number has a digit. */
function withoutLoneDots(tag: Tags[number]): Tags[number] {
  if (typeof tag !== 'object' || !('test' in tag) || !tag.test?.test('.')) return tag;
  return { ...tag, test: new RegExp(`^(?=.*[0-9])${tag.test.source.replace(/^\^/, '')}`) } as Tags[number];
}

/** Where a node stands. A key-value pair stands where its key does; a missing node at the start of the text. */
export function spanOf(spot: Spot): Span {
  if (!spot) return { start: 0, end: 0 };
  if ('start' in spot) return spot;
  const node = 'key' in spot && !('range' in spot) ? (spot.key as Node) : (spot as Node);
  const range = node?.range;
  return range ? { start: range[0], end: Math.max(range[1], range[0]) } : { start: 0, end: 0 };
}

/** The caret underlines at most the rest of the line that the span starts on. */
export function problemAt(yaml: YamlText, spot: Spot, message: string, hint?: string): Problem {
  const start = Math.min(spanOf(spot).start, yaml.text.length);
  const { end } = spanOf(spot);
  const lineStart = start === 0 ? 0 : yaml.text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = yaml.text.indexOf('\n', start);
  const restOfLine = yaml.text.slice(start, lineEnd < 0 ? undefined : lineEnd).trimEnd();
  return {
    line: countLines(yaml.text, lineStart),
    column: start - lineStart + 1,
    length: Math.max(1, Math.min(end - start, restOfLine.length)),
    message,
    ...(hint === undefined ? {} : { hint }),
  };
}

function countLines(text: string, lineStart: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < lineStart; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** A document's syntax errors in our words: the first of each line, since one slip makes several. */
export function syntaxProblems(yaml: YamlText, document: Document.Parsed): Problem[] {
  const problems = document.errors.map((error) => {
    const [start, end] = error.pos;
    const quote = /closing .*quote/.test(error.message) ? findUnclosedQuote(yaml.text, document) : undefined;
    if (quote) return problemAt(yaml, quote, 'This quote is never closed.', 'Close it, or escape the quotes inside.');
    return problemAt(yaml, { start, end }, ...explainSyntax(error.code, error.message, yaml.text.slice(start, end)));
  });
  const firstOfLine = problems.filter(
    (problem, index) => problems.findIndex((other) => other.line === problem.line) === index,
  );
  visit(document, {
    Pair(_key, pair) {
      if (keyText(pair, document) !== '<<') return;
      const value = isAlias(pair.value) ? pair.value.resolve(document) : pair.value;
      const sources = isSeq(value)
        ? value.items.map((item) => (isAlias(item) ? item.resolve(document) : item))
        : [value];
      if (sources.every((source) => source === undefined || isMap(source))) return;
      const hint = 'Write `<<: *name`, where `&name` stands at a map.';
      firstOfLine.push(problemAt(yaml, pair, '`<<` can only take in a map.', hint));
    },
    Alias(_key, alias) {
      if (alias.resolve(document) === undefined)
        firstOfLine.push(
          problemAt(
            yaml,
            alias,
            `Nothing above is anchored as \`&${alias.source}\`.`,
            `Add \`&${alias.source}\` to the value that is meant, or write the value here.`,
          ),
        );
    },
  });
  return firstOfLine;
}

/** The parser notices an open quote where the text ends; the user wants to see where it starts. */
function findUnclosedQuote(text: string, document: Document.Parsed): Span | undefined {
  let found: Span | undefined;
  visit(document, {
    Scalar(_key, node) {
      const [start = 0, end = 0] = node.range ?? [];
      const quote = text[start];
      const closed = end > start + 1 && text[end - 1] === quote;
      if ((node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') && !closed) found = { start, end };
    },
  });
  return found;
}

function explainSyntax(code: string, message: string, text: string): [string, string] {
  switch (code) {
    case 'TAB_AS_INDENT':
      return ['A tab indents this line; YAML allows spaces only.', 'Replace the tab with spaces.'];
    case 'BAD_INDENT':
      if (/flow/i.test(message))
        return [
          'An open `[` or `{` is closed too far to the left, or never.',
          'Close it, and indent the closing bracket.',
        ];
      return [
        `This line is indented wrongly: ${plain(message)}.`,
        'Give all keys of one map the same number of spaces.',
      ];
    case 'MISSING_CHAR':
      return [`YAML: ${plain(message)}.`, 'Close the quote or bracket, or put a space after the colon.'];
    case 'IMPOSSIBLE':
    case 'UNEXPECTED_TOKEN':
      return [
        `YAML does not expect \`${firstLine(text)}\` here.`,
        'Check the indentation, the quotes, and that each key ends in a colon and a space.',
      ];
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return [
        'This value is followed by a colon, as if it were a key.',
        'Put text that holds `: ` in quotes; if the next line is a key, indent it like the one above.',
      ];
    default:
      return [`YAML: ${plain(message)}.`, 'Check the indentation, quotes and colons around here.'];
  }
}

function plain(message: string): string {
  return firstLine(message)
    .replace(/ at line \d+.*$/, '')
    .replace(/[.:]$/, '');
}

function firstLine(text: string): string {
  return text.trimStart().split('\n')[0]?.slice(0, 120) ?? '';
}

/**
 * A map's entries by key, merge keys (`<<`) spread, the last of a repeated key winning as in SkyPilot.
 * `repeated` holds each later occurrence of a key.
 */
export function entriesOf(
  map: Node,
  document: Document,
): { entries: Map<string, Pair>; repeated: { pair: Pair; first: Pair }[] } {
  const entries = new Map<string, Pair>();
  const repeated: { pair: Pair; first: Pair }[] = [];
  const merged: Pair[] = [];
  if (!isMap(map)) return { entries, repeated };
  for (const pair of map.items) {
    const key = keyText(pair, document);
    if (key === '<<') {
      merged.push(pair);
      continue;
    }
    const first = entries.get(key);
    if (first) repeated.push({ pair, first });
    entries.set(key, pair);
  }
  for (const pair of merged) {
    const value = isAlias(pair.value) ? pair.value.resolve(document) : (pair.value as Node | null);
    const sources = value && 'items' in value && !isMap(value) ? (value.items as Node[]) : [value];
    for (const source of sources) {
      const target = source && isAlias(source) ? source.resolve(document) : source;
      if (!target || target === map) continue;
      for (const [key, inherited] of entriesOf(target, document).entries)
        if (!entries.has(key)) entries.set(key, inherited);
    }
  }
  return { entries, repeated };
}

export function keyText(pair: Pair, document: Document): string {
  const key = pair.key;
  if (isScalar(key))
    return typeof key.value === 'symbol' ? (key.value.description ?? '') : (key.source ?? String(key.value));
  if (isAlias(key)) {
    const target = key.resolve(document);
    return isScalar(target) ? String(target.value) : key.source;
  }
  return key ? (isMap(key) ? '{…}' : '[…]') : '';
}
