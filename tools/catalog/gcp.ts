import type { DerivedCloud, DerivedPrice, DerivedType, DerivedUsd } from './derived.ts';
import { groupBy, isNearFloor, roundUsd } from './derived.ts';
import {
  builtInGpus,
  E2_SHARED_CORE,
  GCP_ARM,
  GCP_BURSTABLE,
  N1_HOST,
  n1Gpus,
  TPU_HOST,
  tpuHost,
  WITHOUT_LOCAL_SSD,
} from './gcp-facts.ts';
import { type RawRow, rawNumber } from './raw-csv.ts';
import type { Tally } from './tally.ts';

export const gcpFile = 'gcp-vms.csv';
const source = 'gcp-2026-05';
/** An on-demand GPU price under this share of the dearest region's is another product's (calendar or flex-start). */
const POLLUTED_SHARE = 0.62;
/** The source's number for "unknown". */
const UNKNOWN_USD = 700;

interface Priced {
  readonly row: RawRow;
  readonly zone: string;
  readonly onDemand: DerivedUsd;
  readonly spot: DerivedUsd;
}

/** GCP: a machine with GPUs is a VM row plus an accelerator row of the same zone; a TPU row stands for itself. */
export function deriveGcp(rows: readonly RawRow[], tally: Tally): DerivedCloud {
  tally.read(gcpFile, rows.length);
  const distinct = dropDuplicates(rows, tally);
  const vms = distinct.filter((row) => row.InstanceType);
  const accelerators = distinct.filter((row) => !row.InstanceType);
  const gpus = cleanGpuRows(
    accelerators.filter((row) => !isTpu(row)),
    tally,
  );
  const offerings = [
    ...tpuOfferings(accelerators.filter(isTpu), tally),
    ...vmOfferings(vms, gpus, tally),
    ...n1Offerings(vms, gpus, tally),
  ];
  const prices = offerings.map(({ price }) => withoutSpotOverOnDemand(price, tally));
  return { cloud: 'gcp', launchable: true, types: new Map(offerings.map(({ type }) => [type.name, type])), prices };
}

interface Priceable {
  readonly type: DerivedType;
  readonly price: DerivedPrice;
}

function isTpu(row: RawRow): boolean {
  return row.AcceleratorName?.startsWith('tpu-') ?? false;
}

function dropDuplicates(rows: readonly RawRow[], tally: Tally): RawRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const key = [row.InstanceType, row.AcceleratorName, row.AcceleratorCount, row.AvailabilityZone].join(' ');
    if (seen.has(key)) tally.drop(gcpFile, 'duplicate');
    return !seen.has(key) && seen.add(key);
  });
}

/** Marks on-demand prices that belong to another product as unknown; a whole region's GPU is never cheaper than 0.62 of the dearest. */
function cleanGpuRows(rows: readonly RawRow[], tally: Tally): Priced[] {
  const perGpu = (row: RawRow) => (rawNumber(row.Price) ?? 0) / (rawNumber(row.AcceleratorCount) ?? 1);
  const dearest = new Map<string, number>();
  for (const row of rows) {
    const name = row.AcceleratorName ?? '';
    dearest.set(name, Math.max(dearest.get(name) ?? 0, perGpu(row)));
  }
  return rows.map((row) => {
    const spot = rawNumber(row.SpotPrice);
    const polluted = perGpu(row) < POLLUTED_SHARE * (dearest.get(row.AcceleratorName ?? '') ?? 0);
    const underSpot = spot !== null && (rawNumber(row.Price) ?? 0) <= spot;
    if (polluted) tally.change(gcpFile, `polluted-on-demand-price:${row.AcceleratorName}`);
    else if (underSpot) tally.change(gcpFile, `on-demand-not-over-spot:${row.AcceleratorName}`);
    if (spot === null) tally.change(gcpFile, 'no-spot-price');
    const onDemand = polluted || underSpot ? '?' : rawNumber(row.Price);
    return { row, zone: row.AvailabilityZone ?? '', onDemand, spot };
  });
}

function tpuOfferings(rows: readonly RawRow[], tally: Tally): Priceable[] {
  return rows.map((row) => {
    const name = row.AcceleratorName ?? '';
    const { vcpus, memoryGiB, hosts } = tpuHost(name);
    const onDemand = knownUsd(row.Price);
    const spot = knownUsd(row.SpotPrice);
    if (onDemand === '?' || spot === '?') tally.change(gcpFile, 'unknown-price-700');
    if (spot === null) tally.change(gcpFile, 'no-spot-price');
    const type: DerivedType = {
      name,
      vcpus,
      memoryGiB,
      arch: 'x86_64',
      accelerator: name,
      acceleratorCount: 1,
      burstable: false,
      notes: hosts > 1 ? [`a slice of ${hosts} hosts`] : [],
    };
    return { type, price: gcpPrice(name, row, onDemand, spot) };
  });
}

function knownUsd(text: string | undefined): DerivedUsd {
  const usd = rawNumber(text);
  return usd === UNKNOWN_USD ? '?' : usd;
}

