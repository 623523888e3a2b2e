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
  for (let index = 0; index < planned.length; index++) totals[index] = (planned[index] as PlannedOffering).expectedUsd;
  totals.sort();
  const taken = new Uint32Array(planned.length);
  const sorted = planned.slice();
  for (const one of planned) {
    const first = firstPlace(totals, one.expectedUsd);
    const before = taken[first] as number;
    taken[first] = before + 1;
    sorted[first + before] = one;
  }
  for (let start = 0; start < sorted.length; start += taken[start] as number) {
    if ((taken[start] as number) > 1) orderEqual(sorted, start, taken[start] as number);
  }
  return sorted;
}

/** Orders a run of equal totals by hours, then id. Mostly these are the zones of one region, in the order of their ids. */
function orderEqual(sorted: PlannedOffering[], start: number, size: number): void {
  let isOrdered = true;
  const run: Tied[] = [];
  for (let place = start; place < start + size; place++) {
    const one = sorted[place] as PlannedOffering;
    const tied = { one, hours: one.hours, id: one.offering.id };
    const last = run.at(-1);
    isOrdered &&= last === undefined || byHoursThenId(last, tied) < 0;
    run.push(tied);
  }
  if (isOrdered) return;
  run.sort(byHoursThenId);
  for (let index = 0; index < size; index++) sorted[start + index] = (run[index] as Tied).one;
}

/** An id is put together when it is read: once here, not for every comparison. */
interface Tied {
  readonly one: PlannedOffering;
  readonly hours: number;
  readonly id: string;
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

function byHoursThenId(a: Tied, b: Tied): number {
  return a.hours - b.hours || (a.id < b.id ? -1 : 1);
}
