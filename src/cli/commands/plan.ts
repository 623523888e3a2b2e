import { exitCode } from '../../base/exit-code.ts';
import { rank } from '../../optimizer/rank.ts';
import type { Io } from '../io.ts';
import type { PlanOptions } from '../options.ts';
import { type PlannedTask, planTask } from '../plan-task.ts';
import { savePlan } from '../saved-plan.ts';
import { colors } from '../views/colors.ts';
import { showUserError } from '../views/error.ts';
import { usd } from '../views/format.ts';
import { impossible } from '../views/impossible.ts';
import { planText } from '../views/plan-human.ts';
import { plansDocument } from '../views/plan-json.ts';

/** `skyplan plan`: exit code 3 where nothing can run the task (or a step of it). */
export async function plan(args: { readonly file: string }, options: PlanOptions, io: Io): Promise<number> {
  const planned = await planTask(args.file, options, io, true);
  const failed = planned.steps.filter(({ plan: { ranked } }) => ranked.length === 0);
  if (options.json) {
    const top = options.all ? Number.POSITIVE_INFINITY : (options.top ?? 10);
    io.stdout(`${JSON.stringify(plansDocument(planned, top), null, 2)}\n`);
  } else {
    io.stdout(plansText(planned, options, io));
  }
  if (failed.length > 0) {
    if (!options.json) for (const each of failed) showUserError(impossible(each), false, io);
    return exitCode.impossible;
  }
  if (options.out !== undefined) await savePlan(options.out, planned, options, io);
  return exitCode.ok;
}

/** The plan of a task file for people; `up` shows the same. */
export function plansText(planned: PlannedTask, options: Pick<PlanOptions, 'top' | 'all'>, io: Io): string {
  const view = {
    top: options.top ?? 10,
    all: options.all ?? false,
    columns: io.columns,
    paint: colors(io.color),
    now: io.now(),
    rank,
  };
  const texts = planned.steps.map((step, index) => {
    const heading = planned.steps.length > 1 ? `Step ${index + 1} of ${planned.steps.length}\n` : '';
    return `${heading}${planText(step, view)}`;
  });
  const totals = planned.steps.map(({ plan: { ranked } }) => ranked[0]?.expectedUsd);
  const sum = totals.reduce<number | undefined>(
    (all, each) => (all === undefined || each === undefined ? undefined : all + each),
    0,
  );
  const assumed = planned.steps.some(({ task }) => task.hoursAssumed)
    ? ', with durations assumed where a step has none'
    : '';
  if (texts.length > 1 && sum !== undefined) texts.push(`All ${texts.length} steps: ${usd(sum)}${assumed}.\n`);
  return texts.join('\n');
}
