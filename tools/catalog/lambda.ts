import type { DerivedCloud, DerivedPrice, DerivedType } from './derived.ts';
import { groupBy } from './derived.ts';
import { type RawRow, rawNumber } from './raw-csv.ts';
import type { Tally } from './tally.ts';

export const lambdaFile = 'lambda-vms.csv';

/** Lambda: every type stands in all regions at one price, so the region is a guess of the source: `any`. */
export function deriveLambda(rows: readonly RawRow[], tally: Tally): DerivedCloud {
  tally.read(lambdaFile, rows.length);
  const types = new Map<string, DerivedType>();
  const prices: DerivedPrice[] = [];
  for (const [name, group] of groupBy(rows, (row) => row.InstanceType ?? '')) {
    const usd = new Set(group.map((row) => rawNumber(row.Price)));
    const [price] = usd;
    if (usd.size !== 1 || !price) {
      tally.drop(lambdaFile, 'no-single-price', group.length);
      continue;
    }
    tally.drop(lambdaFile, 'region-is-a-guess', group.length - 1);
    const row = group[0] as RawRow;
    const accelerator = name.includes('h100_pcie') ? 'H100-PCIE' : row.AcceleratorName || null;
    if (accelerator === 'H100-PCIE') tally.change(lambdaFile, 'h100-pcie-named', 1);
    types.set(name, {
      name,
      vcpus: rawNumber(row.vCPUs) ?? 0,
      memoryGiB: rawNumber(row.MemoryGiB) ?? 0,
      arch: accelerator === 'GH200' ? 'arm64' : 'x86_64',
      accelerator,
      acceleratorCount: accelerator ? (rawNumber(row.AcceleratorCount) ?? 0) : 0,
      burstable: false,
      notes: [],
    });
    const source = 'lambda-2026-05';
    prices.push({ type: name, region: 'any', zone: 'any', onDemand: price, spot: null, source, spotSource: source });
  }
  return { cloud: 'lambda', launchable: false, types, prices };
}
