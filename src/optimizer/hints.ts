import type { Catalog } from '../catalog/catalog.ts';
import type { Task } from '../task/task.ts';
import type { Conditions } from './conditions.ts';
import { inOrder } from './order.ts';
import type { PlannedOffering } from './plan.ts';
import { makeSieve, sift } from './sieve.ts';
import { sayUsd } from './words.ts';

/**
 * One line for each sibling of a GPU asked for (`A100-80GB` of `A100`) that would be cheaper than the winner, or could
 * be had where nothing else can. Never ranked by itself: another memory size is another machine.
 */
export function hintsFor(
  task: Task,
  catalog: Catalog,
  conditions: Conditions,
  winner: PlannedOffering | undefined,
): readonly string[] {
  const asked = new Set(task.requests.flatMap((request) => (request.accelerator ? [request.accelerator.name] : [])));
  if (asked.size === 0) return [];
  const siblings = new Set<string>();
  let last: string | null = null;
  for (const { accelerator } of catalog.offerings) {
    // A catalog goes accelerator by accelerator: nearly all of its rows end here.
    if (accelerator === null || accelerator === last) continue;
    last = accelerator;
    if (asked.has(accelerator) || siblings.has(accelerator)) continue;
    if ([...asked].some((name) => areSiblings(name, accelerator))) siblings.add(accelerator);
  }
  return [...siblings].sort().flatMap((sibling) => hintFor(sibling, task, catalog, conditions, winner));
}

function hintFor(
  sibling: string,
  task: Task,
  catalog: Catalog,
  conditions: Conditions,
  winner: PlannedOffering | undefined,
): string[] {
  const requests = task.requests.flatMap((request) =>
    request.accelerator !== undefined && areSiblings(request.accelerator.name, sibling)
      ? [{ ...request, accelerator: { ...request.accelerator, name: sibling } }]
      : [],
  );
  const sieve = makeSieve({ ...task, requests, ordered: false }, catalog, conditions);
  const offerings = catalog.offerings.filter((offering) => offering.accelerator === sibling);
  const [best] = inOrder(sieve, sift(sieve, offerings).feasible);
  if (best === undefined || (winner !== undefined && best.expectedUsd >= winner.expectedUsd)) return [];
  const count = requests[best.request]?.accelerator?.count ?? 1;
  const how = `ask for it with \`accelerators: ${sibling}:${count}\``;
  const total = `${sayUsd(best.expectedUsd)} for ${best.offering.id}`;
  return winner === undefined
    ? [`${sibling} can be had: ${total}; ${how}.`]
    : [`${sibling} would be cheaper: ${total} against ${sayUsd(winner.expectedUsd)}; ${how}.`];
}

/** One GPU in two builds: one name continues the other after a dash (`H100`, `H100-NVL`). */
function areSiblings(a: string, b: string): boolean {
  return a !== b && (a.startsWith(`${b}-`) || b.startsWith(`${a}-`));
}
