import type { MachineType } from '../../src/catalog/schema.ts';

/** What the per-cloud derivations make of their sources, before it is written as `catalog/`. */
export interface DerivedCloud {
  readonly cloud: string;
  /** False where skyplan has no stack for the cloud: its prices are for comparison. */
  readonly launchable: boolean;
  readonly types: ReadonlyMap<string, DerivedType>;
  readonly prices: readonly DerivedPrice[];
}

export type DerivedType = Omit<MachineType, 'spotOfferings' | 'onDemandOfferings'>;

/** `'?'`: sold, but no trusted price is known. null: not sold under that market. */
export type DerivedUsd = number | '?' | null;

export interface DerivedPrice {
  readonly type: string;
  readonly region: string;
  readonly zone: string;
  readonly onDemand: DerivedUsd;
  readonly spot: DerivedUsd;
  /** Source key of the on-demand price, or of the spot price where there is only that. */
  readonly source: string;
  readonly spotSource: string;
}

/** Spot at or under this share of on-demand: a real price, but capacity there is unproven. */
export const NEAR_FLOOR_SHARE = 0.115;

export function isNearFloor(price: DerivedPrice): boolean {
  return (
    typeof price.spot === 'number' &&
    typeof price.onDemand === 'number' &&
    price.spot <= NEAR_FLOOR_SHARE * price.onDemand + 1e-9
  );
}

/** Rounded to what a price list can mean, so that sums of floats stay readable. */
export function roundUsd(usd: number): number {
  return Number(usd.toPrecision(7));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 ? high : ((sorted[middle - 1] ?? high) + high) / 2;
}

export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
