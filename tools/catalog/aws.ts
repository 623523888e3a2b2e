import { acceleratorFromAws, fractionNote } from './accelerator-facts.ts';
import type { DerivedCloud, DerivedPrice, DerivedType } from './derived.ts';
import { groupBy, isNearFloor, roundUsd } from './derived.ts';
import { type RawRow, rawNumber } from './raw-csv.ts';
import type { Tally } from './tally.ts';

export const awsFiles = {
  zonesGpu: 'aws-gpu-regions.csv',
  zonesCpu: 'aws-cpu-regions.csv',
  gpuTypes: 'aws-gpu-types.csv',
  types: 'aws-instance-types.csv',
  regionPrices: 'aws-on-demand-regions.csv',
  usEast1Prices: 'aws-on-demand-us-east-1.csv',
  advisor: 'aws-spot-advisor.json',
} as const;

export interface AwsSources {
  readonly zonesGpu: readonly RawRow[];
  readonly zonesCpu: readonly RawRow[];
  readonly gpuTypes: readonly RawRow[];
  readonly types: readonly RawRow[];
  readonly regionPrices: readonly RawRow[];
  readonly usEast1Prices: readonly RawRow[];
  readonly advisor: SpotAdvisor;
}

/** `s`: saving over on-demand in percent; `r`: index of the interruption band. */
export interface SpotAdvisor {
  readonly spot_advisor: Readonly<
    Record<string, { readonly Linux?: Readonly<Record<string, { s: number; r: number }>> }>
  >;
}

/** Old bare-metal types whose prices in the all-regions feed are 5 to 10 % under AWS's current list in us-east-1. */
const DISTRUSTED_METAL = /^(c6g|c6gd|m5zn|m6g|m6gd|r5b|r6g|r6gd|x2gd)\.metal$/;
const BURSTABLE = /^t\d/;
const US_EAST_1 = 'us-east-1';

/** AWS: zones where they were quoted, else the whole region; the newest on-demand price wins, a quoted spot price beats an estimate. */
export function deriveAws(raw: AwsSources, tally: Tally): DerivedCloud {
  const types = deriveTypes(raw, tally);
  const zoneRows = [
    ...cleanZoneRows(raw.zonesGpu, awsFiles.zonesGpu, types, tally),
    ...cleanZoneRows(raw.zonesCpu, awsFiles.zonesCpu, types, tally),
  ];
  const onDemand = onDemandPrices(raw, zoneRows, types, tally);
  const zoned = new Set(zoneRows.map((row) => `${row.type} ${row.region}`));
  const prices = [
    ...zonePrices(zoneRows, onDemand, tally),
    ...regionPrices(onDemand, zoned, raw.advisor, types, tally),
  ];
  const used = new Set(prices.map((price) => price.type));
  countUnusedTypes(raw, used, tally);
  return { cloud: 'aws', launchable: true, types: new Map([...types].filter(([name]) => used.has(name))), prices };
}

function deriveTypes(raw: AwsSources, tally: Tally): Map<string, DerivedType> {
  const types = new Map<string, DerivedType>();
  tally.read(awsFiles.types, raw.types.length);
  tally.read(awsFiles.gpuTypes, raw.gpuTypes.length);
  for (const row of raw.types) {
    const name = row.InstanceType ?? '';
    const accelerator = acceleratorFromAws(row);
    if (accelerator && accelerator.count < 1) tally.change(awsFiles.types, 'fraction-of-a-gpu');
    types.set(name, awsType(name, row, (rawNumber(row.MemoryMiB) ?? 0) / 1024, accelerator));
  }
  for (const row of raw.gpuTypes) {
    const name = row.InstanceType ?? '';
    const accelerator = {
      name: (row.AcceleratorName ?? '').replace('RTX PRO Server 6000', 'RTXPRO6000'),
      count: rawNumber(row.AcceleratorCount) ?? 0,
    };
    if (accelerator.name !== row.AcceleratorName) tally.change(awsFiles.gpuTypes, 'one-name-for-rtx-pro-6000');
    if (!types.has(name)) tally.change(awsFiles.gpuTypes, 'specs-from-here-only');
    types.set(name, awsType(name, row, rawNumber(row.MemoryGiB) ?? 0, accelerator));
  }
  return types;
}

