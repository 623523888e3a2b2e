import type { Catalog } from '../catalog/catalog.ts';
import type { Task } from '../task/task.ts';
import { appraise } from './appraise.ts';
import type { Conditions } from './conditions.ts';
import { hintsFor } from './hints.ts';
import { describeMiss, nearMisses } from './near-miss.ts';
import type { Plan, PlannedOffering } from './plan.ts';
import { groupsOf } from './rejections.ts';
import { makeSieve, sift, siftCatalog } from './sieve.ts';

/**
 * What is "best"? The offerings that can finish the task, least expected USD first, and all others with what is
 * against them. Pure: the same task, catalog and conditions give the same plan, whatever the order of the catalog.
 */
export function rank(task: Task, catalog: Catalog, conditions: Conditions): Plan {
  const sieve = makeSieve(task, catalog, conditions);
  const { feasible, tally } = siftCatalog(sieve, catalog);
  const ranked = inOrder(
    task,
    feasible.map((one) => appraise(sieve, one, conditions)),
  );
  const comparison = inOrder(
    task,
    sift(sieve, catalog.comparison).feasible.map((one) => appraise(sieve, one, conditions)),
  );
  const rejected = groupsOf(tally, task, (code, offering, request) => describeMiss(sieve, code, offering, request));
  const hints = hintsFor(task, catalog, conditions, ranked[0]);
  const plan = { task, conditions, clouds: catalog.clouds, ranked, comparison, rejected, hints };
  return ranked.length > 0 ? plan : { ...plan, nearMisses: nearMisses(sieve, catalog.offerings) };
}

function inOrder(task: Task, planned: PlannedOffering[]): readonly PlannedOffering[] {
  planned.sort(task.ordered ? byRequestThenUsd : byExpectedUsd);
  // In place: these objects are ours until they are returned, and a plan may hold a hundred thousand.
  let rank = 0;
  for (const one of planned as { rank: number }[]) one.rank = ++rank;
  return planned;
}

/** A total order: ids are unique. */
export function byExpectedUsd(a: PlannedOffering, b: PlannedOffering): number {
  return a.expectedUsd - b.expectedUsd || a.hours - b.hours || (a.offering.id < b.offering.id ? -1 : 1);
}

function byRequestThenUsd(a: PlannedOffering, b: PlannedOffering): number {
  return a.request - b.request || byExpectedUsd(a, b);
}
