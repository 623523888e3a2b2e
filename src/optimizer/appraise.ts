import { assert } from '../base/assert.ts';
import type { Offering } from '../catalog/offering.ts';
import type { ResourceRequest } from '../task/task.ts';
import type { Conditions } from './conditions.ts';
import { costLines, type PricedSides } from './cost.ts';
import type { CostLine, PlannedOffering } from './plan.ts';
import type { Feasible, Sieve } from './sieve.ts';

/**
 * One feasible offering with its cost lines; `rank` is 0 until it stands in its order. A plan may hold a hundred
 * thousand and shows a dozen, so lines and notes are made when they are read.
 */
export function appraise(sieve: Sieve, feasible: Feasible, conditions: Conditions): PlannedOffering & { rank: number } {
  return new Appraisal(sieve, feasible, conditions);
}

class Appraisal implements PlannedOffering {
  rank = 0;
  readonly offering: Offering;
  readonly request: number;
  readonly expectedUsd: number;
  readonly #sides: PricedSides;
  readonly #sieve: Sieve;
  readonly #spentUsd: number;

  constructor(sieve: Sieve, { offering, request, sides, expectedUsd }: Feasible, { spentUsd }: Conditions) {
    this.offering = offering;
    this.request = request;
    this.expectedUsd = expectedUsd;
    this.#sides = sides;
    this.#sieve = sieve;
    this.#spentUsd = spentUsd;
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
    const { task } = this.#sieve;
    if (task.budgetUsd === undefined || !task.hoursAssumed) return undefined;
    return budgetLasts(task.budgetUsd - this.#spentUsd, this.lines, this.hours);
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
