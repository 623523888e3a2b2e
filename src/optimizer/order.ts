import type { PlannedOffering } from './plan.ts';

/**
 * Sorts and numbers a plan's offerings: of an ordered task an earlier request first, then least expected USD, then
 * least hours, then id. A total order, since ids are unique: the order that offerings come in does not matter.
 */
export function inOrder(planned: readonly PlannedOffering[], ordered: boolean): readonly PlannedOffering[] {
  const requests = ordered ? [...new Set(planned.map((one) => one.request))].sort((a, b) => a - b) : [undefined];
  const sorted = requests.flatMap((request) =>
    byExpectedUsd(request === undefined ? planned : planned.filter((one) => one.request === request)),
  );
  // In place: the objects are ours until they are returned, and a plan may hold a hundred thousand.
  let rank = 0;
  for (const one of sorted as { rank: number }[]) one.rank = ++rank;
  return sorted;
}

/**
 * A sort by comparison takes half the time of a plan with a hundred thousand offerings. This one sorts the bare
 * totals, which the engine does natively, finds each offering's place among them, and compares only equal totals.
 */
function byExpectedUsd(planned: readonly PlannedOffering[]): PlannedOffering[] {
  const totals = Float64Array.from(planned, (one) => one.expectedUsd).sort();
  const taken = new Uint32Array(planned.length);
  const sorted = new Array<PlannedOffering>(planned.length);
  for (const one of planned) {
    const first = firstPlace(totals, one.expectedUsd);
    const before = taken[first] ?? 0;
    taken[first] = before + 1;
    sorted[first + before] = one;
  }
  for (let start = 0; start < sorted.length; ) {
    const size = taken[start] ?? 1;
    if (size > 1) {
      const equal = sorted.slice(start, start + size).sort(byHoursThenId);
      for (const [offset, one] of equal.entries()) sorted[start + offset] = one;
    }
    start += size;
  }
  return sorted;
}

/** Binary search for the first place of a total. */
function firstPlace(totals: Float64Array, usd: number): number {
  let low = 0;
  let high = totals.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((totals[middle] ?? usd) < usd) low = middle + 1;
    else high = middle;
  }
  return low;
}

function byHoursThenId(a: PlannedOffering, b: PlannedOffering): number {
  return a.hours - b.hours || (a.offering.id < b.offering.id ? -1 : 1);
}