function awsType(
  name: string,
  row: RawRow,
  memoryGiB: number,
  accelerator: { name: string; count: number } | null,
): DerivedType {
  const notes = accelerator && accelerator.count < 1 ? [fractionNote(accelerator.count, accelerator.name)] : [];
  if (/^(f1|f2)\./.test(name)) notes.push('has FPGAs');
  if (/^vt1\./.test(name)) notes.push('has video transcoders');
  return {
    name,
    vcpus: rawNumber(row.vCPUs) ?? 0,
    memoryGiB: roundUsd(memoryGiB),
    arch: row.Arch === 'arm64' ? 'arm64' : 'x86_64',
    accelerator: accelerator?.name ?? null,
    acceleratorCount: accelerator?.count ?? 0,
    burstable: BURSTABLE.test(name),
    notes,
  };
}

interface ZoneRow {
  readonly file: string;
  readonly type: string;
  readonly region: string;
  readonly zone: string;
  readonly onDemand: number | null;
  readonly spot: number | null;
}

function cleanZoneRows(
  rows: readonly RawRow[],
  file: string,
  types: ReadonlyMap<string, DerivedType>,
  tally: Tally,
): ZoneRow[] {
  tally.read(file, rows.length);
  const kept: ZoneRow[] = [];
  for (const row of rows) {
    const zone = row.AvailabilityZone ?? '';
    const onDemand = rawNumber(row.Price);
    const spot = rawNumber(row.SpotPrice);
    if (zone.split('-').length > 2) tally.drop(file, 'local-zone');
    else if (!types.has(row.InstanceType ?? '')) tally.drop(file, 'no-specs');
    else if (!onDemand && !spot) tally.drop(file, 'no-price');
    else kept.push({ file, type: row.InstanceType ?? '', region: row.Region ?? '', zone, onDemand, spot });
  }
  return kept;
}

interface Dated {
  readonly usd: number;
  readonly source: string;
}

/** Newest first: the us-east-1 list (2026-07), the zone tables (2026-01), the all-regions feed (2025-11). */
function onDemandPrices(
  raw: AwsSources,
  zoneRows: readonly ZoneRow[],
  types: ReadonlyMap<string, DerivedType>,
  tally: Tally,
): Map<string, Dated> {
  const newest = new Map<string, Dated>();
  tally.read(awsFiles.usEast1Prices, raw.usEast1Prices.length);
  for (const row of raw.usEast1Prices) {
    const usd = rawNumber(row.Price);
    if (!types.has(row.InstanceType ?? '')) tally.drop(awsFiles.usEast1Prices, 'no-specs');
    else if (!usd) tally.drop(awsFiles.usEast1Prices, 'no-price');
    else newest.set(`${row.InstanceType} ${US_EAST_1}`, { usd, source: 'aws-list-2026-07' });
  }
  for (const row of zoneRows) {
    const key = `${row.type} ${row.region}`;
    if (row.onDemand && !newest.has(key)) newest.set(key, { usd: row.onDemand, source: 'aws-zones-2026-01' });
  }
  const file = awsFiles.regionPrices;
  tally.read(file, raw.regionPrices.length);
  for (const row of raw.regionPrices) {
    const type = row.InstanceType ?? '';
    const key = `${type} ${row.Region}`;
    const usd = rawNumber(row.Price);
    if (row.Region?.startsWith('us-gov-')) tally.drop(file, 'gov-cloud');
    else if (!types.has(type)) tally.drop(file, 'no-specs');
    else if (!usd) tally.drop(file, 'no-price');
    else if (newest.has(key)) tally.drop(file, 'newer-price-elsewhere');
    else if (DISTRUSTED_METAL.test(type)) tally.drop(file, 'distrusted-metal');
    else newest.set(key, { usd, source: 'aws-feed-2025-11' });
  }
  return newest;
}

