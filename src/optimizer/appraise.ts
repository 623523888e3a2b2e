import { assert } from '../base/assert.ts';
import type { Offering } from '../catalog/offering.ts';
import type { ResourceRequest } from '../task/task.ts';
import type { Conditions } from './conditions.ts';
import { costLines } from './cost.ts';
import type { CostLine, PlannedOffering } from './plan.ts';
import type { Feasible, Sieve } from './sieve.ts';

/** One feasible offering with its cost lines; `rank` is 0 until it stands in its order. */
export function appraise(sieve: Sieve, feasible: Feasible, conditions: Conditions): PlannedOffering {
  const { task, model } = sieve;
  const { offering, request, sides, expectedUsd } = feasible;
  const lines = costLines(offering, sides, model);
  const wish = task.requests[request];
  assert(wish !== undefined, `no request ${request}`);
  const planned: PlannedOffering = {
    rank: 0,
    offering,
    request,
    nodes: model.nodes,
    hours: sides.hours,
    hoursAssumed: task.hoursAssumed,
    lines,
    expectedUsd,
    notes: notesOn(offering, wish),
  };
  if (task.budgetUsd === undefined || !task.hoursAssumed) return planned;
  const lasts = budgetLasts(task.budgetUsd - conditions.spentUsd, lines, sides.hours);
  return lasts === undefined ? planned : { ...planned, budgetLastsHours: lasts };
}

/** Hours at which the total reaches the budget: what is paid once (egress) goes off first. Undefined: it never does. */
function budgetLasts(leftUsd: number, lines: readonly CostLine[], hours: number): number | undefined {
  let onceUsd = 0;
  let hourlyUsd = 0;
  for (const line of lines) {
    if (isByTheHour(line)) hourlyUsd += line.usd;
    else onceUsd += line.usd;
  }
  if (hourlyUsd === 0 || hours === 0) return undefined;
  return Math.max(0, ((leftUsd - onceUsd) / hourlyUsd) * hours);
}

/** Lines that grow with the hours that a machine is up; the others are paid once, whatever the duration. */
export function isByTheHour(line: CostLine): boolean {
  return line.kind === 'compute' || line.kind === 'disk' || line.kind === 'address';
}

const none: readonly string[] = [];

function notesOn(offering: Offering, request: ResourceRequest): readonly string[] {
  const asked = request.accelerator;
  const more = asked !== undefined && offering.acceleratorCount > asked.count;
  const optIn = offering.access === 'opt-in' && !offering.notes.some((note) => note.includes('opt-in'));
  if (!more && !optIn) return offering.notes.length === 0 ? none : offering.notes;
  const noun = /^(tpu|trainium|inferentia|gaudi)/i.test(offering.accelerator ?? '') ? 'accelerators' : 'GPUs';
  return [
    ...(more ? [`${offering.acceleratorCount} ${noun} for ${asked.count} asked`] : []),
    ...offering.notes,
    ...(optIn ? ['opt-in region'] : []),
  ];
}
