import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Catalog } from '../src/catalog/catalog.ts';
import { readIndex, readWholeCatalog } from '../src/disk/catalog-files.ts';
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

function bench(): void {
  const once = wholeCatalog(1);
  const tenfold = wholeCatalog(growth);
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
function wholeCatalog(count: number): Catalog {
  if (!existsSync('catalog/index.json')) return syntheticCatalog(1, 120_000 * count);
  if (count === 1) return readWholeCatalog('catalog');
  const folder = manifold(count);
  const catalog = readWholeCatalog(folder);
  rmSync(folder, { recursive: true });
  return catalog;
}

/** A folder like the catalog's, with each offering standing in as many regions. */
function manifold(count: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'skyplan-bench-rank-'));
  cpSync('catalog', folder, { recursive: true });
  const again = (fields: readonly string[], column: number): string[][] =>
    Array.from({ length: fields[column] === 'any' ? 1 : count }, (_, copy) =>
      copy === 0 ? [...fields] : fields.with(column, `${fields[column]}.${copy}`),
    );
  rewrite(join(folder, 'regions.csv'), (fields) => again(fields, 1));
  for (const { cloud, file } of readIndex('catalog').files) {
    rewrite(join(folder, 'offerings', cloud, `${file}.csv`), (fields) => again(fields, 1));
    rewrite(join(folder, 'types', cloud, `${file}.csv`), (fields) => [
      [...fields.slice(0, -2), ...fields.slice(-2).map((offerings) => String(Number(offerings) * count))],
    ]);
  }
  return folder;
}

function rewrite(path: string, map: (fields: readonly string[]) => string[][]): void {
  const [head, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const rows = lines.flatMap((line) => map(line.split(',')));
  writeFileSync(path, `${[head, ...rows.map((fields) => fields.join(','))].join('\n')}\n`);
}

bench();
