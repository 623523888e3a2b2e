import { fractionNote } from './accelerator-facts.ts';
import type { DerivedCloud, DerivedPrice, DerivedType } from './derived.ts';
import { groupBy, isNearFloor, median } from './derived.ts';
import { type RawRow, rawNumber } from './raw-csv.ts';
import type { Tally } from './tally.ts';

export const azureFile = 'azure-vms.csv';

/** Accelerators that the source leaves out, or counts or names wrongly. */
const CORRECTED: Readonly<Record<string, readonly [name: string, count: number]>> = {
  Standard_NV4as_v4: ['MI25', 1 / 8],
  Standard_NV8as_v4: ['MI25', 1 / 4],
  Standard_NV16as_v4: ['MI25', 1 / 2],
  Standard_NV32as_v4: ['MI25', 1],
  Standard_NC8ads_A10_v4: ['A10', 1 / 2],
  Standard_NC40ads_H100_v5: ['H100-NVL', 1],
  Standard_NC80adis_H100_v5: ['H100-NVL', 2],
  Standard_ND96is_MI300X_v5: ['MI300X', 8],
  Standard_ND128isr_NDR_GB200_v6: ['GB200', 4],
  Standard_NG8ads_V620_v1: ['V620', 1 / 4],
  Standard_NG16ads_V620_v1: ['V620', 1 / 2],
  Standard_NG32ads_V620_v1: ['V620', 1],
  Standard_NV4ads_V710_v5: ['V710', 1 / 6],
  Standard_NV8ads_V710_v5: ['V710', 1 / 3],
  Standard_NV12ads_V710_v5: ['V710', 1 / 2],
  Standard_NV24ads_V710_v5: ['V710', 1],
  Standard_NV28adms_V710_v5: ['V710', 1],
};
/** V100 series, retired 2025-09. */
const RETIRED = /^Standard_NC\d+r?s_v3$/;
/** Sizes that only start as confidential VMs (AMD SEV-SNP, Intel TDX): another image and security type. */
const CONFIDENTIAL = /^Standard_(DC|EC)\d+i?[ae]|^Standard_NCC/;
const BURSTABLE = /^Standard_B/;
const ARM = /^Standard_[A-Z]+\d+(-\d+)?p/;
/** On-demand under this share of the type's median over regions is taken for a mistake of the source. */
const OUTLIER_SHARE = 0.5;

/** Azure: prices are regional, so the zone is `any`. */
export function deriveAzure(raw: { rows: readonly RawRow[]; joined: number }, tally: Tally): DerivedCloud {
  tally.read(azureFile, raw.rows.length);
  tally.change(azureFile, 'generation-fields-joined', raw.joined);
  const types = new Map<string, DerivedType>();
  const prices: DerivedPrice[] = [];
  for (const [name, rows] of groupBy(raw.rows, (row) => row.InstanceType ?? '')) {
    const rule = whyTypeIsOut(name, rows);
    if (rule) {
      tally.drop(azureFile, rule, rows.length);
      continue;
    }
    const type = azureType(name, rows, tally);
    const typical = median(rows.flatMap((row) => rawNumber(row.Price) || []));
    const kept = rows.flatMap((row) => azurePrice(type, row, typical, tally));
    if (kept.length) types.set(name, type);
    prices.push(...kept);
  }
  return { cloud: 'azure', launchable: true, types, prices };
}

function whyTypeIsOut(name: string, rows: readonly RawRow[]): string | null {
  if (RETIRED.test(name)) return 'retired-type';
  if (CONFIDENTIAL.test(name)) return 'confidential-type';
  if (!rawNumber(rows[0]?.vCPUs) || !rawNumber(rows[0]?.MemoryGiB)) return 'no-specs';
  return null;
}

function azureType(name: string, rows: readonly RawRow[], tally: Tally): DerivedType {
  const row = rows[0] as RawRow;
  const corrected = CORRECTED[name];
  const accelerator = corrected?.[0] ?? (row.AcceleratorName || null);
  const count = corrected?.[1] ?? rawNumber(row.AcceleratorCount) ?? 0;
  if (corrected) tally.change(azureFile, `accelerator-corrected`, rows.length);
  const acceleratorCount = accelerator ? Math.round(count * 1000) / 1000 : 0;
  const notes = accelerator && acceleratorCount < 1 ? [fractionNote(acceleratorCount, accelerator)] : [];
  if (/^Standard_(NP|PB)\d/.test(name)) notes.push('has FPGAs');
  return {
    name,
    vcpus: rawNumber(row.vCPUs) ?? 0,
    memoryGiB: rawNumber(row.MemoryGiB) ?? 0,
    arch: ARM.test(name) ? 'arm64' : 'x86_64',
    accelerator,
    acceleratorCount,
    burstable: BURSTABLE.test(name),
    notes,
  };
}

function azurePrice(type: DerivedType, row: RawRow, typical: number, tally: Tally): DerivedPrice[] {
  const onDemand = rawNumber(row.Price);
  const spot = rawNumber(row.SpotPrice);
  if (!onDemand) {
    tally.drop(azureFile, 'no-price');
    return [];
  }
  if (onDemand < OUTLIER_SHARE * typical) {
    tally.drop(azureFile, 'far-under-other-regions');
    return [];
  }
  if (!spot) tally.change(azureFile, 'no-spot-price');
  else if (spot >= onDemand) tally.change(azureFile, 'spot-not-under-on-demand');
  const price: DerivedPrice = {
    type: type.name,
    region: row.Region ?? '',
    zone: 'any',
    onDemand,
    spot: spot && spot < onDemand ? spot : null,
    source: 'azure-2026-05',
    spotSource: 'azure-2026-05',
  };
  if (isNearFloor(price)) tally.change(azureFile, 'near-floor');
  return [price];
}
