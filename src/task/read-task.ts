import type { Node, Pair } from 'yaml';
import { findAccelerator, hintForAccelerator } from './accelerators.ts';
import { readData } from './data.ts';
import { notesOnMounts, readFileMounts } from './file-mounts.ts';
import { explainForeignKey } from './foreign-dialects.ts';
import { overridePlaces } from './overrides.ts';
import {
  type Fields,
  nodeOf,
  plainValue,
  type Reading,
  type ReadMap,
  readFields,
  readValue,
  report,
  warn,
} from './read-fields.ts';
import { readRequests } from './requests.ts';
import { isResourceKey } from './resource-keys.ts';
import { duration } from './scalars.ts';
import type { ParseOptions } from './schema.ts';
import type { ResourceRequest, Task } from './task.ts';
import { taskShapes, unusedTaskKeys } from './task-shapes.ts';
import { readEnvs, readSecrets } from './variables.ts';
import type { Vocabulary } from './vocabulary.ts';
import { entriesOf } from './yaml-text.ts';

/** Hours assumed for the ranking where a task gives no `duration`. */
export const assumedHours = 8;

type TaskFields = Fields<typeof taskShapes>;
type ReadTaskMap = ReadMap<typeof taskShapes>;

/** One document as a Task; with problems reported, what it gives is not to be used. */
export function readTask(reading: Reading, root: Node, defaultName: string, options: ParseOptions): Task {
  const { vocabulary, overrides = {} } = options;
  const pairsByKey = entriesOf(root, reading.document).entries;
  const envs = readEnvs(reading, pairsByKey.get('envs'), options);
  reading.envs = envs;
  const read = readFields(reading, root, taskShapes, (key) => explainTaskKey(key, pairsByKey));
  const { fields, pairs } = read;
  const secrets = readSecrets(reading, pairs.get('secrets'), envs, options);
  const { requests, ordered, jobRecovery, notes } = readRequests(
    reading,
    pairs.get('resources'),
    taskWide(read, overrides.market),
    vocabulary,
  );
  const fileMounts = readFileMounts(reading, pairs.get('file_mounts'));
  const deadlineFields = readDeadline(reading, read, options.now);
  const budgetUsd = overrides.budgetUsd ?? fields.budget;
  return {
    name: overrides.name ?? fields.name?.trim() ?? defaultName,
    nodes: fields.num_nodes ?? 1,
    requests: overridePlaces(requests, overrides, vocabulary),
    ordered,
    exact: overrides.exact ?? fields.exact ?? false,
    ...hoursOf(reading, read, requests, vocabulary),
    ...(budgetUsd === undefined ? {} : { budgetUsd }),
    ...deadlineFields,
    data: readData(reading, pairs.get('data'), vocabulary),
    ...(fields.checkpoint === undefined ? {} : { checkpoint: fields.checkpoint }),
    envs,
    secrets,
    ...workDirOf(reading, read),
    fileMounts,
    ...scriptOf(reading, pairs, 'setup'),
    ...scriptOf(reading, pairs, 'run'),
    ...(jobRecovery === undefined ? {} : { jobRecovery }),
    notes: [...new Set([...notes, ...unusedNotes(fields), ...notesOnMounts(fileMounts)])],
  };
}

function explainTaskKey(
  key: string,
  pairs: ReadonlyMap<string, Pair>,
): { message: string; hint: string } | null | undefined {
  const foreign = explainForeignKey(key);
  if (foreign !== undefined) return foreign;
  if (isResourceKey(key))
    return {
      message: `\`${key}\` belongs under \`resources\`.`,
      hint: `Write \`resources:\` and below it, indented, \`${key}: …\`.`,
    };
  switch (key) {
    case 'nodes':
      return { message: 'Unknown key `nodes`.', hint: 'Write `num_nodes`.' };
    case 'command':
    case 'script':
      return { message: `Unknown key \`${key}\`.`, hint: 'Write `run`.' };
    case 'env':
    case 'environment':
      return { message: `Unknown key \`${key}\`.`, hint: 'Write `envs`.' };
    case 'execution':
    case 'primary_tasks':
    case 'termination_delay':
      return {
        message: `\`${key}\` belongs in a header document of its own.`,
        hint:
          pairs.size > 1
            ? 'Put it and `name` before the first task, and `---` between them.'
            : 'Add the tasks, each after a line `---`.',
      };
    default:
      return /\s/.test(key)
        ? { message: 'This line is no key of a task.', hint: 'Remove stray text, or start its line with `#`.' }
        : undefined;
  }
}

function taskWide({ fields, pairs }: ReadTaskMap, marketOverride: ResourceRequest['market'] | undefined) {
  return {
    market: fields.market,
    marketOverride,
    maxUsdPerHour: fields.max_price,
    maxPricePair: fields.max_price === undefined ? undefined : pairs.get('max_price'),
    arch: fields.arch ?? ('x86_64' as const),
  };
}

