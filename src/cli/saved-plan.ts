import { readFile, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { exitCode } from '../base/exit-code.ts';
import { UserError } from '../base/user-error.ts';
import { sha256 } from './check-index.ts';
import type { Io } from './io.ts';
import type { SelectionOptions } from './options.ts';
import type { PlannedTask } from './plan-task.ts';
import { plansDocument } from './views/plan-json.ts';

/** A plan in a file: what was ranked, and all that is needed to see whether it still holds. */
export interface SavedPlan {
  readonly schemaVersion: 1;
  readonly kind: 'skyplan-plan';
  readonly savedAt: string;
  /** File name only. */
  readonly task: string;
  readonly taskSha256: string;
  /** One a step. */
  readonly checkIndexes: readonly string[];
  /** The winner of each step, by id. */
  readonly winners: readonly string[];
  /** With what options it was made; `up --plan` takes the same. */
  readonly options: SelectionOptions;
  /** As `plan --json` prints it. */
  readonly plan: unknown;
}

const selectionKeys = [
  ...['cloud', 'region', 'spot', 'onDemand', 'any', 'exact', 'budget', 'maxPrice', 'duration', 'egressUsed', 'env'],
] as readonly (keyof SelectionOptions)[];

export async function savePlan(path: string, planned: PlannedTask, options: SelectionOptions, io: Io): Promise<void> {
  const saved: SavedPlan = {
    schemaVersion: 1,
    kind: 'skyplan-plan',
    savedAt: io.now().toISOString(),
    task: basename(planned.file),
    taskSha256: sha256(planned.text),
    checkIndexes: planned.steps.map(({ checkIndex }) => checkIndex),
    winners: planned.steps.map(({ plan }) => plan.ranked[0]?.offering.id ?? ''),
    options: savedOptions(planned, options),
    plan: plansDocument(planned, 10),
  };
  try {
    await writeFile(resolve(io.cwd, path), `${JSON.stringify(saved, null, 2)}\n`);
  } catch (error) {
    throw new UserError(exitCode.badInput, `Cannot write the plan to ${path}: ${(error as Error).message}.`);
  }
  io.stderr(
    `Saved to ${path}. To run it: skyplan up ${planned.file === '-' ? 'task.yaml' : basename(planned.file)} --plan ${path}\n`,
  );
}

/** Throws UserError where the file is missing or no saved plan. */
export async function readSavedPlan(path: string, io: Io): Promise<SavedPlan> {
  let text: string;
  try {
    text = await readFile(resolve(io.cwd, path), 'utf8');
  } catch (error) {
    throw new UserError(exitCode.badInput, `Cannot read the plan ${path}: ${(error as Error).message}.`, makeOne);
  }
  const saved = parseJson(text) as SavedPlan | undefined;
  if (saved?.kind !== 'skyplan-plan') throw new UserError(exitCode.badInput, `${path} is no saved plan.`, makeOne);
  if (saved.schemaVersion !== 1) {
    throw new UserError(exitCode.badInput, `${path} was saved by another version of skyplan.`, makeOne);
  }
  return saved;
}

/** Refuses (exit 68) where task, options, prices or conditions are no longer those of the saved plan. */
export function requireUnmoved(saved: SavedPlan, planned: PlannedTask): void {
  if (saved.taskSha256 !== sha256(planned.text)) {
    throw new UserError(exitCode.planMoved, 'The task file has changed since the plan was saved.', planAgain);
  }
  const moved = planned.steps.findIndex(({ checkIndex }, index) => checkIndex !== saved.checkIndexes[index]);
  if (moved < 0 && saved.checkIndexes.length === planned.steps.length) return;
  const was = saved.winners[moved];
  const is = planned.steps[moved]?.plan.ranked[0]?.offering.id ?? 'nothing';
  const winner = was === is ? `The winner is still ${is}.` : `The winner was ${was}, now it is ${is}.`;
  throw new UserError(
    exitCode.planMoved,
    `Options, prices or conditions are not those of the saved plan. ${winner}`,
    planAgain,
  );
}

const makeOne = "Make one with 'skyplan plan task.yaml --out plan.json'.";
const planAgain = "Look at the new plan, and save it: 'skyplan plan task.yaml --out plan.json'.";

/** A value given for a secret stays out of the file: it must be given again. */
function savedOptions(planned: PlannedTask, options: SelectionOptions): SelectionOptions {
  const secrets = new Set(planned.steps.flatMap(({ task }) => Object.keys(task.secrets)));
  const kept = Object.fromEntries(
    selectionKeys.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])),
  );
  const env = (options.env ?? []).filter((pair) => !secrets.has(pair.split('=')[0] ?? ''));
  const { env: _all, ...others } = kept as SelectionOptions;
  return env.length > 0 ? { ...others, env } : others;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
