import { assert } from '../base/assert.ts';
import type { Offering } from '../catalog/offering.ts';
import type { ResourceRequest } from '../task/task.ts';
import { costLines, type PricedSides, totalUsd } from './cost.ts';
import type { FeasibleList } from './feasible-list.ts';
import type { CostLine, PlannedOffering } from './plan.ts';
import type { Sieve } from './sieve.ts';

/**
 * The feasible offering at an index, with its cost lines. A plan may hold a hundred thousand and shows a dozen, so all
 * but what it is are worked out when they are read.
 * @param rank its place in the order, from 1
 */
export function appraise(sieve: Sieve, list: FeasibleList, index: number, rank: number): PlannedOffering {
  return new Appraisal(sieve, list, index, rank);
}

class Appraisal implements PlannedOffering {
  readonly rank: number;
  readonly offering: Offering;
  readonly request: number;
  readonly #sides: PricedSides;
  readonly #sieve: Sieve;

  constructor(sieve: Sieve, list: FeasibleList, index: number, rank: number) {
    this.rank = rank;
    this.offering = list.offering(index);
    this.request = list.request(index);
    this.#sides = list.sides(index);
    this.#sieve = sieve;
  }

  get expectedUsd(): number {
    return totalUsd(this.offering, this.#sides, this.nodes);
  }
  get nodes(): number {
    return this.#sieve.model.nodes;
  }
  get hours(): number {
    return this.#sides.hours;
  }
  get hoursAssumed(): boolean {
    return this.#sieve.task.hoursAssumed;
  }
  get lines(): readonly CostLine[] {
    return costLines(this.offering, this.#sides, this.#sieve.model);
  }
  get notes(): readonly string[] {
    const wish = this.#sieve.task.requests[this.request];
    assert(wish !== undefined, `no request ${this.request}`);
    return notesOn(this.offering, wish);
  }
  get budgetLastsHours(): number | undefined {
    const { task, spentUsd } = this.#sieve;
    if (task.budgetUsd === undefined || !task.hoursAssumed) return undefined;
    return budgetLasts(task.budgetUsd - spentUsd, this.lines, this.hours);
  }

  toJSON(): PlannedOffering {
    const { rank, offering, request, nodes, hours, hoursAssumed, lines, expectedUsd, budgetLastsHours, notes } = this;
    return { rank, offering, request, nodes, hours, hoursAssumed, lines, expectedUsd, budgetLastsHours, notes };
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
