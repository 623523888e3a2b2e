import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { exitCode } from '../base/exit-code.ts';
import { UserError } from '../base/user-error.ts';
import type { Catalog, Vocabulary } from '../catalog/catalog.ts';
import type { Offering } from '../catalog/offering.ts';
import { readCatalog, readVocabulary } from '../disk/catalog-files.ts';
import { missingLocalPaths } from '../disk/local-paths.ts';
import type { Plan } from '../optimizer/plan.ts';
import { rank } from '../optimizer/rank.ts';
import { explainProblems } from '../task/explain-problems.ts';
import { parseTasks } from '../task/schema.ts';
import type { Task } from '../task/task.ts';
import { catalogRoot } from './catalog-root.ts';
import { checkIndexOf, sha256 } from './check-index.ts';
import type { Io } from './io.ts';
import type { SelectionOptions } from './options.ts';
import { conditionsFrom, overridesFrom, withLimits } from './selection.ts';
import { TaskError } from './task-error.ts';
import { findWhoHasIt } from './who-has-it.ts';

/** A task file, planned: one step, or several for a pipeline. */
export interface PlannedTask {
  /** Absolute; `-` for stdin. */
  readonly file: string;
  readonly text: string;
  readonly steps: readonly PlannedStep[];
}

export interface PlannedStep {
  readonly task: Task;
  readonly plan: Plan;
  readonly catalog: Catalog;
  readonly checkIndex: string;
  /** Local paths that are not there: `up` refuses, `plan` only says so. */
  readonly warnings: readonly string[];
  /** Who has what the task names and the catalog (or the clouds that the task names) lack. */
  readonly whoHasIt: readonly string[];
}

/**
 * From a task file to its plan; `plan` and `up` both start here. Starts nothing, loads no Pulumi.
 * Throws UserError: no such file, mistakes in it (all at once), options that do not fit. Warnings about the
 * file go to stderr. A plan with nothing ranked is returned, not thrown.
 * @param secretsOptional true where nothing will run: a secret without a value is then only warned of
 */
export async function planTask(
  file: string,
  options: SelectionOptions,
  io: Io,
  secretsOptional = false,
): Promise<PlannedTask> {
  const root = catalogRoot(io.env);
  const text = await readTaskFile(file, io);
  const vocabulary = readVocabulary(root);
  const now = io.now();
  const { tasks, warnings } = readTasks(file, text, { options, vocabulary, now, secretsOptional, io });
  const conditions = conditionsFrom(options, now, vocabulary.clouds);
  const steps: PlannedStep[] = [];
  for (const task of tasks) {
    const catalog = await catalogFor(task, root, io);
    const plan = rank(task, catalog, conditions);
    const missing = file === '-' ? [] : missingLocalPaths(task, file, io.cwd);
    const checkIndex = checkIndexOf(task, catalog.hash, conditions);
    const whoHasIt = findWhoHasIt(task, catalog, vocabulary);
    steps.push({ task, plan, catalog, checkIndex, warnings: missing, whoHasIt });
  }
  if (warnings.length > 0 && !options.json) {
    io.stderr(`Warnings:\n${explainProblems(nameOf(file), text, warnings)}\n\n`);
  }
  return { file: file === '-' ? file : resolve(io.cwd, file), text, steps };
}

interface Reading {
  readonly options: SelectionOptions;
  readonly vocabulary: Vocabulary;
  readonly now: Date;
  readonly secretsOptional: boolean;
  readonly io: Io;
}

function readTasks(file: string, text: string, { options, vocabulary, now, secretsOptional, io }: Reading) {
  const parsed = parseTasks(text, {
    file: nameOf(file),
    vocabulary,
    env: io.env,
    overrides: overridesFrom(options),
    now: now.toISOString(),
    secretsOptional,
  });
  if (parsed.kind === 'tasks') {
    return { tasks: parsed.tasks.map((task) => withLimits(task, options)), warnings: parsed.warnings };
  }
  throw new TaskError(nameOf(file), text, parsed.problems);
}

function nameOf(file: string): string {
  return file === '-' ? 'stdin' : file;
}

async function readTaskFile(file: string, io: Io): Promise<string> {
  if (file === '-') return await readAll(io.stdin);
  try {
    return await readFile(resolve(io.cwd, file), 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const why = { ENOENT: 'it is not there', EISDIR: 'it is a folder', EACCES: 'it may not be read' }[code ?? ''];
    if (why === undefined) throw error;
    const hint = code === 'EISDIR' ? `Did you mean ${join(file, 'task.yaml')}?` : `Looked at ${resolve(io.cwd, file)}.`;
    throw new UserError(exitCode.badInput, `Cannot read the task file ${file}: ${why}.`, hint, { cause: error });
  }
}

/** The rows that may serve the task, with those of clouds that only this machine knows of, where the task names one. */
export async function catalogFor(task: Task, root: string, io: Io): Promise<Catalog> {
  const named = [...new Set(task.requests.flatMap(({ cloud }) => (cloud === undefined ? [] : [cloud])))];
  const catalog = readCatalog(root, {
    accelerators: [...new Set(task.requests.flatMap(({ accelerator }) => (accelerator ? [accelerator.name] : [])))],
    cpu: task.requests.some(({ accelerator }) => accelerator === undefined),
    ...(task.requests.every(({ cloud }) => cloud !== undefined) ? { clouds: named } : {}),
  });
  const priced = new Set(catalog.clouds.map(({ cloud }) => cloud));
  const here: Offering[] = [];
  for (const cloud of named.filter((name) => !priced.has(name))) {
    here.push(...((await (await io.providerOf(cloud))?.offerings()) ?? []));
  }
  return here.length === 0 ? catalog : withOfferings(catalog, here);
}

function withOfferings(catalog: Catalog, here: readonly Offering[]): Catalog {
  const clouds = [...new Set(here.map(({ cloud }) => cloud))].map((cloud) => {
    const own = here.filter((offering) => offering.cloud === cloud);
    const dates = own.map(({ asOf }) => asOf).toSorted();
    return { cloud, offerings: own.length, asOf: dates.at(-1) ?? '', oldest: dates[0] ?? '', launchable: true };
  });
  const prices = here.map(({ id, usdPerHour }) => `${id}=${usdPerHour}`).join('\n');
  return {
    ...catalog,
    offerings: [...catalog.offerings, ...here],
    clouds: [...catalog.clouds, ...clouds],
    hash: sha256(`${catalog.hash}\n${prices}`),
  };
}
