import type { Catalog } from '../../src/catalog/catalog.ts';
import type { EgressRate, Offering, Region } from '../../src/catalog/offering.ts';
import { type Conditions, freshConditions } from '../../src/optimizer/conditions.ts';
import type { DataSource, ResourceRequest, Task } from '../../src/task/task.ts';

/** Tasks, offerings and catalogs for tests, each with what a test says and plain values for the rest. */

export function request(given: Partial<ResourceRequest> = {}): ResourceRequest {
  return {
    arch: 'x86_64',
    market: 'any',
    disk: { sizeGiB: 256, tier: 'medium' },
    ports: [],
    labels: {},
    ...given,
  };
}

export function gpu(name: string, count: number, given: Partial<ResourceRequest> = {}): ResourceRequest {
  return request({ accelerator: { name, count }, ...given });
}

export function task(given: Partial<Task> = {}): Task {
  return {
    name: 'train',
    nodes: 1,
    requests: [gpu('A100', 4)],
    ordered: false,
    exact: false,
    hours: 8,
    hoursAssumed: false,
    data: [],
    envs: {},
    secrets: {},
    fileMounts: [],
    notes: [],
    ...given,
  };
}

export function data(cloud: string, region: string, sizeGB: number, given: Partial<DataSource> = {}): DataSource {
  return { source: 's3://corpus', cloud, region, sizeGB, passes: 1, ...given };
}

export function offering(given: Partial<Offering> & { readonly cloud: string; readonly region: string }): Offering {
  const { cloud, region, zone = 'any', instanceType = 'gpu-4', market = 'spot' } = given;
  return {
    id: `${cloud}/${region}/${zone}/${instanceType}/${market}`,
    zone,
    instanceType,
    accelerator: 'A100',
    acceleratorCount: 4,
    vcpus: 48,
    memoryGiB: 340,
    arch: 'x86_64',
    market,
    usdPerHour: 5,
    onDemandUsdPerHour: 15,
    priceKind: 'quoted',
    asOf: '2026-05-20',
    source: 'list',
    access: 'open',
    burstable: false,
    notes: [],
    ...given,
  };
}

export function region(cloud: string, name: string, geography: string, country: string): Region {
  return { cloud, name, access: 'open', geography, place: name, country };
}

export const regions: readonly Region[] = [
  region('aws', 'us-east-1', 'us-ca-eu', 'US'),
  region('aws', 'us-east-2', 'us-ca-eu', 'US'),
  region('aws', 'eu-west-1', 'us-ca-eu', 'IE'),
  region('aws', 'ap-east-2', 'taipei', 'TW'),
  region('aws', 'ap-southeast-2', 'sydney', 'AU'),
  region('gcp', 'us-central1', 'northern-america', 'US'),
  region('gcp', 'us-east4', 'northern-america', 'US'),
  region('gcp', 'europe-west4', 'europe', 'NL'),
  region('gcp', 'australia-southeast1', 'oceania', 'AU'),
  region('azure', 'eastus', 'zone1', 'US'),
  region('azure', 'canadacentral', 'zone1', 'CA'),
  region('azure', 'westeurope', 'zone1', 'NL'),
  region('azure', 'brazilsouth', 'zone3', 'BR'),
];

function tiers(
  cloud: string,
  from: string,
  scope: string,
  unit: 'GB' | 'GiB',
  prices: readonly (readonly [number, number])[],
): EgressRate[] {
  return prices.map(([tierFromGB, usdPerGB]) => ({ cloud, from, scope, tierFromGB, usdPerGB, unit, source: 'list' }));
}

const usInternet = [
  [0, 0],
  [100, 0.09],
  [10_240, 0.085],
  [51_200, 0.07],
  [153_600, 0.05],
] as const;

/** As in the price lists of 2024-07 to 2026-05 (docs/cost-model.md names them); ap-east-2 has none. */
export const egress: readonly EgressRate[] = [
  ...['us-east-1', 'us-east-2', 'eu-west-1'].flatMap((from) => [
    ...tiers('aws', from, 'internet', 'GB', usInternet),
    ...tiers('aws', from, 'same-cloud other region', 'GB', [[0, 0.02]]),
  ]),
  ...tiers('aws', 'us-east-1', 'us-east-2', 'GB', [[0, 0.01]]),
  ...tiers('gcp', 'any', 'internet', 'GiB', [
    [0, 0],
    [1, 0.12],
    [1024, 0.11],
    [10_240, 0.08],
  ]),
  ...tiers('gcp', 'any', 'internet in Australia', 'GiB', [[0, 0.19]]),
  ...tiers('gcp', 'northern-america', 'northern-america', 'GiB', [[0, 0.02]]),
  ...tiers('gcp', 'any', 'oceania', 'GiB', [[0, 0.1]]),
  ...tiers('gcp', 'any', 'same-cloud other region', 'GiB', [[0, 0.08]]),
  ...tiers('azure', 'zone1', 'internet', 'GB', [
    [0, 0],
    [100, 0.087],
    [10_240, 0.083],
  ]),
  ...tiers('azure', 'zone1', 'same continent', 'GB', [[0, 0.02]]),
  ...tiers('azure', 'zone1', 'same-cloud other region', 'GB', [[0, 0.05]]),
];

export const storage: Catalog['storage'] = [
  { cloud: 'aws', region: 'any', item: 'disk:medium', usd: 0.08, per: 'GiB-month', source: 'list' },
  { cloud: 'gcp', region: 'any', item: 'disk:medium', usd: 0.1, per: 'GiB-month', source: 'list' },
  { cloud: 'azure', region: 'any', item: 'disk-tier:128', usd: 9.6, per: 'month', source: 'list' },
  { cloud: 'azure', region: 'any', item: 'disk-tier:256', usd: 19.2, per: 'month', source: 'list' },
  { cloud: 'azure', region: 'any', item: 'disk-tier:512', usd: 38.4, per: 'month', source: 'list' },
  ...['aws', 'gcp', 'azure'].map((cloud) => ({
    ...{ cloud, region: 'any', item: 'address:on-demand', usd: 0.005, per: 'hour' as const, source: 'list' },
  })),
  { cloud: 'aws', region: 'any', item: 'address:spot', usd: 0.005, per: 'hour', source: 'list' },
  { cloud: 'gcp', region: 'any', item: 'address:spot', usd: 0.0025, per: 'hour', source: 'list' },
  { cloud: 'azure', region: 'any', item: 'address:spot', usd: 0.005, per: 'hour', source: 'list' },
];

export function catalog(offerings: readonly Offering[], given: Partial<Catalog> = {}): Catalog {
  return { offerings, comparison: [], unread: [], clouds: [], regions, egress, storage, hash: 'test', ...given };
}

export const now = '2026-11-24T12:00:00Z';

export function conditions(given: Partial<Conditions> = {}): Conditions {
  return { ...freshConditions(now), ...given };
}
