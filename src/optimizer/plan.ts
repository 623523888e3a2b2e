import type { CloudSummary } from '../catalog/catalog.ts';
import type { Offering } from '../catalog/offering.ts';
import type { Task } from '../task/task.ts';
import type { Conditions } from './conditions.ts';

/** Offerings ranked for one task under given conditions, and all the rejected with reasons. Inert, printable, savable. */
export interface Plan {
  readonly task: Task;
  readonly conditions: Conditions;
  readonly clouds: readonly CloudSummary[];
  /** Least expected USD first. A total order: ties by expected hours, then offering id. */
  readonly ranked: readonly PlannedOffering[];
  /** The same for clouds that cannot be launched yet. */
  readonly comparison: readonly PlannedOffering[];
  readonly rejected: Rejections;
  /** One-line hints: A100-80GB is cheaper, …, and what is not priced. */
  readonly hints: readonly string[];
  /** Only where nothing could be ranked: the offerings with the least against them, nearest first. */
  readonly nearMisses?: readonly NearMiss[];
}

/** An offering that only these reasons keep out, each with what would remove it. */
export interface NearMiss {
  readonly offering: Offering;
  /** Total USD of the task there, where it can be priced. */
  readonly expectedUsd?: number;
  readonly against: readonly { readonly code: RejectionCode; readonly remedy?: string }[];
}

/** Not to be spread: what a ranking makes works some fields out when they are read. JSON has them all. */
export interface PlannedOffering {
  /** From 1. */
  readonly rank: number;
  readonly offering: Offering;
  /** Index into `task.requests`: which alternative it satisfies. */
  readonly request: number;
  readonly nodes: number;
  /** Hours that each node is expected to be up. */
  readonly hours: number;
  readonly hoursAssumed: boolean;
  readonly lines: readonly CostLine[];
  /** Sum of the lines. */
  readonly expectedUsd: number;
  /** With a budget and assumed hours: how long the budget lasts here. */
  readonly budgetLastsHours?: number | undefined;
  /** Said beside the row: `8 GPUs for 4 asked`, `near floor`, … */
  readonly notes: readonly string[];
}

export interface CostLine {
  readonly kind: 'compute' | 'disk' | 'address' | 'egress-in' | 'egress-out' | 'checkpoint-move' | 'rework' | 'storage';
  readonly quantity: number;
  /** `node-hour`, `GiB-month`, `address-hour`, `GB`. */
  readonly unit: string;
  readonly unitPriceUsd: number;
  readonly usd: number;
  /** Where the price comes from, with its date; for egress also from where to where and which tier. */
  readonly source: string;
}

export interface Rejections {
  readonly count: number;
  /** Most offerings first. Reasons are stable codes; `reason` is the sentence for people. */
  readonly byReason: readonly RejectionGroup[];
}

export interface RejectionGroup {
  readonly code: RejectionCode;
  readonly reason: string;
  readonly count: number;
  /** Id of one of them; the nearest miss where "near" has a meaning. */
  readonly example: string;
  /** The nearest miss in words: `$57.20 for gcp/…`. */
  readonly nearest?: string;
  /** What would let the nearest miss in: `budget: $58`. */
  readonly remedy?: string;
}

export type RejectionCode =
  | 'other-cloud'
  | 'other-region'
  | 'other-zone'
  | 'other-instance-type'
  | 'other-accelerator'
  | 'too-few-accelerators'
  | 'more-accelerators'
  | 'other-arch'
  | 'too-few-vcpus'
  | 'too-little-memory'
  | 'other-size'
  | 'burstable'
  | 'other-market'
  | 'no-price'
  | 'over-max-price'
  | 'over-budget'
  | 'restricted-region'
  | 'no-egress-price'
  | 'no-duration-for-accelerator'
  | 'past-deadline'
  | 'out-for-now';
