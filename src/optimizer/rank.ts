import type { Catalog } from '../catalog/catalog.ts';
import type { Task } from '../task/task.ts';
import type { Conditions } from './conditions.ts';
import { hintsFor } from './hints.ts';
import { describeMiss, nearMisses } from './near-miss.ts';
import { inOrder } from './order.ts';
import type { Plan } from './plan.ts';
import { groupsOf, rejectUnread } from './rejections.ts';
import { makeSieve, sift } from './sieve.ts';

/**
 * What is "best"? The offerings that can finish the task, least expected USD first, and all others with what is
 * against them. Pure: the same task, catalog and conditions give the same plan, whatever the order of the catalog.
 */
export function rank(task: Task, catalog: Catalog, conditions: Conditions): Plan {
  const sieve = makeSieve(task, catalog, conditions);
  const { feasible, tally } = sift(sieve, catalog.offerings);
  rejectUnread(tally, catalog.unread);
  const ranked = inOrder(sieve, feasible);
  const comparison = inOrder(sieve, sift(sieve, catalog.comparison).feasible);
  const rejected = groupsOf(tally, task, (code, offering, request) => describeMiss(sieve, code, offering, request));
  const hints = hintsFor(task, catalog, conditions, ranked[0]);
  const plan = { task, conditions, clouds: catalog.clouds, ranked, comparison, rejected, hints };
  return ranked.length > 0 ? plan : { ...plan, nearMisses: nearMisses(sieve, catalog.offerings) };
}
