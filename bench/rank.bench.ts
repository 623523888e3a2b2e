import { existsSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Catalog } from '../src/catalog/catalog.ts';
import type { Offering } from '../src/catalog/offering.ts';
import { freshConditions } from '../src/optimizer/conditions.ts';
import { rank } from '../src/optimizer/rank.ts';
import type { ResourceRequest, Task } from '../src/task/task.ts';
import { syntheticCatalog } from './synthetic-catalog.ts';

/**
 * `rank` alone, over a whole catalog that is in memory. Budgets: medians of the warm function, in milliseconds; over
 * ten times the catalog ten times as much. The last task is the worst case, which ranks nearly
 * the whole catalog. Exits 1 where one is missed.
 */
const budgetMs = { gpu: 25, cpu: 200 };
const growth = 10;
const rounds = 15;

const conditions = freshConditions('2026-11-24T12:00:00Z');
const wish: ResourceRequest = {
  arch: 'x86_64',
  market: 'any',
  disk: { sizeGiB: 256, tier: 'medium' },
  ports: [],
  labels: {},
};
const bare: Task = {
  name: 'bench',
  nodes: 1,
  requests: [wish],
  ordered: false,
  exact: false,
  hours: 8,
  hoursAssumed: false,
  data: [],
  envs: {},
  secrets: {},
  fileMounts: [],
  notes: [],
};
const data = [{ source: 's3://corpus', cloud: 'aws', region: 'us-east-1', sizeGB: 10_240, passes: 1 }];
const small = { value: 1, atLeast: true };
const tasks: readonly { readonly name: string; readonly kind: keyof typeof budgetMs; readonly task: Task }[] = [
  { name: '4x A100', kind: 'gpu', task: { ...bare, requests: [{ ...wish, accelerator: { name: 'A100', count: 4 } }] } },
  {
    name: '4x A100, $50, 10 TB in S3',
    kind: 'gpu',
    task: { ...bare, budgetUsd: 50, data, requests: [{ ...wish, accelerator: { name: 'A100', count: 4 } }] },
  },
  { name: 'CPU by default', kind: 'cpu', task: bare },
  { name: 'CPU by default, 10 TB in S3', kind: 'cpu', task: { ...bare, data } },
  {
    name: 'every CPU host, 10 TB in S3',
    kind: 'cpu',
    task: { ...bare, data, requests: [{ ...wish, cpus: small, memoryGiB: small, arch: 'any' }] },
  },
];

async function bench(): Promise<void> {
  const once = await wholeCatalog();
  const tenfold = times(once, growth);
  console.log(
    `rank over ${once.offerings.length} and ${tenfold.offerings.length} offerings, median and p95 of ${rounds}`,
  );
  const rows = tasks.flatMap(({ name, kind, task }) => {
    const one = measure(task, once, budgetMs[kind]);
    return [
      { task: name, offerings: once.offerings.length, ...one },
      { task: name, offerings: tenfold.offerings.length, ...measure(task, tenfold, budgetMs[kind] * growth) },
    ];
  });
  console.table(rows);
  if (rows.some((row) => row.over)) process.exitCode = 1;
}

function measure(task: Task, catalog: Catalog, budget: number) {
  const times: number[] = [];
  let ranked = 0;
  for (let round = 0; round < rounds + 3; round++) {
    const start = performance.now();
    ranked = rank(task, catalog, conditions).ranked.length;
    if (round >= 3) times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => Number((times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(1));
  return { ranked, medianMs: at(0.5), p95Ms: at(0.95), budgetMs: budget, over: at(0.5) > budget };
}

/** The bundled catalog; before it is derived, one of its size and make-up from a seed. */
async function wholeCatalog(): Promise<Catalog> {
  if (!existsSync('catalog/index.json')) return syntheticCatalog(1, 120_000);
  const { readWholeCatalog } = await import('../src/disk/catalog-files.ts');
  return readWholeCatalog('catalog');
}

/** The catalog with each offering standing in as many regions. */
function times(catalog: Catalog, count: number): Catalog {
  const offerings: Offering[] = [];
  for (let copy = 0; copy < count; copy++) {
    for (const one of catalog.offerings) {
      const region = copy === 0 ? one.region : `${one.region}.${copy}`;
      offerings.push({ ...one, region, id: copy === 0 ? one.id : one.id.replace(`/${one.region}/`, `/${region}/`) });
    }
  }
  const regions = catalog.regions.flatMap((region) =>
    Array.from({ length: count }, (_, copy) => (copy === 0 ? region : { ...region, name: `${region.name}.${copy}` })),
  );
  return { ...catalog, offerings, regions };
}

await bench();
