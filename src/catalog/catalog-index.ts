import type { UnreadOfferings, Vocabulary } from './catalog.ts';
import type { Offering } from './offering.ts';
import type { TypeFilter } from './parse-offerings.ts';

/** `catalog/index.json`: what the catalog holds, so that a plan reads only what it needs and counts the rest. */
export interface CatalogIndex {
  readonly schemaVersion: 1;
  /** Of the whole catalog. */
  readonly hash: string;
  readonly clouds: readonly CloudCounts[];
  /** File name → hash, for the tables beside the offerings. */
  readonly tables: Readonly<Record<string, string>>;
  readonly files: readonly IndexedFile[];
  readonly vocabulary: Vocabulary;
}

export interface CloudCounts {
  readonly cloud: string;
  /** False: prices for comparison only. */
  readonly launchable: boolean;
  readonly offerings: number;
  readonly spot: number;
  readonly onDemand: number;
  readonly asOf: string;
  readonly oldest: string;
}

/** A pair of files: `types/<cloud>/<file>.csv` and `offerings/<cloud>/<file>.csv`. */
export interface IndexedFile {
  readonly cloud: string;
  readonly file: string;
  readonly hash: string;
  /** By accelerator (`''` for CPU types): offerings of each market and the id of one of them. */
  readonly offerings: Readonly<Record<string, readonly [spot: number, onDemand: number, example: string]>>;
}

/** Which offerings a plan needs; accelerators by catalog name. Without `clouds`, of every cloud. */
export interface WantedOfferings {
  readonly accelerators: readonly string[];
  readonly cpu: boolean;
  readonly clouds?: readonly string[];
  /** Types of the wanted accelerators (or CPU types) that no request can use: counted, not read. */
  readonly leaveOut?: TypeFilter;
  /** Where every request wants the same market: the other's offerings are counted, not read. */
  readonly market?: Offering['market'] | 'any';
}

/** The files that hold a wanted offering, and a count of all the offerings in the others. */
export function findFiles(
  index: CatalogIndex,
  wanted: WantedOfferings,
): { files: IndexedFile[]; unread: UnreadOfferings[] } {
  const launchable = new Set(index.clouds.filter((cloud) => cloud.launchable).map((cloud) => cloud.cloud));
  const files: IndexedFile[] = [];
  const unread: UnreadOfferings[] = [];
  for (const file of index.files) {
    const otherCloud = wanted.clouds !== undefined && !wanted.clouds.includes(file.cloud);
    const keys = Object.keys(file.offerings);
    if (!otherCloud && keys.some((key) => isWanted(key || null, wanted))) files.push(file);
    else if (launchable.has(file.cloud))
      unread.push(...unreadOf(file, otherCloud ? 'other-cloud' : 'other-accelerator'));
  }
  return { files, unread };
}

/** For the types within a file that is read. */
export function typeFilter(wanted: WantedOfferings): TypeFilter {
  return (type) => (isWanted(type.accelerator, wanted) ? (wanted.leaveOut?.(type) ?? null) : 'other-accelerator');
}

function isWanted(accelerator: string | null, { accelerators, cpu }: WantedOfferings): boolean {
  return accelerator === null ? cpu : accelerators.includes(accelerator);
}

function unreadOf({ cloud, offerings }: IndexedFile, reason: 'other-cloud' | 'other-accelerator'): UnreadOfferings[] {
  return Object.entries(offerings).map(([key, [spot, onDemand, example]]) => {
    return { cloud, accelerator: key || null, reason, count: spot + onDemand, example };
  });
}
