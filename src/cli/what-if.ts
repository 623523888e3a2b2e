import type { Catalog } from '../catalog/catalog.ts';
import type { Offering } from '../catalog/offering.ts';
import { isByTheHour } from '../optimizer/appraise.ts';
import type { Conditions } from '../optimizer/conditions.ts';
import type { CostLine, Plan, PlannedOffering } from '../optimizer/plan.ts';
import type { DataSource, Task } from '../task/task.ts';

export type Rank = (task: Task, catalog: Catalog, conditions: Conditions) => Plan;

/** The winner changes where the work takes longer (or shorter) than this. */
export interface HoursFlip {
  readonly side: 'longer' | 'shorter';
  readonly hours: number;
  readonly winner: Offering;
}

export interface EgressEffect {
  /** The winner if the data moved for nothing. */
  readonly free: PlannedOffering;
  /** What the data costs to bring to that winner; undefined: it cannot be priced or is out of the budget. */
  readonly freeEgressUsd: number | undefined;
  /** The best of each cloud with the data where it is, cheapest first, whatever the budget. */
  readonly bestOfClouds: readonly PlannedOffering[];
  /** The size of all data together at which the place of the winner changes. */
  readonly sizes: readonly {
    readonly side: 'larger' | 'smaller';
    readonly sizeGB: number;
    readonly winner: PlannedOffering;
  }[];
  /** What the task would cost with all its data elsewhere, cheapest first; only places that change the winner. */
  readonly places: readonly { readonly cloud: string; readonly region: string; readonly winner: PlannedOffering }[];
}

const daysMax = 30;
const pebibyteGB = 1024 * 1024;

/**
 * The durations next to the task's own at which another offering would win. Exact within the plan's own
 * arithmetic: a total is a fixed part (data moved once) and a part that grows with the hours.
 */
export function findHoursFlips(plan: Plan): HoursFlip[] {
  const winner = plan.ranked[0];
  const hours = plan.task.hours;
  // Nothing is paid once: all totals grow alike.
  if (winner === undefined || !(hours > 0) || !movesData(plan.task)) return [];
  const own = parts(winner, hours);
  const best: { longer?: HoursFlip; shorter?: HoursFlip } = {};
  for (const other of cheapestOfEachRegion(plan)) {
    const theirs = parts(other, hours);
    const slower = own.perHour - theirs.perHour;
    if (slower === 0) continue;
    const at = (theirs.fixed - own.fixed) / slower;
    if (at > hours && slower > 0 && at <= daysMax * 24 && at < (best.longer?.hours ?? Number.POSITIVE_INFINITY)) {
      best.longer = { side: 'longer', hours: at, winner: other.offering };
    }
    if (at < hours && slower < 0 && at >= 1 / 60 && at > (best.shorter?.hours ?? 0)) {
      best.shorter = { side: 'shorter', hours: at, winner: other.offering };
    }
  }
  return [best.shorter, best.longer].filter((flip) => flip !== undefined);
}

function parts(planned: PlannedOffering, hours: number): { fixed: number; perHour: number } {
  const byTheHour = planned.lines.filter(isByTheHour).reduce((sum, line) => sum + line.usd, 0);
  return { fixed: planned.expectedUsd - byTheHour, perHour: byTheHour / hours };
}

export function egressUsdOf(planned: PlannedOffering): number {
  return planned.lines.filter(({ kind }) => isMove(kind)).reduce((sum, line) => sum + line.usd, 0);
}

function isMove(kind: CostLine['kind']): boolean {
  return kind === 'egress-in' || kind === 'egress-out' || kind === 'checkpoint-move';
}

/**
 * How the place and size of the data decide. Ranks again with the data gone, moved and resized; after the
 * first time only over the cheapest offering of each region and market, for egress depends on nothing finer.
 * The budget is left out of it: what matters is who would be cheapest.
 */
export function findEgressEffect(plan: Plan, catalog: Catalog, rank: Rank): EgressEffect | undefined {
  const { task, conditions } = plan;
  if (!movesData(task)) return undefined;
  const { budgetUsd: _budget, ...open } = task;
  const without = rank({ ...open, data: [] }, catalog, conditions);
  const free = without.ranked[0];
  if (free === undefined) return undefined;
  const few: Catalog = {
    ...catalog,
    offerings: cheapestOfEachRegion(without).map(({ offering }) => offering),
    comparison: [],
    unread: [],
  };
  const withData = (data: readonly DataSource[]): Plan => rank({ ...open, data }, few, conditions);
  const now = withData(task.data);
  const there = now.ranked.find(({ offering }) => offering.id === free.offering.id);
  return {
    free,
    freeEgressUsd: there && egressUsdOf(there),
    bestOfClouds: bestOfClouds(now),
    sizes: flipSizes(task, now, free, withData),
    places: flipPlaces(task, now, without, withData),
  };
}

