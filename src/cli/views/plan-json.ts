import type { Offering } from '../../catalog/offering.ts';
import type { PlannedOffering } from '../../optimizer/plan.ts';
import type { Task } from '../../task/task.ts';
import type { PlannedStep, PlannedTask } from '../plan-task.ts';
import { errorFields } from './error.ts';
import { impossible } from './impossible.ts';

/** What `plan --json` prints: the document of the one step, or `steps` with that of each. */
export function plansDocument({ steps }: PlannedTask, top: number): unknown {
  const documents = steps.map((step) => planDocument(step, top));
  return documents.length === 1 ? documents[0] : { schemaVersion: 1, steps: documents };
}

/** One step. A plan with nothing ranked also has `error`. */
function planDocument(step: PlannedStep, top: number): Record<string, unknown> {
  const { plan } = step;
  return {
    schemaVersion: 1,
    task: shownTask(plan.task),
    checkIndex: step.checkIndex,
    catalog: { clouds: plan.clouds.map(({ cloud, offerings, asOf, oldest }) => ({ cloud, offerings, asOf, oldest })) },
    ranked: plan.ranked.slice(0, top).map(planned),
    comparison: plan.comparison.slice(0, top).map(planned),
    rejected: {
      count: plan.rejected.count,
      byReason: plan.rejected.byReason.map(({ code, reason, count, example, nearest, remedy }) => ({
        code,
        reason,
        count,
        example,
        ...(nearest === undefined ? {} : { nearest }),
        ...(remedy === undefined ? {} : { remedy }),
      })),
    },
    notes: [...plan.task.notes, ...plan.hints],
    warnings: step.warnings,
    ...(plan.ranked.length > 0 ? {} : { error: errorFields(impossible(step)) }),
  };
}

/** A task as it may be shown and saved: names of secrets, never their values. */
export function shownTask(task: Task): Omit<Task, 'secrets'> & { secrets: readonly string[] } {
  return { ...task, secrets: Object.keys(task.secrets) };
}

function planned(item: PlannedOffering): Record<string, unknown> {
  return {
    rank: item.rank,
    offering: shownOffering(item.offering, item.notes),
    nodes: item.nodes,
    hours: item.hours,
    hoursAssumed: item.hoursAssumed,
    lines: item.lines.map(({ kind, quantity, unit, unitPriceUsd, usd, source }) => ({
      kind,
      quantity,
      unit,
      unitPriceUsd,
      usd,
      source,
    })),
    expectedUsd: item.expectedUsd,
    ...(item.budgetLastsHours === undefined ? {} : { budgetLastsHours: item.budgetLastsHours }),
  };
}

export function shownOffering(offering: Offering, notes: readonly string[] = []): Record<string, unknown> {
  const { id, cloud, region, zone, instanceType, accelerator, acceleratorCount, vcpus, memoryGiB, market } = offering;
  const { usdPerHour, priceKind, asOf, source } = offering;
  const said = [...new Set([...offering.notes, ...notes])];
  return {
    ...{ id, cloud, region, zone, instanceType, accelerator, acceleratorCount, vcpus, memoryGiB, market },
    ...{ usdPerHour, priceKind, asOf, source, notes: said },
  };
}
