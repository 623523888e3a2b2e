import { expect, it } from 'vitest';
import { readWholeCatalog } from '../../src/disk/catalog-files.ts';
import { packageRoot } from '../../src/disk/package-root.ts';
import { rank } from '../../src/optimizer/rank.ts';
import type { Task } from '../../src/task/task.ts';
import { judge } from './oracle.ts';
import { conditions, data, gpu, request, task } from './samples.ts';

/** The bundled catalog, against the same naive oracle as the random ones. */
const whole = readWholeCatalog(`${packageRoot()}/catalog`);
/** The oracle walks all price lists for each offering: of CPU types, which are most, every 37th will do. */
const thin = {
  ...whole,
  offerings: whole.offerings.filter((one, index) => one.accelerator !== null || index % 37 === 0),
};

const s3 = data('aws', 'us-east-1', 10_240);
const cases: readonly [string, Task][] = [
  ['4x A100 within $50', task({ budgetUsd: 50 })],
  ['4x A100, 10 TB in S3', task({ data: [s3] })],
  ['4x A100, 10 TB in S3, within $500', task({ data: [s3], budgetUsd: 500 })],
  ['exactly 4x A100, on demand', task({ exact: true, requests: [gpu('A100', 4, { market: 'on-demand' })] })],
  ['8x H100 or A100-80GB on four nodes', task({ nodes: 4, requests: [gpu('H100', 8), gpu('A100-80GB', 8)] })],
  [
    'in order: T4, then L4, with durations',
    task({ ordered: true, requests: [gpu('T4', 1), gpu('L4', 1)], hoursByAccelerator: { T4: 9, L4: 4 } }),
  ],
  [
    'T4 on Azure, a fast disk of 300 GiB',
    task({ requests: [gpu('T4', 1, { cloud: 'azure', disk: { sizeGiB: 300, tier: 'high' } })] }),
  ],
  ['a fraction of an L4', task({ requests: [gpu('L4', 0.125)] })],
  ['T4 in a named GCP zone', task({ requests: [gpu('T4', 2, { zone: 'europe-west4-a' })] })],
  [
    'a CPU host, 2 TB in GCS and 500 GB in Azure',
    task({
      requests: [request()],
      data: [data('gcp', 'us-central1', 2048), data('azure', 'westeurope', 500, { passes: 2 })],
    }),
  ],
  [
    '4 to 8 arm vCPUs for 1 to 2 GiB each',
    task({
      requests: [
        request({ arch: 'arm64', cpus: { value: 4, atLeast: false }, memoryGiB: { value: 8, atLeast: true } }),
      ],
    }),
  ],
];

it.each(cases)('agrees with the oracle over the bundled catalog: %s', { timeout: 60_000 }, (_, wanted) => {
  const now = conditions({ egressUsedGB: { gcp: 900 } });
  const plan = rank(wanted, thin, now);
  const expected = judge(wanted, thin, now);
  expect(expected.length).toBeGreaterThan(0);
  expect(plan.ranked.length).toBe(expected.length);
  expect(plan.ranked.length + plan.rejected.count).toBe(thin.offerings.length);
  const totals = new Map(expected.map((one) => [one.id, one.totalUsd]));
  const wrong = plan.ranked.filter(
    (one) => !(Math.abs((totals.get(one.offering.id) ?? Number.NaN) - one.expectedUsd) < 1e-6),
  );
  expect(wrong.map((one) => one.offering.id)).toEqual([]);
  expect(plan.ranked[0]?.expectedUsd).toBeCloseTo(expected[0]?.totalUsd ?? Number.NaN, 6);
});
