import { acceleratorFacts, foreignAccelerators } from './accelerator-facts.ts';
import type { SpotAdvisor } from './aws.ts';
import type { DerivedCloud } from './derived.ts';
import type { RawRow } from './raw-csv.ts';
import { type SourceFact, sources } from './sources.ts';
import { storageFacts } from './storage-facts.ts';
import type { Tally } from './tally.ts';
import { csv, csvField } from './write.ts';

export function sourcesTable(): string {
  const line = ({ key, kind, asOf, licence, title }: SourceFact) =>
    [key, kind, asOf, licence, title].map(csvField).join(',');
  return csv(['key,kind,as_of,licence,title', ...sources.map(line)]);
}

/** Regions of the launchable clouds; GovCloud is out. */
export function regionsTable(rows: readonly RawRow[], tally: Tally): string {
  tally.read('regions.csv', rows.length);
  const kept = rows.filter((row) => row.access !== 'gov');
  tally.drop('regions.csv', 'gov-cloud', rows.length - kept.length);
  const columns = ['cloud', 'region', 'access', 'geography', 'place', 'country', 'latitude', 'longitude', 'source'];
  return csv([
    columns.join(','),
    ...kept.map((row) => columns.map((name) => csvField(cleanSource(row[name]))).join(',')),
  ]);
}

export function egressTable(rows: readonly RawRow[], tally: Tally): string {
  tally.read('egress-rates.csv', rows.length);
  const kept = rows.filter((row) => !row.from_region_or_geography?.startsWith('us-gov-'));
  tally.drop('egress-rates.csv', 'gov-cloud', rows.length - kept.length);
  const line = (row: RawRow) =>
    [
      row.cloud,
      row.from_region_or_geography,
      row.to,
      row.tier_from_gb,
      row.usd_per_gb,
      row.cloud === 'gcp' ? 'GiB' : 'GB',
      row.as_of,
      cleanSource(row.source),
    ]
      .map((field) => csvField(field ?? ''))
      .join(',');
  return csv(['cloud,from,scope,tier_from_gb,usd_per_gb,unit,as_of,source', ...kept.map(line)]);
}

/** References to notes that do not travel with the repository are cut from a source's text. */
function cleanSource(text = ''): string {
  return text
    .replace(/\s*\(clouds\.md [\d.]+\)/g, '')
    .replace(/clouds\.md [\d.]+; /g, '')
    .replace(/; 1 GiB free: clouds\.md [\d.]+/g, '')
    .replace(/^clouds\.md [\d.]+$/, 'skyplane@4602d9ce and lucidity.cloud')
    .replace(/\( \(public file\); /g, '(')
    .replace(/ \(public file\)|\(public file\)/g, ' a public file')
    .trim();
}

export function storageTable(): string {
  const line = ({ cloud, region, item, usd, per, source }: ReturnType<typeof storageFacts>[number]) =>
    [cloud, region, item, usd, per, source].map(csvField).join(',');
  return csv(['cloud,region,item,usd,per,source', ...storageFacts().map(line)]);
}

/** AWS's interruption bands by region and type (Linux): 0 under 5 % a month … 4 over 20 %. */
export function interruptionTable(advisor: SpotAdvisor): string {
  const lines = Object.entries(advisor.spot_advisor).flatMap(([region, { Linux = {} }]) =>
    region.startsWith('us-gov-')
      ? []
      : Object.entries(Linux).map(([type, { r }]) => `aws,${region},${type},${r},aws-advisor-2025-06`),
  );
  return csv(['cloud,region,instance_type,band,source', ...lines.sort()]);
}

export interface AcceleratorRow {
  readonly name: string;
  readonly memoryGiB: number;
  readonly aliases: readonly string[];
  /** Empty where no cloud of the catalog has it; then `hint` says who has. */
  readonly clouds: readonly string[];
  readonly hint: string;
}

export function acceleratorRows(clouds: readonly DerivedCloud[]): AcceleratorRow[] {
  const cloudsOf = new Map<string, Set<string>>();
  for (const cloud of clouds) {
    for (const { accelerator } of cloud.types.values()) {
      if (accelerator) cloudsOf.set(accelerator, (cloudsOf.get(accelerator) ?? new Set()).add(cloud.cloud));
    }
  }
  const facts = new Map(acceleratorFacts.map((fact) => [fact.name, fact]));
  const known = [...cloudsOf].map(([name, set]): AcceleratorRow => {
    const fact = facts.get(name) ?? tpuFact(name);
    return { name, memoryGiB: fact.memoryGiB, aliases: fact.aliases, clouds: [...set].sort(), hint: '' };
  });
  const foreign = Object.entries(foreignAccelerators).map(([name, hint]): AcceleratorRow => {
    return { name, memoryGiB: 0, aliases: [], clouds: [], hint };
  });
  return [...known, ...foreign].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/** Memory of one chip, recalled from Google's TPU documentation; `tpu-v5e-8` is what people write for `tpu-v5litepod-8`. */
function tpuFact(name: string): { memoryGiB: number; aliases: readonly string[] } {
  const [, generation = '', size = ''] = /^tpu-(.+)-(\d+)$/.exec(name) ?? [];
  const memoryGiB = { v2: 16, v3: 32, v4: 32, v5p: 95, v5litepod: 16, v6e: 32 }[generation];
  if (!memoryGiB) throw new Error(`no facts about accelerator ${name}: add it to accelerator-facts.ts`);
  return { memoryGiB, aliases: generation === 'v5litepod' ? [`tpu-v5e-${size}`, `v5litepod-${size}`] : [] };
}

export function acceleratorsTable(rows: readonly AcceleratorRow[]): string {
  const line = ({ name, memoryGiB, aliases, clouds, hint }: AcceleratorRow) =>
    [name, memoryGiB || '', aliases.join(';'), clouds.join(' '), hint].map(csvField).join(',');
  return csv(['accelerator,memory_gib,aliases,clouds,who_has_it', ...rows.map(line)]);
}