function zonePrices(rows: readonly ZoneRow[], onDemand: ReadonlyMap<string, Dated>, tally: Tally): DerivedPrice[] {
  return rows.map((row) => {
    const regional = onDemand.get(`${row.type} ${row.region}`);
    if (regional && regional.source !== 'aws-zones-2026-01') tally.change(row.file, 'newer-on-demand-price-elsewhere');
    if (!regional) tally.change(row.file, 'spot-only');
    const bound = Math.min(row.onDemand ?? Number.POSITIVE_INFINITY, regional?.usd ?? Number.POSITIVE_INFINITY);
    if (!row.spot) tally.change(row.file, 'no-spot-price');
    else if (row.spot >= bound) tally.change(row.file, 'spot-not-under-on-demand');
    const price: DerivedPrice = {
      type: row.type,
      region: row.region,
      zone: row.zone,
      onDemand: regional?.usd ?? null,
      spot: row.spot && row.spot < bound ? row.spot : null,
      source: regional?.source ?? 'aws-zones-2026-01',
      spotSource: 'aws-zones-2026-01',
    };
    if (isNearFloor(price)) tally.change(row.file, 'near-floor');
    return price;
  });
}

/** Types that were not quoted by zone: the whole region at once, spot estimated from the Spot Advisor's saving. */
function regionPrices(
  onDemand: ReadonlyMap<string, Dated>,
  zoned: ReadonlySet<string>,
  advisor: SpotAdvisor,
  types: ReadonlyMap<string, DerivedType>,
  tally: Tally,
): DerivedPrice[] {
  const savings = advisorSavings(advisor, onDemand, zoned, types, tally);
  return [...onDemand]
    .filter(([key]) => !zoned.has(key))
    .map(([key, { usd, source }]) => {
      const [type = '', region = ''] = key.split(' ');
      const saving = savings.get(key);
      const spot = saving === undefined ? null : roundUsd(usd * (1 - saving / 100));
      const price = { type, region, zone: 'any', onDemand: usd, spot, source, spotSource: 'aws-advisor-2025-06' };
      if (isNearFloor(price)) tally.change(awsFiles.advisor, 'near-floor');
      return price;
    });
}

function advisorSavings(
  advisor: SpotAdvisor,
  onDemand: ReadonlyMap<string, Dated>,
  zoned: ReadonlySet<string>,
  types: ReadonlyMap<string, DerivedType>,
  tally: Tally,
): Map<string, number> {
  const file = awsFiles.advisor;
  const savings = new Map<string, number>();
  for (const [region, { Linux = {} }] of Object.entries(advisor.spot_advisor)) {
    for (const [type, { s }] of Object.entries(Linux)) {
      const key = `${type} ${region}`;
      tally.read(file, 1);
      if (region.startsWith('us-gov-')) tally.drop(file, 'gov-cloud');
      else if (zoned.has(key)) tally.drop(file, 'quoted-by-zone');
      else if (!types.has(type)) tally.drop(file, 'no-specs');
      else if (!onDemand.has(key)) tally.drop(file, 'no-on-demand-price');
      else if (s <= 0) tally.drop(file, 'no-saving');
      else savings.set(key, s);
    }
  }
  tally.change(file, 'estimated-price', savings.size);
  return savings;
}

function countUnusedTypes(raw: AwsSources, used: ReadonlySet<string>, tally: Tally): void {
  const gpuTypes = groupBy(raw.gpuTypes, (row) => row.InstanceType ?? '');
  for (const row of raw.types) {
    if (gpuTypes.has(row.InstanceType ?? '')) tally.drop(awsFiles.types, 'specs-from-gpu-types');
    else if (!used.has(row.InstanceType ?? '')) tally.drop(awsFiles.types, 'no-price-anywhere');
  }
  for (const row of raw.gpuTypes) {
    if (!used.has(row.InstanceType ?? '')) tally.drop(awsFiles.gpuTypes, 'no-price-anywhere');
  }
}
