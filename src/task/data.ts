import { isMap, isSeq, type Node, type Pair } from 'yaml';
import { hintForRegion, isRegion } from './place.ts';
import { type Reading, readFields, report } from './read-fields.ts';
import { sizeGB } from './scalars.ts';
import { parsed, text } from './shape.ts';
import type { DataSource } from './task.ts';
import type { Vocabulary } from './vocabulary.ts';

const dataShapes = {
  source: text,
  size: sizeGB,
  region: text,
  cloud: text,
  passes: parsed('a number of passes, 0 or more', (value) =>
    typeof value === 'number' && value >= 0 && Number.isFinite(value) ? value : undefined,
  ),
};

/** `data`: what is read, where it lies, how big it is. A missing size or region is a problem, never 0. */
export function readData(reading: Reading, pair: Pair | undefined, vocabulary: Vocabulary): DataSource[] {
  const node = pair?.value as Node | null | undefined;
  if (!pair || !node || ('value' in node && node.value === null)) return [];
  const items = isSeq(node) ? (node.items as Node[]) : [node];
  return items.flatMap((item) => readSource(reading, item, vocabulary) ?? []);
}

function readSource(reading: Reading, node: Node, vocabulary: Vocabulary): DataSource | undefined {
  if (!isMap(node)) {
    report(
      reading,
      node,
      'Data needs a source, a size and a region.',
      'Write `- {source: s3://bucket/path, size: 10TB, region: us-east-1}`.',
    );
    return undefined;
  }
  const before = reading.problems.length;
  const { fields, pairs } = readFields(reading, node, dataShapes);
  const at = pairs.get('source') ?? node;
  if (fields.source === undefined && !isWrong(reading, before, pairs, 'source'))
    report(reading, node, 'Data without a `source`.', 'Add where it lies: `source: s3://bucket/path`.');
  if (fields.size === undefined && !isWrong(reading, before, pairs, 'size')) {
    report(
      reading,
      at,
      'Data without a `size`: what moving it costs would be unknown.',
      'Add `size: 10TB` (1 TB = 1,024 GB; a guess is better than none).',
    );
  }
  if (fields.region === undefined && !isWrong(reading, before, pairs, 'region')) {
    report(
      reading,
      at,
      'Data without a `region`: what moving it costs would be unknown.',
      'Add the region that the bucket lies in, such as `region: us-east-1`.',
    );
  }
  const cloud = fields.source === undefined ? undefined : cloudOf(reading, pairs, fields.source, fields.cloud);
  const { source, region } = fields;
  if (cloud === undefined || source === undefined || region === undefined || fields.size === undefined)
    return undefined;
  if (!isRegion(region, cloud, vocabulary)) {
    const hint = /^(us|eu|asia|nam|eur)\d*$/i.test(region)
      ? 'For a bucket over several regions, name the one nearest to where the job may run.'
      : hintForRegion(region, cloud, vocabulary);
    report(reading, pairs.get('region')?.value as Node, `${cloud} has no region \`${region}\`.`, hint);
    return undefined;
  }
  return { source, cloud, region, sizeGB: fields.size, passes: fields.passes ?? 1 };
}

/** True where the key is there with a value, so that a problem with it was reported already. */
function isWrong(reading: Reading, before: number, pairs: ReadonlyMap<string, Pair>, key: string): boolean {
  const value = pairs.get(key)?.value as { value?: unknown } | null | undefined;
  return reading.problems.length > before && value !== undefined && value !== null && value.value !== null;
}

