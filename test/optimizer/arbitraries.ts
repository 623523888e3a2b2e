import fc from 'fast-check';
import type { Catalog } from '../../src/catalog/catalog.ts';
import type { Offering } from '../../src/catalog/offering.ts';
import type { Conditions } from '../../src/optimizer/conditions.ts';
import type { DataSource, ResourceRequest, Task } from '../../src/task/task.ts';
import { catalog, conditions, offering, regions, request, task } from './samples.ts';

/** Random tasks and small catalogs, from few values each, so that they meet often and ties are common. */

const places = [...regions.map(({ cloud, name }) => ({ cloud, region: name })), { cloud: 'local', region: 'here' }];
/** The first of a list much more often than the others. */
function mostly<T>(first: T, ...others: T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(first) },
    { weight: 1, arbitrary: fc.constantFrom(first, ...others) },
  );
}

const accelerator = mostly('A100', 'A100-80GB', 'H100', 'T4');
const usd = fc.oneof(
  fc.constantFrom(1, 2, 2.5, 10),
  fc.integer({ min: 1, max: 4000 }).map((cents) => cents / 100),
);

const anyOffering: fc.Arbitrary<Omit<Offering, 'id'>> = fc
  .record({
    place: fc.constantFrom(...places),
    zone: fc.constantFrom('any', 'a', 'b'),
    instanceType: fc.constantFrom('one', 'two', 'two+T4x1', 'three'),
    chip: fc.option(fc.record({ name: accelerator, count: fc.constantFrom(0.125, 1, 2, 4, 8) }), { freq: 3 }),
    vcpus: fc.constantFrom(2, 8, 16, 32, 96),
    memoryGiB: fc.constantFrom(4, 14, 32, 64, 128, 512),
    arch: mostly<Offering['arch']>('x86_64', 'arm64'),
    market: fc.constantFrom('spot' as const, 'on-demand' as const),
    usdPerHour: fc.option(usd, { freq: 12 }),
    access: mostly<Offering['access']>('open', 'opt-in', 'restricted'),
    burstable: mostly(false, true),
  })
  .map(({ place, zone, chip, ...rest }) => ({
    ...offering({ ...place, zone: zone === 'any' ? zone : `${place.region}-${zone}` }),
    ...rest,
    accelerator: chip?.name ?? null,
    acceleratorCount: chip?.count ?? 0,
  }));

/** Ids as the catalog makes them, and unique. */
export const anyOfferings: fc.Arbitrary<Offering[]> = fc
  .array(anyOffering, { maxLength: 40, size: 'max' })
  .map((all) => all.map((one) => ({ ...one, id: idOf(one) })))
  .map((all) => [...new Map(all.map((one) => [one.id, one])).values()]);

function idOf(one: Omit<Offering, 'id'>): string {
  return `${one.cloud}/${one.region}/${one.zone}/${one.instanceType}/${one.market}`;
}

export const anyCatalog: fc.Arbitrary<Catalog> = fc
  .record({
    offerings: anyOfferings,
    unread: fc.array(
      fc.record({
        cloud: fc.constantFrom('aws', 'gcp'),
        accelerator: fc.constantFrom('L4', null),
        count: fc.integer({ min: 0, max: 9 }),
        example: fc.constantFrom('aws/x', 'gcp/y'),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ offerings, unread }) => catalog(offerings, { unread }));

const amount = (...values: number[]) => fc.record({ value: fc.constantFrom(...values), atLeast: fc.boolean() });

const anyRequest: fc.Arbitrary<ResourceRequest> = fc
  .record({
    accelerator: fc.option(fc.record({ name: accelerator, count: fc.constantFrom(0.125, 1, 2, 4) }), {
      nil: undefined,
      freq: 4,
    }),
    place: rarely(fc.constantFrom(...places)),
    byRegion: fc.boolean(),
    zone: rarely(fc.constantFrom('us-east-1-a', 'us-central1-b', 'eastus-a')),
    instanceType: rarely(fc.constantFrom('one', 'two')),
    cpus: rarely(amount(2, 8, 16)),
    memoryGiB: rarely(amount(8, 16, 64)),
    memoryGiBPerCpu: rarely(amount(2, 4)),
    arch: mostly<ResourceRequest['arch']>('x86_64', 'any', 'arm64'),
    market: mostly<ResourceRequest['market']>('any', 'spot', 'on-demand'),
    maxUsdPerHour: rarely(usd),
    sizeGiB: fc.constantFrom(100, 256, 500),
  })
  .map(({ place, byRegion, sizeGiB, ...rest }) =>
    request({
      ...present(rest),
      ...(place === undefined ? {} : { cloud: place.cloud, ...(byRegion ? { region: place.region } : {}) }),
      disk: { sizeGiB, tier: 'medium' },
    }),
  );

function rarely<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
}

export const anyData: fc.Arbitrary<DataSource> = fc
  .record({
    place: fc.constantFrom(...places.filter(({ cloud }) => cloud !== 'local')),
    sizeGB: fc.constantFrom(0, 1, 50, 100, 1024, 10_240, 60_000, 200_000),
    passes: fc.constantFrom(0, 0.5, 1, 3),
  })
  .map(({ place, ...rest }) => ({ source: 's3://corpus', ...place, ...rest }));

export const anyTask: fc.Arbitrary<Task> = fc
  .record({
    nodes: fc.constantFrom(1, 1, 2, 4),
    requests: fc.array(anyRequest, { minLength: 1, maxLength: 3 }),
    ordered: fc.boolean(),
    exact: mostly(false, true),
    hours: fc.constantFrom(1, 8, 100),
    hoursAssumed: fc.boolean(),
    hoursByAccelerator: rarely(fc.constantFrom<Record<string, number>>({ A100: 8 }, { A100: 8, H100: 3.5, T4: 40 })),
    budgetUsd: rarely(fc.constantFrom(5, 50, 500)),
    deadline: rarely(
      fc.constantFrom(
        { kind: 'hours' as const, hours: 9 },
        { kind: 'instant' as const, at: '2026-11-24T14:00:00Z' },
        { kind: 'instant' as const, at: '2026-12-24T12:00:00Z' },
      ),
    ),
    data: fc.oneof(fc.constant([]), fc.array(anyData, { maxLength: 3 })),
  })
  .map((given) => task(present(given)));

export const anyConditions: fc.Arbitrary<Conditions> = fc
  .record({
    egressUsedGB: fc.constantFrom<Record<string, number>>({}, {}, { aws: 100 }, { aws: 10_000, gcp: 3 }),
    spentUsd: fc.constantFrom(0, 0, 3),
    hoursDone: fc.constantFrom(0, 0, 2),
    out: fc.array(
      fc.record({
        offering: fc.constantFrom('aws/', 'gcp/us-central1/', 'aws/us-east-1/any/one/spot'),
        until: fc.constantFrom('2026-11-24T13:00:00Z', '2026-11-24T11:00:00Z'),
        reason: fc.constant('no capacity'),
      }),
      { maxLength: 2 },
    ),
  })
  .map((given) => conditions(given));

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the keys that are undefined, as the parser makes it. */
function present<T extends object>(given: T): Partial<Present<T>> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<Present<T>>;
}
