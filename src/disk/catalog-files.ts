import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog, CloudSummary, UnreadOfferings, Vocabulary } from '../catalog/catalog.ts';
import {
  type CatalogIndex,
  findFiles,
  type IndexedFile,
  typeFilter,
  type WantedOfferings,
} from '../catalog/catalog-index.ts';
import type { Offering } from '../catalog/offering.ts';
import { parseOfferings, type TypeFilter } from '../catalog/parse-offerings.ts';
import { parseEgressRates, parseRegions, parseSources, parseStorageRates, type Source } from '../catalog/schema.ts';

/**
 * Reads from a catalog folder (`catalog/` of the package) only what the wanted accelerators (and CPU types) need;
 * everything else is counted in `unread`. `hash` changes with every file that was read.
 */
export function readCatalog(root: string, wanted: WantedOfferings): Catalog {
  const index = readIndex(root);
  const { files, unread } = findFiles(index, wanted);
  const catalog = assemble(root, index, files, typeFilter(wanted), wanted.market ?? 'any');
  return { ...catalog, unread: [...unread, ...catalog.unread] };
}

/** All offerings of all clouds: a fifth of a million objects. For listings and benchmarks. */
export function readWholeCatalog(root: string): Catalog {
  const index = readIndex(root);
  return assemble(root, index, index.files, () => null, 'any');
}

/** The names that a task may use. */
export function readVocabulary(root: string): Vocabulary {
  return readIndex(root).vocabulary;
}

/** Where each source key of an offering comes from. */
export function readSources(root: string): Map<string, Source> {
  return parseSources(readText(root, 'sources.csv'));
}

let lastIndex: { readonly root: string; readonly index: CatalogIndex } | undefined;

/** Parsed once a process: vocabulary and catalog are both needed by a plan. */
export function readIndex(root: string): CatalogIndex {
  if (lastIndex?.root !== root) lastIndex = { root, index: JSON.parse(readText(root, 'index.json')) as CatalogIndex };
  return lastIndex.index;
}

function assemble(
  root: string,
  index: CatalogIndex,
  files: readonly IndexedFile[],
  filter: TypeFilter,
  market: Offering['market'] | 'any',
): Catalog {
  const regions = parseRegions(readText(root, 'regions.csv'));
  const sources = readSources(root);
  const launchable = new Set(index.clouds.filter((cloud) => cloud.launchable).map(({ cloud }) => cloud));
  const offerings: Offering[][] = [];
  const comparison: Offering[][] = [];
  const unread: UnreadOfferings[] = [];
  for (const { cloud, file } of files) {
    const types = readText(root, join('types', cloud, `${file}.csv`));
    // ASCII by derivation, and read twice as fast as UTF-8.
    const prices = readFileSync(join(root, 'offerings', cloud, `${file}.csv`), 'latin1');
    const ofCloud = new Map(regions.filter((region) => region.cloud === cloud).map((region) => [region.name, region]));
    const parsed = parseOfferings({ cloud, types, prices, regions: ofCloud, sources }, filter, market);
    (launchable.has(cloud) ? offerings : comparison).push(parsed.offerings);
    if (launchable.has(cloud)) unread.push(...parsed.unread);
  }
  return {
    offerings: none.concat(...offerings),
    comparison: none.concat(...comparison),
    unread,
    clouds: index.clouds.map(summary),
    regions,
    egress: parseEgressRates(readText(root, 'egress.csv')),
    storage: parseStorageRates(readText(root, 'storage.csv')),
    hash: hashOf([...Object.values(index.tables), ...files.map((file) => file.hash)]),
  };
}

/** To this `concat` copies whole lists; `flat` looks at each offering. */
const none: Offering[] = [];

function summary({ cloud, offerings, asOf, oldest, launchable }: CatalogIndex['clouds'][number]): CloudSummary {
  return { cloud, offerings, asOf, oldest, launchable };
}

function hashOf(hashes: readonly string[]): string {
  return createHash('sha256').update(hashes.join(' ')).digest('hex').slice(0, 16);
}

function readText(root: string, path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
