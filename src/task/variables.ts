import { isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import { fillFrom } from './overrides.ts';
import { plainValue, type Reading, report, warn } from './read-fields.ts';
import type { ParseOptions } from './schema.ts';
import { describe } from './shape.ts';
import { entriesOf, keyText, problemAt, type YamlText } from './yaml-text.ts';

/** `envs` with the command line's values; a null one that nothing fills is reported. */
export function readEnvs(
  reading: Reading,
  pair: Pair | undefined,
  { overrides = {}, env }: ParseOptions,
): Record<string, string> {
  const { values, missing } = readVariables(reading, pair, 'envs');
  const given = fillFrom(overrides.envs, env);
  for (const [name, spot] of missing) {
    if (Object.hasOwn(given, name) || Object.hasOwn(overrides.envs ?? {}, name)) continue;
    report(
      reading,
      spot,
      `\`${name}\` has no value.`,
      `Give it on the command line: \`--env ${name}=value\`, or \`--env ${name}\` to take it from your environment.`,
    );
  }
  return { ...values, ...given };
}

/** `secrets` with values from the command line, then the caller's environment. */
export function readSecrets(
  reading: Reading,
  pair: Pair | undefined,
  envs: Record<string, string>,
  options: ParseOptions,
): Record<string, string> {
  const { values, missing } = readVariables(reading, pair, 'secrets');
  const given = fillFrom(options.overrides?.secrets, options.env);
  const found: [string, string][] = [];
  for (const [name, spot] of missing) {
    const value = given[name] ?? options.env[name];
    if (value !== undefined) found.push([name, value]);
    else {
      const tell = options.secretsOptional ? warn : report;
      tell(
        reading,
        spot,
        `The secret \`${name}\` has no value here.`,
        `Run \`export ${name}=…\` first, or give \`--secret ${name}=value\`.`,
      );
    }
  }
  const all = { ...values, ...Object.fromEntries(found), ...given };
  for (const name of Object.keys(all)) {
    if (Object.hasOwn(envs, name))
      warn(
        reading,
        pair,
        `\`${name}\` is in both \`envs\` and \`secrets\`: the secret's value counts.`,
        'Remove it from `envs`.',
      );
  }
  return all;
}

interface Variables {
  readonly values: Record<string, string>;
  /** Names whose value must come from outside the file, with the pair that asks. */
  readonly missing: ReadonlyMap<string, Pair | Node>;
}

/** `envs` or `secrets`: a map of names and values, or for secrets a list of names. */
function readVariables(reading: Reading, pair: Pair | undefined, what: 'envs' | 'secrets'): Variables {
  const values: [string, string][] = [];
  const missing = new Map<string, Pair | Node>();
  const node =
    pair && isAlias(pair.value) ? pair.value.resolve(reading.document) : (pair?.value as Node | null | undefined);
  if (!node || (isScalar(node) && node.value === null)) return { values: {}, missing };
  if (isSeq(node) && what === 'secrets') {
    for (const item of node.items) {
      const name = isScalar(item) && typeof item.value === 'string' ? secretName(item.value) : '';
      if (isName(name)) missing.set(name, item as Node);
      else report(reading, item as Node, 'A secret in a list must be a name.', 'Write `- HF_TOKEN`.');
    }
    return { values: {}, missing };
  }
  if (!isMap(node)) {
    report(
      reading,
      node,
      `Expected a map of names and values, found ${describe(plainValue(reading, node))}.`,
      `Write \`${what}:\` and below it, indented, \`NAME: value\`.`,
    );
    return { values: {}, missing };
  }
  const { entries, repeated } = entriesOf(node, reading.document);
  for (const { pair: again, first } of repeated) {
    report(
      reading,
      again,
      `\`${keyText(again, reading.document)}\` is given twice; the first is in line ${lineOf(reading.yaml, first)}.`,
      'Keep one of the two.',
    );
  }
  for (const [key, entry] of entries) {
    const name = what === 'secrets' ? secretName(key) : key;
    if (!isName(name)) {
      report(
        reading,
        entry,
        `\`${name}\` cannot be the name of an environment variable.`,
        'Use letters, digits and `_`, and do not start with a digit.',
      );
      continue;
    }
    const value = isAlias(entry.value) ? entry.value.resolve(reading.document) : (entry.value as Node | null);
    if (!value || (isScalar(value) && value.value === null)) missing.set(name, entry);
    else if (isScalar(value)) values.push([name, textOf(value.value, value.source)]);
    else
      report(
        reading,
        value,
        `The value of \`${name}\` must be text, found ${describe(plainValue(reading, value))}.`,
        'Put JSON or a list in quotes.',
      );
  }
  return { values: Object.fromEntries(values), missing };
}

/** Numbers and booleans become text as Python's `str` writes them, because SkyPilot's tasks rely on it: `True`, `1.0`. */
function textOf(value: unknown, source: string | undefined): string {
  switch (typeof value) {
    case 'boolean':
      return value ? 'True' : 'False';
    case 'number':
      if (source !== undefined && /^-?(0|[1-9]\d*)(\.\d+)?$|e/i.test(source)) return source;
      return Number.isInteger(value) && source?.includes('.') ? value.toFixed(1) : String(value);
    default:
      return String(value);
  }
}

/** SkyPilot's references to secrets that are kept elsewhere: `secrets:NAME`, `secrets:personal.NAME`. */
function secretName(written: string): string {
  return written.replace(/^secrets:/, '').replace(/^(personal|workspace|global)\./, '');
}

function isName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

function lineOf(yaml: YamlText, pair: Pair): number {
  return problemAt(yaml, pair, '').line;
}
