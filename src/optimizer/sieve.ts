import type { Catalog } from '../catalog/catalog.ts';
import type { Offering } from '../catalog/offering.ts';
import type { Task } from '../task/task.ts';
import type { Conditions } from './conditions.ts';
import { type CostModel, costModel, type PricedSides, totalUsd } from './cost.ts';
import { type Check, checksFor } from './feasible.ts';
import type { RejectionCode } from './plan.ts';
import { reject, type Tally } from './rejections.ts';

/** An offering that can finish the task, under the request that it serves best. */
export interface Feasible {
  readonly offering: Offering;
  readonly request: number;
  readonly sides: PricedSides;
  readonly expectedUsd: number;
}

/** A task made ready for looking at many offerings. */
export interface Sieve {
  readonly task: Task;
  readonly model: CostModel;
  readonly checks: readonly (readonly Check[])[];
  /** USD that may still be spent; infinite where the budget is no filter. */
  readonly boundUsd: number;
}

export function makeSieve(task: Task, catalog: Catalog, conditions: Conditions): Sieve {
  const bounded = task.budgetUsd !== undefined && !task.hoursAssumed;
  return {
    task,
    model: costModel(task, catalog, conditions),
    checks: task.requests.map((request) => checksFor(task, request, conditions)),
    boundUsd: bounded ? (task.budgetUsd ?? 0) - conditions.spentUsd : Number.POSITIVE_INFINITY,
  };
}

/**
 * What `keep` makes of the offerings that pass, and a tally of all the others. Appraising while sifting keeps a plan
 * of a hundred thousand offerings from living in memory twice.
 */
export function sift<Kept>(
  sieve: Sieve,
  offerings: readonly Offering[],
  keep: (feasible: Feasible) => Kept,
): { kept: Kept[]; tally: Tally } {
  const kept: Kept[] = [];
  const tally: Tally = new Map();
  for (const offering of offerings) {
    const best = siftOne(sieve, offering, tally);
    if (best !== undefined) kept.push(keep(best));
  }
  return { kept, tally };
}

/** Of the requests that an offering serves: the first of an ordered task, else the cheapest; rejected under the one it came nearest to. */
function siftOne(sieve: Sieve, offering: Offering, tally: Tally): Feasible | undefined {
  const { checks, task } = sieve;
  let best: Feasible | undefined;
  let furthest = -1;
  let miss: Miss | undefined;
  for (let request = 0; request < checks.length; request++) {
    const list = checks[request] ?? [];
    const stage = firstFailure(list, offering);
    if (stage < list.length) {
      const check = list[stage];
      if (check === undefined) continue;
      const depth = depthOf(check.code);
      if (depth <= furthest) continue;
      furthest = depth;
      miss = { code: check.code, request, check };
      continue;
    }
    const price = priceOf(sieve, offering, request);
    if (price.kind === 'feasible') {
      if (best === undefined || price.expectedUsd < best.expectedUsd) {
        best = price;
      }
      if (task.ordered) break;
    } else if (depthOf(price.code) > furthest) {
      furthest = depthOf(price.code);
      miss = { code: price.code, request, distance: price.distance, lacks: price.lacks };
    }
  }
  if (best !== undefined) return best;
  if (miss !== undefined) {
    const distance = miss.check === undefined ? (miss.distance ?? 0) : miss.check.distance(offering);
    reject(tally, miss.code, offering, miss.request, distance, miss.lacks);
  }
  return undefined;
}

interface Miss {
  readonly code: RejectionCode;
  readonly request: number;
  readonly check?: Check;
  readonly distance?: number;
  readonly lacks?: string | undefined;
}

function firstFailure(checks: readonly Check[], offering: Offering): number {
  let stage = 0;
  for (const check of checks) {
    if (check.fails(offering)) return stage;
    stage++;
  }
  return stage;
}

export type Priced =
  | (Feasible & { readonly kind: 'feasible' })
  | { readonly kind: 'refused'; readonly code: RejectionCode; readonly distance: number; readonly lacks?: string };

/** The checks that need the total, for an offering that passed the others. */
export function priceOf(sieve: Sieve, offering: Offering, request: number): Priced {
  const sides = sieve.model.sides(offering, request);
  if (sides.kind === 'unknown') {
    const distance = offering.usdPerHour ?? Number.POSITIVE_INFINITY;
    return { kind: 'refused', code: sides.code, distance, lacks: sides.lacks };
  }
  const expectedUsd = totalUsd(offering, sides, sieve.model.nodes);
  if (expectedUsd > sieve.boundUsd + 1e-9) return { kind: 'refused', code: 'over-budget', distance: expectedUsd };
  return { kind: 'feasible', offering, request, sides, expectedUsd };
}

/** How far an offering came before it failed, the order of the checks. */
const order: readonly RejectionCode[] = [
  'other-accelerator',
  'too-few-accelerators',
  'more-accelerators',
  'other-cloud',
  'other-instance-type',
  'other-region',
  'restricted-region',
  'other-zone',
  'other-arch',
  'burstable',
  'too-few-vcpus',
  'too-little-memory',
  'other-size',
  'other-market',
  'no-price',
  'over-max-price',
  'no-duration-for-accelerator',
  'past-deadline',
  'out-for-now',
  'no-egress-price',
  'over-budget',
];
const depths = new Map(order.map((code, depth) => [code, depth]));

function depthOf(code: RejectionCode): number {
  return depths.get(code) ?? 0;
}
