import { assert } from '../base/assert.ts';
import type { Offering } from '../catalog/offering.ts';
import type { ResourceRequest } from '../task/task.ts';
import type { Conditions } from './conditions.ts';
import { type CostModel, costLines, type PricedSides } from './cost.ts';
import type { CostLine, PlannedOffering } from './plan.ts';
import type { Feasible, Sieve } from './sieve.ts';

/** One feasible offering with its cost lines; `rank` is 0 until it stands in its order. */
export function appraise(sieve: Sieve, feasible: Feasible, conditions: Conditions): PlannedOffering {
  const { task, model } = sieve;
  const wish = task.requests[feasible.request];
  assert(wish !== undefined, `no request ${feasible.request}`);
  const planned = new Appraised(feasible, model, task.hoursAssumed, notesOn(feasible.offering, wish));
  if (task.budgetUsd === undefined || !task.hoursAssumed) return planned;
  const lasts = budgetLasts(task.budgetUsd - conditions.spentUsd, planned.lines, planned.hours);
  if (lasts !== undefined) planned.budgetLastsHours = lasts;
  return planned;
}

/**
 * Makes its lines when they are read: a plan may hold a hundred thousand offerings, and a handful are looked into.
 * JSON holds them; a spread (`{ ...planned }`) does not, so read `lines` by name.
 */
class Appraised implements PlannedOffering {
  readonly rank: number = 0;
  readonly offering: Offering;
  readonly request: number;
  readonly nodes: number;
  readonly hours: number;
  readonly hoursAssumed: boolean;
  readonly expectedUsd: number;
  readonly notes: readonly string[];
  declare budgetLastsHours?: number;
  readonly #sides: PricedSides;
  readonly #model: CostModel;

  constructor(feasible: Feasible, model: CostModel, hoursAssumed: boolean, notes: readonly string[]) {
    this.offering = feasible.offering;
    this.request = feasible.request;
    this.nodes = model.nodes;
    this.hours = feasible.sides.hours;
    this.hoursAssumed = hoursAssumed;
    this.expectedUsd = feasible.expectedUsd;
    this.notes = notes;
    this.#sides = feasible.sides;
    this.#model = model;
  }

  get lines(): readonly CostLine[] {
    return costLines(this.offering, this.#sides, this.#model);
  }

  toJSON(): PlannedOffering {
    return { ...this, lines: this.lines };
  }
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