function bestOfClouds(plan: Plan): PlannedOffering[] {
  const seen = new Map<string, PlannedOffering>();
  for (const planned of plan.ranked) {
    if (!seen.has(planned.offering.cloud)) seen.set(planned.offering.cloud, planned);
  }
  return [...seen.values()];
}

function movesData(task: Task): boolean {
  return task.data.some((data) => data.passes > 0 && data.sizeGB > 0);
}

/** What data costs to move hangs on the region alone, so no other offering of a region can ever overtake its cheapest. */
function cheapestOfEachRegion(plan: Plan): PlannedOffering[] {
  const seen = new Map<string, PlannedOffering>();
  for (const planned of plan.ranked) {
    const key = regionOf(planned);
    if (!seen.has(key)) seen.set(key, planned);
  }
  return [...seen.values()];
}

function flipSizes(
  task: Task,
  now: Plan,
  free: PlannedOffering,
  withData: (data: readonly DataSource[]) => Plan,
): EgressEffect['sizes'] {
  const total = task.data.reduce((sum, data) => sum + data.sizeGB, 0);
  const winner = now.ranked[0];
  if (winner === undefined || total === 0) return [];
  // At home already and cheapest of all: no size moves it.
  if (egressUsdOf(winner) === 0 && regionOf(winner) === regionOf(free)) return [];
  const at = (sizeGB: number): PlannedOffering | undefined =>
    withData(task.data.map((data) => ({ ...data, sizeGB: (data.sizeGB * sizeGB) / total }))).ranked[0];
  const moved = (other: PlannedOffering | undefined): other is PlannedOffering =>
    other !== undefined && regionOf(other) !== regionOf(winner);
  const flips: EgressEffect['sizes'][number][] = [];
  for (const [side, factor, end] of [
    ['smaller', 0.5, 1 / 1024],
    ['larger', 2, pebibyteGB],
  ] as const) {
    let same = total;
    for (let size = total * factor; side === 'smaller' ? size >= end : size <= end; size *= factor) {
      if (!moved(at(size))) {
        same = size;
        continue;
      }
      let flipped = size;
      for (let round = 0; round < 9; round++) {
        const middle = (same + flipped) / 2;
        if (moved(at(middle))) flipped = middle;
        else same = middle;
      }
      const other = at(flipped);
      if (moved(other)) flips.push({ side, sizeGB: flipped, winner: other });
      break;
    }
  }
  return flips;
}

/** Tries the homes of the offerings that would be cheapest if data moved for nothing, a few per cloud. */
function flipPlaces(
  task: Task,
  now: Plan,
  without: Plan,
  withData: (data: readonly DataSource[]) => Plan,
): EgressEffect['places'] {
  const winner = now.ranked[0];
  const clouds = new Set(task.data.map((data) => data.cloud));
  const tried = new Map<string, { cloud: string; region: string }>();
  const perCloud = new Map<string, number>();
  for (const { offering } of without.ranked) {
    const { cloud, region } = offering;
    const key = `${cloud}/${region}`;
    if (tried.has(key) || (perCloud.get(cloud) ?? 0) >= 2) continue;
    if (task.data.every((data) => data.cloud === cloud && data.region === region)) continue;
    if (!clouds.has(cloud) && !without.clouds.some((known) => known.cloud === cloud && known.launchable)) continue;
    perCloud.set(cloud, (perCloud.get(cloud) ?? 0) + 1);
    tried.set(key, { cloud, region });
  }
  return [...tried.values()]
    .map((home) => ({ ...home, winner: withData(task.data.map((data) => ({ ...data, ...home }))).ranked[0] }))
    .filter((each): each is EgressEffect['places'][number] => {
      return each.winner !== undefined && (winner === undefined || each.winner.offering.id !== winner.offering.id);
    })
    .toSorted((a, b) => a.winner.expectedUsd - b.winner.expectedUsd);
}

function regionOf({ offering }: PlannedOffering): string {
  return `${offering.cloud}/${offering.region}`;
}
