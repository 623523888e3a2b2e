import type { EgressRate, Offering, Region } from './offering.ts';

export type { Vocabulary } from '../task/vocabulary.ts';

/**
 * What a plan reads of the catalog: all offerings that might serve the task, and a count of those that
 * it need not read (another accelerator), so that the plan still accounts for every one.
 */
export interface Catalog {
  readonly offerings: readonly Offering[];
  /** Offerings of clouds that skyplan cannot launch yet: shown for comparison, never the winner. */
  readonly comparison: readonly Offering[];
  /** Offerings not read, because their accelerator is not one that the task asks for. */
  readonly unread: readonly UnreadOfferings[];
  readonly clouds: readonly CloudSummary[];
  readonly regions: readonly Region[];
  readonly egress: readonly EgressRate[];
  readonly storage: readonly StorageRate[];
  /** Changes whenever a row that the plan may depend on changes. */
  readonly hash: string;
}

/** `accelerator` null: CPU types. */
export interface UnreadOfferings {
  readonly cloud: string;
  readonly accelerator: string | null;
  /** Why it need not be read, as the optimizer's rejection codes; absent: another accelerator than the task's. */
  readonly reason?:
    | 'other-cloud'
    | 'other-accelerator'
    | 'other-instance-type'
    | 'other-arch'
    | 'too-few-vcpus'
    | 'too-little-memory'
    | 'other-size'
    | 'burstable'
    | 'other-market';
  readonly count: number;
  readonly example: string;
}

export interface CloudSummary {
  readonly cloud: string;
  readonly offerings: number;
  /** Newest date of a price in that cloud's files, YYYY-MM-DD, and the oldest. */
  readonly asOf: string;
  readonly oldest: string;
  readonly launchable: boolean;
}

/** Prices beside the machine's: a row of `catalog/storage.csv`. */
export interface StorageRate {
  readonly cloud: string;
  /** A region or `any`; the most specific row wins. */
  readonly region: string;
  /** `disk:low` … `disk:best` (USD per GiB-month), `disk-tier:<GiB>` (USD per month of the whole disk, Azure), `address:spot`, `address:on-demand` (USD per hour), `object:standard` (USD per GB-month). */
  readonly item: string;
  readonly usd: number;
  readonly per: 'GiB-month' | 'GB-month' | 'month' | 'hour';
  readonly source: string;
}