function cloudOf(
  reading: Reading,
  pairs: ReadonlyMap<string, Pair>,
  source: string,
  named: string | undefined,
): string | undefined {
  const owner = findOwner(source);
  const spot = (pairs.get('source')?.value as Node | undefined) ?? pairs.get('source');
  if (named !== undefined) {
    const cloud = named.toLowerCase();
    if (pricedClouds.includes(cloud) && (owner.kind !== 'known' || owner.cloud === cloud)) return cloud;
    const why =
      owner.kind === 'known'
        ? `\`${source}\` lies in ${owner.cloud}`
        : `the catalog has no egress prices of \`${named}\``;
    report(
      reading,
      pairs.get('cloud')?.value as Node,
      `\`cloud: ${named}\` cannot be: ${why}.`,
      `Known: ${pricedClouds.join(', ')}.`,
    );
    return undefined;
  }
  switch (owner.kind) {
    case 'known':
      return owner.cloud;
    case 'unpriced':
      report(
        reading,
        spot,
        `skyplan has no prices for moving data out of ${owner.name}.`,
        'Name a copy in s3://, gs:// or az://, or remove this entry: the plan then leaves the data out.',
      );
      return undefined;
    case 'web':
      report(
        reading,
        spot,
        'Whose egress this address charges is unknown.',
        'Add `cloud: aws`, `gcp` or `azure` for whoever pays to send it, or remove this entry if nobody you pay does.',
      );
      return undefined;
    case 'local':
      report(
        reading,
        spot,
        `\`${source}\` is no address of a bucket.`,
        'Write `s3://…`, `gs://…`, `az://…` or `https://…`; local files belong in `workdir` or `file_mounts`.',
      );
      return undefined;
  }
}

const pricedClouds = ['aws', 'gcp', 'azure'];

export type DataOwner =
  | { readonly kind: 'known'; readonly cloud: string }
  | { readonly kind: 'unpriced'; readonly name: string }
  | { readonly kind: 'web' }
  | { readonly kind: 'local' };

const owners: Readonly<Record<string, DataOwner>> = {
  s3: { kind: 'known', cloud: 'aws' },
  s3a: { kind: 'known', cloud: 'aws' },
  s3n: { kind: 'known', cloud: 'aws' },
  gs: { kind: 'known', cloud: 'gcp' },
  gcs: { kind: 'known', cloud: 'gcp' },
  az: { kind: 'known', cloud: 'azure' },
  azure: { kind: 'known', cloud: 'azure' },
  abfs: { kind: 'known', cloud: 'azure' },
  abfss: { kind: 'known', cloud: 'azure' },
  wasb: { kind: 'known', cloud: 'azure' },
  wasbs: { kind: 'known', cloud: 'azure' },
  r2: { kind: 'unpriced', name: 'Cloudflare R2' },
  cos: { kind: 'unpriced', name: 'IBM Cloud Object Storage' },
  oci: { kind: 'unpriced', name: 'Oracle Object Storage' },
  nebius: { kind: 'unpriced', name: 'Nebius' },
  cw: { kind: 'unpriced', name: 'CoreWeave' },
  hf: { kind: 'unpriced', name: 'Hugging Face' },
  vastdata: { kind: 'unpriced', name: 'VAST Data' },
};

/** Whose egress a source's address charges, by its scheme or, for https, its host. */
export function findOwner(source: string): DataOwner {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i.exec(source);
  if (!match) return { kind: 'local' };
  const scheme = (match[1] ?? '').toLowerCase();
  if (scheme !== 'https' && scheme !== 'http')
    return (Object.hasOwn(owners, scheme) && owners[scheme]) || { kind: 'local' };
  const host = (match[2] ?? '').toLowerCase().replace(/:\d+$/, '');
  if (/\.(blob|dfs)\.core\.windows\.net$/.test(host)) return { kind: 'known', cloud: 'azure' };
  if (/(^|\.)s3([.-][a-z0-9-]+)*\.amazonaws\.com$/.test(host)) return { kind: 'known', cloud: 'aws' };
  if (/(^|\.)storage\.googleapis\.com$|^storage\.cloud\.google\.com$/.test(host))
    return { kind: 'known', cloud: 'gcp' };
  if (host.endsWith('.r2.cloudflarestorage.com')) return { kind: 'unpriced', name: 'Cloudflare R2' };
  return { kind: 'web' };
}
