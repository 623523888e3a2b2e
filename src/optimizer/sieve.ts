import type { Catalog } from '../catalog/catalog.ts';
import type { Offering } from '../catalog/offering.ts';
import type { Task } from '../task/task.ts';
import type { Conditions } from './conditions.ts';
import { type CostModel, costModel, type PricedSides, totalUsd } from './cost.ts';
import { type Check, checksFor } from './feasible.ts';
import { FeasibleList } from './feasible-list.ts';
import type { RejectionCode } from './plan.ts';
import { reject, type Tally } from './rejections.ts';

/** `depth`: how far an offering came that fails it. */
interface RankedCheck extends Check {
  readonly depth: number;
}

/** A task made ready for looking at many offerings. */
export interface Sieve {
  readonly task: Task;
  readonly model: CostModel;
  readonly checks: readonly (readonly RankedCheck[])[];
  /** USD that may still be spent; infinite where the budget is no filter. */
  readonly boundUsd: number;
  /** Spent so far, USD. */
  readonly spentUsd: number;
}

export function makeSieve(task: Task, catalog: Catalog, conditions: Conditions): Sieve {
  const bounded = task.budgetUsd !== undefined && !task.hoursAssumed;
  return {
    task,
    model: costModel(task, catalog, conditions),
    checks: task.requests.map((request) =>
      checksFor(task, request, conditions).map((check) => ({ ...check, depth: depthOf(check.code) })),
    ),
    boundUsd: bounded ? (task.budgetUsd ?? 0) - conditions.spentUsd : Number.POSITIVE_INFINITY,
    spentUsd: conditions.spentUsd,
  };
}

/** The offerings that pass, each under the request that it serves best, and a tally of all the others. */
export function sift(sieve: Sieve, offerings: readonly Offering[]): { feasible: FeasibleList; tally: Tally } {
  const feasible = new FeasibleList(offerings);
  const tally: Tally = new Map();
  for (let index = 0; index < offerings.length; index++) siftOne(sieve, offerings, index, feasible, tally);
  return { feasible, tally };
}

/**
 * Of the requests that an offering serves: the first of an ordered task, else the cheapest; rejected under the one
 * that it came nearest to. Most offerings end at their first check, so that way allocates nothing.
 */
function siftOne(
  sieve: Sieve,
  offerings: readonly Offering[],
  index: number,
  feasible: FeasibleList,
  tally: Tally,
): void {
  const { checks, task } = sieve;
  const offering = offerings[index] as Offering;
  let best: Feasible | undefined;
  let bestRequest = 0;
  let failed: RankedCheck | undefined;
  let refused: Refused | undefined;
  let request = 0;
  let nearest = 0;
  for (const list of checks) {
    const failure = firstFailure(list, offering);
    if (failure !== undefined) {
      if (failure.depth > (failed?.depth ?? -1) && refused === undefined) {
        failed = failure;
        nearest = request;
      }
    } else {
      const price = priceOf(sieve, offering, request);
      if (price.kind === 'feasible') {
        if (best === undefined || price.expectedUsd < best.expectedUsd) {
          best = price;
          bestRequest = request;
        }
        if (task.ordered) break;
      } else if (refused === undefined || depthOf(price.code) > depthOf(refused.code)) {
        refused = price;
        nearest = request;
      }
    }
    request++;
  }
  if (best !== undefined) feasible.add(index, bestRequest, best.sides, best.expectedUsd);
  else if (refused !== undefined) reject(tally, refused.code, offering, nearest, refused.distance, refused.lacks);
  else if (failed !== undefined) reject(tally, failed.code, offering, nearest, failed.distance(offering));
}

function firstFailure(checks: readonly RankedCheck[], offering: Offering): RankedCheck | undefined {
  for (const check of checks) if (check.fails(offering)) return check;
  return undefined;
}

interface Refused {
  readonly kind: 'refused';
  readonly code: RejectionCode;
  readonly distance: number;
  readonly lacks?: string;
}

interface Feasible {
  readonly kind: 'feasible';
  readonly sides: PricedSides;
  readonly expectedUsd: number;
}

export type Priced = Feasible | Refused;

/** The checks that need the total, for an offering that passed the others. */
export function priceOf(sieve: Sieve, offering: Offering, request: number): Priced {
  const sides = sieve.model.sides(offering, request);
  if (sides.kind === 'unknown') {
    const distance = offering.usdPerHour ?? Number.POSITIVE_INFINITY;
    return { kind: 'refused', code: sides.code, distance, lacks: sides.lacks };
  }
  const expectedUsd = totalUsd(offering, sides, sieve.model.nodes);
  if (expectedUsd > sieve.boundUsd + 1e-9) return { kind: 'refused', code: 'over-budget', distance: expectedUsd };
  return { kind: 'feasible', sides, expectedUsd };
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
