import type { UnreadOfferings } from '../catalog/catalog.ts';
import type { Offering } from '../catalog/offering.ts';
import type { Task } from '../task/task.ts';
import type { RejectionCode, RejectionGroup, Rejections } from './plan.ts';
import { sayReason } from './reasons.ts';

/** Rejections under way: one entry a code, so that a hundred thousand of them cost a count and a comparison each. */
export type Tally = Map<RejectionCode, Entry>;

interface Entry {
  count: number;
  example: string;
  nearest: Offering | undefined;
  /** Which request of the task it came nearest to. */
  request: number;
  distance: number;
  /** Whose price is missing. */
  readonly lacks: Set<string>;
}

/** Counts one offering; keeps the nearest by distance, then by id, so that the order of offerings does not matter. */
export function reject(
  tally: Tally,
  code: RejectionCode,
  offering: Offering,
  request: number,
  distance: number,
  lacks?: string,
): void {
  const entry = entryOf(tally, code);
  entry.count += 1;
  if (lacks !== undefined) entry.lacks.add(lacks);
  if (entry.nearest !== undefined) {
    if (distance > entry.distance) return;
    if (distance === entry.distance && offering.id > entry.nearest.id) return;
  }
  entry.nearest = offering;
  entry.request = request;
  entry.distance = distance;
}

/** Offerings that were never read, because the catalog's index or their type alone says that they cannot serve. */
export function rejectUnread(tally: Tally, unread: readonly UnreadOfferings[]): void {
  for (const { count, example, reason = 'other-accelerator' } of unread) {
    if (count === 0) continue;
    const entry = entryOf(tally, reason);
    entry.count += count;
    if (entry.example === '' || example < entry.example) entry.example = example;
  }
}

function entryOf(tally: Tally, code: RejectionCode): Entry {
  let entry = tally.get(code);
  if (entry === undefined) {
    entry = {
      count: 0,
      example: '',
      nearest: undefined,
      request: 0,
      distance: Number.POSITIVE_INFINITY,
      lacks: new Set(),
    };
    tally.set(code, entry);
  }
  return entry;
}

/** What is said of the nearest miss of a group; `remedy` only where it lets that offering in. */
export interface NearestWords {
  readonly nearest?: string;
  readonly remedy?: string;
}

/** Most offerings first, then by code. */
export function groupsOf(
  tally: Tally,
  task: Task,
  describe: (code: RejectionCode, offering: Offering, request: number) => NearestWords,
): Rejections {
  const byReason: RejectionGroup[] = [];
  let count = 0;
  for (const [code, entry] of tally) {
    count += entry.count;
    const words = entry.nearest === undefined ? {} : describe(code, entry.nearest, entry.request);
    byReason.push({
      code,
      reason: sayReason(code, task, entry.count, [...entry.lacks].sort()),
      count: entry.count,
      example: entry.nearest?.id ?? entry.example,
      ...words,
    });
  }
  byReason.sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
  return { count, byReason };
}
