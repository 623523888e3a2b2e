import { assert } from '../base/assert.ts';
import type { StorageRate } from './catalog.ts';
import type { EgressRate, Region } from './offering.ts';

/** A row of `catalog/sources.csv`: where a price comes from, and whether it was quoted or estimated. */
export interface Source {
  readonly key: string;
  readonly kind: 'quoted' | 'estimated';
  /** YYYY-MM-DD */
  readonly asOf: string;
  readonly licence: string;
  readonly title: string;
}

/** A row of `catalog/types/<cloud>/<file>.csv`. */
export interface MachineType {
  readonly name: string;
  readonly vcpus: number;
  readonly memoryGiB: number;
  readonly arch: 'x86_64' | 'arm64';
  /** Catalog name, or null for a CPU type. */
  readonly accelerator: string | null;
  readonly acceleratorCount: number;
  readonly burstable: boolean;
  readonly notes: readonly string[];
  /** How many offerings the file holds of this type. */
  readonly spotOfferings: number;
  readonly onDemandOfferings: number;
}

export function parseMachineTypes(text: string): MachineType[] {
  return rowsOf(text).map(([name = '', vcpus, memory, arch, accelerator, count, burstable, notes, spot, onDemand]) => ({
    name,
    vcpus: Number(vcpus),
    memoryGiB: Number(memory),
    arch: arch === 'arm64' ? 'arm64' : 'x86_64',
    accelerator: accelerator || null,
    acceleratorCount: Number(count),
    burstable: burstable === '1',
    notes: notes ? notes.split('; ') : [],
    spotOfferings: Number(spot),
    onDemandOfferings: Number(onDemand),
  }));
}

export function parseSources(text: string): Map<string, Source> {
  return new Map(
    rowsOf(text).map(([key = '', kind, asOf = '', licence = '', title = '']) => [
      key,
      { key, kind: kind === 'estimated' ? 'estimated' : 'quoted', asOf, licence, title },
    ]),
  );
}

export function parseRegions(text: string): Region[] {
  return rowsOf(text).map(([cloud = '', name = '', access, geography = '', place = '']) => {
    assert(access === 'open' || access === 'opt-in' || access === 'restricted', `access of ${name} is ${access}`);
    return { cloud, name, access, geography, place };
  });
}

export function parseEgressRates(text: string): EgressRate[] {
  return rowsOf(text).map(([cloud = '', from = '', scope = '', tier, usd, unit, asOf = '', source = '']) => ({
    cloud,
    from,
    scope,
    tierFromGB: Number(tier),
    usdPerGB: Number(usd),
    unit: unit === 'GiB' ? 'GiB' : 'GB',
    source: `${source}, ${asOf}`,
  }));
}

export function parseStorageRates(text: string): StorageRate[] {
  return rowsOf(text).map(([cloud = '', region = '', item = '', usd, per, source = '']) => {
    assert(
      per === 'GiB-month' || per === 'GB-month' || per === 'month' || per === 'hour',
      `${item} is priced per ${per}`,
    );
    return { cloud, region, item, usd: Number(usd), per, source };
  });
}

/**
 * The derivation writes no quotes (its texts hold no comma), so a line is its fields. A CSV library compiles a parser
 * for every file, which here takes longer than the parsing: 5 ms of the 10 that a plan's reading takes.
 */
function rowsOf(text: string): string[][] {
  const lines = text.split('\n');
  assert(lines.at(-1) === '' && !text.includes('"'), 'a catalog table is cut short or holds quotes');
  return lines.slice(1, -1).map((line) => line.split(','));
}
