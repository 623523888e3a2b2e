import type { Catalog, StorageRate } from '../catalog/catalog.ts';
import type { ResourceRequest } from '../task/task.ts';

/** A price beside the machine's, with its unit. `perDisk`: the price is of the whole disk, whatever is used of it. */
export interface SidePrice {
  readonly usd: number;
  readonly perDisk: boolean;
  readonly source: string;
}

/** The rows of `catalog/storage.csv`, found by cloud, region and item. */
export interface StorageTable {
  readonly rates: ReadonlyMap<string, StorageRate>;
  /** Clouds with rows at all. One without any sells the machine whole: its price covers disk and address. */
  readonly clouds: ReadonlySet<string>;
  /** Sizes of whole-disk tiers by cloud, in GiB, rising. */
  readonly diskSizes: ReadonlyMap<string, readonly number[]>;
}

export function storageTable(catalog: Pick<Catalog, 'storage'>): StorageTable {
  const rates = new Map<string, StorageRate>();
  const clouds = new Set<string>();
  const sizes = new Map<string, Set<number>>();
  for (const rate of catalog.storage) {
    rates.set(`${rate.cloud}|${rate.region}|${rate.item}`, rate);
    clouds.add(rate.cloud);
    if (!rate.item.startsWith('disk-tier:')) continue;
    const found = sizes.get(rate.cloud) ?? new Set<number>();
    found.add(Number(rate.item.slice(rate.item.lastIndexOf(':') + 1)));
    sizes.set(rate.cloud, found);
  }
  const diskSizes = new Map([...sizes].map(([cloud, found]) => [cloud, [...found].sort((a, b) => a - b)]));
  return { rates, clouds, diskSizes };
}

/** USD a month: per GiB, or of the smallest whole-disk tier that holds the size. Undefined where no price is known. */
export function findDiskPrice(
  table: StorageTable,
  cloud: string,
  region: string,
  disk: ResourceRequest['disk'],
): SidePrice | undefined {
  if (!table.clouds.has(cloud)) return includedIn(cloud);
  const byGiB = find(table, cloud, region, `disk:${disk.tier}`);
  if (byGiB !== undefined) return byGiB;
  const size = table.diskSizes.get(cloud)?.find((gib) => gib >= disk.sizeGiB);
  if (size === undefined) return undefined;
  const whole =
    find(table, cloud, region, `disk-tier:${disk.tier}:${size}`) ?? find(table, cloud, region, `disk-tier:${size}`);
  return whole === undefined ? undefined : { ...whole, perDisk: true };
}

/** USD per hour of one public IPv4 address. */
export function findAddressPrice(
  table: StorageTable,
  cloud: string,
  region: string,
  market: 'spot' | 'on-demand',
): SidePrice | undefined {
  return table.clouds.has(cloud) ? find(table, cloud, region, `address:${market}`) : includedIn(cloud);
}

function find(table: StorageTable, cloud: string, region: string, item: string): SidePrice | undefined {
  const rate = table.rates.get(`${cloud}|${region}|${item}`) ?? table.rates.get(`${cloud}|any|${item}`);
  return rate === undefined ? undefined : { usd: rate.usd, perDisk: false, source: rate.source };
}

function includedIn(cloud: string): SidePrice {
  return { usd: 0, perDisk: false, source: `${cloud} has no price list of its own for it: in the machine's price` };
}