function vmOfferings(vms: readonly RawRow[], gpus: readonly Priced[], tally: Tally): Priceable[] {
  const byPlace = new Map(
    gpus.map((gpu) => [gpuKey(gpu.row.AcceleratorName, gpu.row.AcceleratorCount, gpu.zone), gpu]),
  );
  const usedGpus = new Set<string>();
  const offerings = vms.flatMap((row): Priceable[] => {
    const name = row.InstanceType ?? '';
    const rule = TPU_HOST.test(name) ? 'tpu-host-type' : WITHOUT_LOCAL_SSD.test(name) ? 'without-local-ssd' : null;
    if (rule) {
      tally.drop(gcpFile, rule);
      return [];
    }
    const built = builtIn(name);
    if (!built) return plainVm(name, row, tally);
    const key = gpuKey(built.accelerator, String(built.count), row.AvailabilityZone);
    const gpu = byPlace.get(key);
    if (!gpu) {
      tally.drop(gcpFile, 'no-accelerator-row-in-zone');
      return [];
    }
    usedGpus.add(key);
    tally.change(gcpFile, 'vm-and-accelerator-added-up');
    const onDemand = built.onDemand ? addUsd(rawNumber(row.Price), gpu.onDemand) : null;
    if (!built.onDemand) tally.change(gcpFile, 'not-sold-on-demand');
    const spot = addUsd(rawNumber(row.SpotPrice), gpu.spot);
    return [{ type: gcpType(name, row, built), price: gcpPrice(name, row, onDemand, spot) }];
  });
  for (const gpu of gpus) {
    const name = gpu.row.AcceleratorName ?? '';
    if (!n1Gpus[name] && !usedGpus.has(gpuKey(name, gpu.row.AcceleratorCount, gpu.zone))) {
      tally.drop(gcpFile, 'no-machine-type-in-zone');
    }
  }
  return offerings;
}

function plainVm(name: string, row: RawRow, tally: Tally): Priceable[] {
  const onDemand = rawNumber(row.Price);
  if (!onDemand) {
    tally.drop(gcpFile, 'no-price');
    return [];
  }
  const type = gcpType(name, row, null);
  if (E2_SHARED_CORE.test(name)) {
    tally.change(gcpFile, 'shared-core-priced-as-whole-cores');
    return [{ type, price: gcpPrice(name, row, '?', '?') }];
  }
  return [{ type, price: gcpPrice(name, row, onDemand, rawNumber(row.SpotPrice) || null) }];
}

function builtIn(name: string): { accelerator: string; count: number; onDemand: boolean } | null {
  for (const rule of builtInGpus) {
    const match = rule.type.exec(name);
    if (match) return { accelerator: rule.accelerator, count: rule.count(match), onDemand: rule.onDemand };
  }
  return null;
}

/** Every general-purpose N1 host within the limits of the attached GPUs: `n1-standard-8+T4x1`. */
function n1Offerings(vms: readonly RawRow[], gpus: readonly Priced[], tally: Tally): Priceable[] {
  const hostsByZone = groupBy(
    vms.filter((row) => N1_HOST.test(row.InstanceType ?? '')),
    (row) => row.AvailabilityZone ?? '',
  );
  return gpus.flatMap((gpu) => {
    const accelerator = gpu.row.AcceleratorName ?? '';
    const count = rawNumber(gpu.row.AcceleratorCount) ?? 0;
    const limits = n1Gpus[accelerator];
    if (!limits) return [];
    const [vcpus, memoryGiB] = limits[count] ?? [0, 0];
    const hosts = (hostsByZone.get(gpu.zone) ?? []).filter(
      (row) => (rawNumber(row.vCPUs) ?? 0) <= vcpus && (rawNumber(row.MemoryGiB) ?? 0) <= memoryGiB,
    );
    if (!hosts.length) tally.drop(gcpFile, 'no-machine-type-in-zone');
    else tally.change(gcpFile, 'attached-to-n1-hosts');
    return hosts.map((row) => {
      const name = `${row.InstanceType}+${accelerator}x${count}`;
      const onDemand = addUsd(rawNumber(row.Price), gpu.onDemand);
      const spot = addUsd(rawNumber(row.SpotPrice), gpu.spot);
      return { type: gcpType(name, row, { accelerator, count }), price: gcpPrice(name, row, onDemand, spot) };
    });
  });
}

function gpuKey(accelerator: string | undefined, count: string | undefined, zone: string | undefined): string {
  return `${accelerator} ${Number(count)} ${zone}`;
}

/** A VM price of 0 is meant so where the accelerator row carries the whole machine; a total of 0 is no price. */
function addUsd(vm: number | null, gpu: DerivedUsd): DerivedUsd {
  if (gpu === '?' || gpu === null) return gpu;
  if (vm === null) return null;
  const total = roundUsd(vm + gpu);
  return total > 0 ? total : '?';
}

function gcpType(name: string, row: RawRow, gpu: { accelerator: string; count: number } | null): DerivedType {
  return {
    name,
    vcpus: rawNumber(row.vCPUs) ?? 0,
    memoryGiB: Math.round((rawNumber(row.MemoryGiB) ?? 0) * 1000) / 1000,
    arch: GCP_ARM.test(name) ? 'arm64' : 'x86_64',
    accelerator: gpu?.accelerator ?? null,
    acceleratorCount: gpu?.count ?? 0,
    burstable: GCP_BURSTABLE.test(name),
    notes: [],
  };
}

function gcpPrice(type: string, row: RawRow, onDemand: DerivedUsd, spot: DerivedUsd): DerivedPrice {
  const place = { region: row.Region ?? '', zone: row.AvailabilityZone ?? '' };
  return { type, ...place, onDemand, spot, source, spotSource: source };
}

function withoutSpotOverOnDemand(price: DerivedPrice, tally: Tally): DerivedPrice {
  if (isNearFloor(price)) tally.change(gcpFile, 'near-floor');
  const { onDemand, spot } = price;
  if (typeof onDemand !== 'number' || typeof spot !== 'number' || spot < onDemand) return price;
  tally.change(gcpFile, 'spot-not-under-on-demand');
  return { ...price, spot: null };
}