function hoursOf(
  reading: Reading,
  { fields, pairs }: ReadTaskMap,
  requests: readonly ResourceRequest[],
  vocabulary: Vocabulary,
): Pick<Task, 'hours' | 'hoursAssumed' | 'hoursByAccelerator'> {
  const written = fields.duration;
  if (written === undefined) return { hours: assumedHours, hoursAssumed: true };
  if (written.kind === 'all') return { hours: written.hours, hoursAssumed: false };
  const pair = pairs.get('duration') as Pair;
  const wanted = new Set(requests.flatMap((request) => request.accelerator?.name ?? []));
  const byName: [string, number][] = [];
  const before = reading.problems.length;
  const { entries } = entriesOf(nodeOf(reading, pair.value) as Node, reading.document);
  for (const [name, entry] of entries) {
    const hours = readValue(reading, entry, duration);
    const known = findAccelerator(name.replace(/:\d+(\.\d+)?$/, ''), vocabulary);
    if (known === undefined)
      report(reading, entry, `No accelerator is called \`${name}\`.`, hintForAccelerator(name, vocabulary));
    else if (byName.some(([one]) => one === known))
      report(reading, entry, `\`${known}\` has two durations.`, 'Keep one of the two.');
    else if (hours !== undefined) {
      byName.push([known, hours]);
      if (wanted.size > 0 && !wanted.has(known))
        warn(
          reading,
          entry,
          `No alternative under \`resources\` asks for ${known}.`,
          'Add it to `accelerators`, or remove its duration.',
        );
    }
  }
  const fits = byName.some(([name]) => wanted.has(name));
  if (!fits && reading.problems.length === before) {
    const all =
      wanted.size === 0
        ? 'Write one duration, such as `duration: 8h`, or name `accelerators` under `resources`.'
        : 'Write `duration: 8h`, or `{A100: 8h}`.';
    report(reading, pair, '`duration` per accelerator fits no accelerator of this task.', all);
  }
  return {
    hours: Math.max(0, ...byName.map(([, hours]) => hours)),
    hoursAssumed: false,
    hoursByAccelerator: Object.fromEntries(byName),
  };
}

function readDeadline(reading: Reading, { fields, pairs }: ReadTaskMap, now: string): Pick<Task, 'deadline'> {
  const pair = pairs.get('deadline');
  if (fields.deadline === undefined || !pair) return {};
  if (fields.deadline.kind === 'instant' && Date.parse(fields.deadline.at) <= Date.parse(now)) {
    report(
      reading,
      pair.value as Node,
      `The deadline ${fields.deadline.at.replace(':00.000Z', 'Z')} has passed.`,
      'Give a later instant, or a duration such as `36h`.',
    );
  }
  const durationNode = pairs.get('duration')?.value as { value?: unknown } | null | undefined;
  if (reading.whole && (!durationNode || durationNode.value === null)) {
    report(
      reading,
      pair,
      'A `deadline` needs a `duration`: without it nobody can say whether the job will make it.',
      'Add how long the work takes on one node, such as `duration: 8h`.',
    );
  }
  return { deadline: fields.deadline };
}

function workDirOf(reading: Reading, { fields, pairs }: ReadTaskMap): Pick<Task, 'workdir'> {
  const { workdir } = fields;
  if (workdir === undefined) return {};
  if (workdir.kind === 'git' && workdir.url === '')
    report(
      reading,
      pairs.get('workdir'),
      'A `workdir` from git needs a `url`.',
      'Write `workdir: {url: https://…, ref: main}`.',
    );
  return { workdir };
}

/** Scripts are taken as they stand: `$NAME` in them is the shell's. */
function scriptOf(
  reading: Reading,
  pairs: ReadonlyMap<string, Pair>,
  key: 'setup' | 'run',
): { setup?: string; run?: string } {
  const node = pairs.get(key)?.value as Node | null | undefined;
  const value = node ? plainValue(reading, node) : undefined;
  if (value === null || value === undefined) return {};
  if (typeof value === 'object') {
    const hint = Array.isArray(value)
      ? `Write \`${key}: |\` and below it, indented, one command per line.`
      : `Put the command in quotes, or write \`${key}: |\` and the script below it.`;
    report(reading, node, `Expected a script, found ${Array.isArray(value) ? 'a list' : 'a map'}.`, hint);
    return {};
  }
  return { [key]: String(value) };
}

function unusedNotes(fields: TaskFields): string[] {
  return unusedTaskKeys
    .filter((key) => fields[key] !== undefined)
    .map((key) => `\`${key}\` has no effect on skyplan yet`);
}
