import { assert } from '../base/assert.ts';
import { appraise } from './appraise.ts';
import type { FeasibleList } from './feasible-list.ts';
import type { PlannedOffering } from './plan.ts';
import type { Sieve } from './sieve.ts';

/**
 * A plan's offerings, sorted and numbered: of an ordered task an earlier request first, then least expected USD, then
 * least hours, then id. A total order, since ids are unique: the order that offerings come in does not matter.
 */
export function inOrder(sieve: Sieve, list: FeasibleList): readonly PlannedOffering[] {
  const planned: PlannedOffering[] = [];
  for (const group of sieve.task.ordered ? byRequest(list) : [everyIndex(list)]) {
    sortByExpectedUsd(group, list);
    for (const index of group) planned.push(appraise(sieve, list, index, planned.length + 1));
  }
  return planned;
}

function byRequest(list: FeasibleList): Uint32Array[] {
  const every = everyIndex(list);
  const requests = [...new Set(Array.from(every, (index) => list.request(index)))].sort((a, b) => a - b);
  return requests.map((request) => every.filter((index) => list.request(index) === request));
}

function everyIndex({ length }: FeasibleList): Uint32Array {
  const indexes = new Uint32Array(length);
  for (let index = 0; index < length; index++) indexes[index] = index;
  return indexes;
}

/**
 * A sort by comparison takes half the time of a plan with a hundred thousand offerings. This one lets the engine sort
 * bare numbers: the totals, with the last bits of each replaced by where its index stands. Totals that are equal but
 * for those bits are then compared in full.
 */
function sortByExpectedUsd(indexes: Uint32Array, list: FeasibleList): void {
  const unsorted = indexes.slice();
  const keys = new Float64Array(indexes.length);
  const words = new Uint32Array(keys.buffer);
  const placeBits = 2 ** Math.ceil(Math.log2(indexes.length + 1)) - 1;
  for (let place = 0; place < unsorted.length; place++) {
    const usd = list.expectedUsd[unsorted[place] as number] as number;
    assert(usd >= 0 && usd < Number.POSITIVE_INFINITY, 'a total is no amount');
    // A zero with a sign would be sorted before one without.
    keys[place] = usd + 0;
    const low = place * 2 + lowWord;
    words[low] = ((words[low] as number) & ~placeBits) | place;
  }
  keys.sort();
  let runStart = 0;
  for (let place = 0; place < indexes.length; place++) {
    indexes[place] = unsorted[(words[place * 2 + lowWord] as number) & placeBits] as number;
    if (place > 0 && isSameButPlace(words, place, placeBits)) continue;
    if (place - runStart > 1) sortEqual(indexes, runStart, place, list);
    runStart = place;
  }
  if (indexes.length - runStart > 1) sortEqual(indexes, runStart, indexes.length, list);
}

/** Which half of a number in memory holds its last bits. */
const lowWord = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 0 : 1;

/** Whether a key is that before it, but for the bits of the place. */
function isSameButPlace(words: Uint32Array, place: number, placeBits: number): boolean {
  const at = place * 2;
  if (words[at + 1 - lowWord] !== words[at - 1 - lowWord]) return false;
  return (((words[at + lowWord] as number) ^ (words[at - 2 + lowWord] as number)) & ~placeBits) === 0;
}

/** Sorts a run of (nearly) equal totals. Mostly these are the zones of one region, in the order of their ids. */
function sortEqual(indexes: Uint32Array, start: number, end: number, list: FeasibleList): void {
  const run: Tied[] = [];
  let last: Tied | undefined;
  let isSorted = true;
  for (let place = start; place < end; place++) {
    const index = indexes[place] as number;
    const expectedUsd = list.expectedUsd[index] as number;
    const tied = { index, expectedUsd, hours: list.sides(index).hours, id: list.offering(index).id };
    isSorted &&= last === undefined || inFull(last, tied) < 0;
    run.push(tied);
    last = tied;
  }
  if (isSorted) return;
  run.sort(inFull);
  for (let place = start; place < end; place++) indexes[place] = (run[place - start] as Tied).index;
}

/** An id is put together when it is read: once here, not for every comparison. */
interface Tied {
  readonly index: number;
  readonly expectedUsd: number;
  readonly hours: number;
  readonly id: string;
}

function inFull(a: Tied, b: Tied): number {
  return a.expectedUsd - b.expectedUsd || a.hours - b.hours || (a.id < b.id ? -1 : 1);
}
