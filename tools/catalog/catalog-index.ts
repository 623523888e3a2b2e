import type { DerivedCloud } from './derived.ts';
import { sources } from './sources.ts';
import type { AcceleratorRow } from './tables.ts';
import { type CatalogText, type FileEntry, hashText } from './write.ts';

/** Clouds that SkyPilot 0.14 knows and this catalog does not rank. */
const foreignClouds = [
  'cudo', 'do', 'fluidstack', 'hyperbolic', 'ibm', 'k8s', 'kubernetes', 'lambda', 'mithril', 'nebius', 'oci',
  'paperspace', 'primeintellect', 'runpod', 'scp', 'seeweb', 'shadeform', 'slurm', 'ssh', 'vast', 'verda', 'vsphere', 'yotta',
]; // biome-ignore format: one list

/** `index.json`: counts, hashes and names, so that a plan reads only the files that it needs and still counts the others. */
export function catalogIndex(
  clouds: readonly DerivedCloud[],
  files: readonly FileEntry[],
  accelerators: readonly AcceleratorRow[],
  texts: CatalogText,
): string {
  const tables = Object.fromEntries(
    ['accelerators.csv', 'egress.csv', 'interruption.csv', 'regions.csv', 'sources.csv', 'storage.csv'].map((path) => [
      path,
      hashText(texts.get(path) ?? ''),
    ]),
  );
  const index = {
    schemaVersion: 1,
    hash: hashText(JSON.stringify([tables, files.map((file) => file.hash)])),
    clouds: clouds.map((cloud) => cloudEntry(cloud, files)),
    tables,
    files,
    vocabulary: vocabulary(clouds, accelerators, texts),
  };
  return `${JSON.stringify(index, null, 1)}\n`;
}

function cloudEntry({ cloud, launchable, prices }: DerivedCloud, files: readonly FileEntry[]) {
  const asOfKey = new Map(sources.map(({ key, asOf }) => [key, asOf]));
  const used = new Set(
    prices.flatMap((price) => [
      ...(price.onDemand === null ? [] : [price.source]),
      ...(price.spot === null ? [] : [price.spotSource]),
    ]),
  );
  const dates = [...used].map((key) => asOfKey.get(key) ?? '').sort();
  let spot = 0;
  let onDemand = 0;
  for (const file of files.filter((entry) => entry.cloud === cloud)) {
    for (const [a, b] of Object.values(file.offerings)) {
      spot += a;
      onDemand += b;
    }
  }
  return { cloud, launchable, offerings: spot + onDemand, spot, onDemand, asOf: dates.at(-1), oldest: dates[0] };
}

function vocabulary(clouds: readonly DerivedCloud[], accelerators: readonly AcceleratorRow[], texts: CatalogText) {
  const ranked = clouds.filter((cloud) => cloud.launchable);
  const known = accelerators.filter((row) => row.clouds.length);
  return {
    clouds: [...ranked.map((cloud) => cloud.cloud), 'local'],
    foreignClouds,
    regions: regionNames(texts.get('regions.csv') ?? ''),
    zones: Object.fromEntries(ranked.map(({ cloud, prices }) => [cloud, zoneNames(prices.map((price) => price.zone))])),
    accelerators: known.map((row) => row.name),
    acceleratorAliases: Object.fromEntries(
      known.flatMap((row) => row.aliases.map((alias) => [alias.toLowerCase(), row.name])),
    ),
    foreignAccelerators: Object.fromEntries(
      accelerators.filter((row) => !row.clouds.length).map((row) => [row.name, row.hint]),
    ),
  };
}

function zoneNames(zones: readonly string[]): string[] {
  return [...new Set(zones)].filter((zone) => zone !== 'any').sort();
}

function regionNames(table: string): Record<string, string[]> {
  const names: Record<string, string[]> = {};
  for (const line of table.split('\n').slice(1)) {
    const [cloud, region] = line.split(',');
    if (!cloud || !region) continue;
    names[cloud] ??= [];
    names[cloud].push(region);
  }
  return names;
}
