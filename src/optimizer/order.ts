import type { PlannedOffering } from './plan.ts';

/**
 * Sorts and numbers a plan's offerings: of an ordered task an earlier request first, then least expected USD, then
 * least hours, then id. A total order, since ids are unique: the order that offerings come in does not matter.
 */
export function inOrder(planned: readonly PlannedOffering[], ordered: boolean): readonly PlannedOffering[] {
  const sorted = ordered ? byRequest(planned).flatMap(byExpectedUsd) : byExpectedUsd(planned);
  // In place: the objects are ours until they are returned, and a plan may hold a hundred thousand.
  let rank = 0;
  for (const one of sorted as { rank: number }[]) one.rank = ++rank;
  return sorted;
}

function byRequest(planned: readonly PlannedOffering[]): PlannedOffering[][] {
  const requests = [...new Set(planned.map((one) => one.request))].sort((a, b) => a - b);
  return requests.map((request) => planned.filter((one) => one.request === request));
}

/**
 * A sort by comparison takes half the time of a plan with a hundred thousand offerings. This one sorts the bare
 * totals, which the engine does natively, finds each offering's place among them, and compares only equal totals.
 */
function byExpectedUsd(planned: readonly PlannedOffering[]): PlannedOffering[] {
  const totals = new Float64Array(planned.length);
  let index = 0;
  for (const one of planned) totals[index++] = one.expectedUsd;
  totals.sort();
  const taken = new Uint32Array(planned.length);
  const sorted = planned.slice();
  for (const one of planned) {
    const first = firstPlace(totals, one.expectedUsd);
    let place = first + (taken[first] ?? 0);
    taken[first] = place - first + 1;
    if (place - first < shortRun) {
      for (let before = sorted[place - 1]; place > first && before !== undefined; before = sorted[place - 1]) {
        if (byHoursThenId(before, one) < 0) break;
        sorted[place--] = before;
      }
    }
    sorted[place] = one;
  }
  for (let start = 0; start < sorted.length; start += taken[start] ?? 1) {
    const size = taken[start] ?? 1;
    if (size <= shortRun) continue;
    const equal = sorted.slice(start, start + size).sort(byHoursThenId);
    for (const [offset, one] of equal.entries()) sorted[start + offset] = one;
  }
  return sorted;
}

/** Equal totals are mostly the zones of one region: so few are inserted at their place, more are sorted at the end. */
const shortRun = 12;

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
