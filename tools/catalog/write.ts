import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DerivedCloud, DerivedPrice, DerivedType, DerivedUsd } from './derived.ts';
import { groupBy, isNearFloor } from './derived.ts';

/** The files of `catalog/`, by path relative to it. */
export type CatalogText = Map<string, string>;

export interface FileEntry {
  readonly cloud: string;
  /** `offerings/<cloud>/<file>.csv`; its machine types are in `types/<cloud>/<file>.csv`. */
  readonly file: string;
  readonly hash: string;
  /** Offerings by accelerator (`` for CPU types): spot, on-demand, and the id of one of them. */
  readonly offerings: Readonly<Record<string, readonly [spot: number, onDemand: number, example: string]>>;
}

export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** One pair of files (types, prices) per cloud and accelerator; all sizes of a TPU generation share one. */
export function cloudFiles(cloud: DerivedCloud, texts: CatalogText): FileEntry[] {
  const byFile = groupBy([...cloud.prices], (price) => fileNameFor(cloud.types.get(price.type)?.accelerator ?? null));
  return [...byFile]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, prices]) => {
      const byType = groupBy(prices, (price) => price.type);
      const types = [...byType.keys()].sort().map((name) => typeOf(cloud, name));
      const typeText = csv([TYPE_COLUMNS, ...types.map((type) => typeLine(type, byType.get(type.name) ?? []))]);
      const priceText = csv([
        'instance_type,region,zones,on_demand_usd_per_hour,spot_usd_per_hour,source,spot_source,marks',
        ...priceLines(prices),
      ]);
      texts.set(`types/${cloud.cloud}/${file}.csv`, typeText);
      texts.set(`offerings/${cloud.cloud}/${file}.csv`, priceText);
      return {
        cloud: cloud.cloud,
        file,
        hash: hashText(typeText + priceText),
        offerings: countOfferings(cloud, prices),
      };
    });
}

export function fileNameFor(accelerator: string | null): string {
  if (accelerator === null) return 'cpu';
  return accelerator.replace(/^(tpu-[^-]+)-\d+$/, '$1').replaceAll(/[^A-Za-z0-9-]/g, '-');
}

function typeOf(cloud: DerivedCloud, name: string): DerivedType {
  const type = cloud.types.get(name);
  if (!type) throw new Error(`no type ${name} in ${cloud.cloud}`);
  return type;
}

const TYPE_COLUMNS =
  'instance_type,vcpus,memory_gib,arch,accelerator,accelerator_count,burstable,notes,spot_offerings,on_demand_offerings';

function typeLine(type: DerivedType, prices: readonly DerivedPrice[]): string {
  const { name, vcpus, memoryGiB, arch, accelerator, acceleratorCount, burstable, notes } = type;
  const spot = prices.filter((price) => price.spot !== null).length;
  const onDemand = prices.filter((price) => price.onDemand !== null).length;
  const fields = [
    name,
    vcpus,
    memoryGiB,
    arch,
    accelerator ?? '',
    acceleratorCount,
    burstable ? 1 : 0,
    notes.join('; '),
  ];
  return [...fields, spot, onDemand].join(',');
}

/** Zones of one region with the same prices share a line, so that a file is short and quick to read. */
function priceLines(prices: readonly DerivedPrice[]): string[] {
  const lines = groupBy(prices, (price) => [price.type, price.region, ...money(price)].join(','));
  return [...lines.values()]
    .map((group) => {
      const first = group[0] as DerivedPrice;
      const zones = group.map((price) => price.zone).sort();
      return [first.type, first.region, zones.join(' '), ...money(first)].join(',');
    })
    .sort();
}

function money(price: DerivedPrice): string[] {
  const spotSource = price.spotSource === price.source || price.spot === null ? '' : price.spotSource;
  const source = price.onDemand === null ? price.spotSource : price.source;
  return [
    usdText(price.onDemand),
    usdText(price.spot),
    source,
    price.onDemand === null ? '' : spotSource,
    isNearFloor(price) ? 'near-floor' : '',
  ];
}

function usdText(usd: DerivedUsd): string {
  return usd === null ? '' : String(usd);
}

function countOfferings(cloud: DerivedCloud, prices: readonly DerivedPrice[]): FileEntry['offerings'] {
  const counts: Record<string, [number, number, string]> = {};
  for (const price of prices) {
    const key = cloud.types.get(price.type)?.accelerator ?? '';
    const market = price.spot === null ? 'on-demand' : 'spot';
    counts[key] ??= [0, 0, `${cloud.cloud}/${price.region}/${price.zone}/${price.type}/${market}`];
    if (price.spot !== null) counts[key][0]++;
    if (price.onDemand !== null) counts[key][1]++;
  }
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function csv(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

/** The catalog's files hold no quotes, so that a reader may split them: commas of free text become semicolons. */
export function csvField(text: string | number): string {
  return String(text).replaceAll(', ', '; ').replaceAll(',', ';').replaceAll(/["\n]/g, "'");
}

export function writeTexts(root: string, texts: CatalogText): void {
  for (const [path, text] of texts) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
