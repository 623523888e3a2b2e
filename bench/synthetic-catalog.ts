import type { Catalog } from '../src/catalog/catalog.ts';
import type { Offering } from '../src/catalog/offering.ts';

/** A catalog of the real one's size and make-up (three clouds, 40 regions each, mostly CPU types), from a seed. */
export function syntheticCatalog(seed: number, count: number): Catalog {
  const random = generator(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const clouds = ['aws', 'gcp', 'azure'];
  const places = Array.from({ length: 40 }, (_, n) => `region-${n}`);
  const accelerators = ['T4', 'L4', 'A10G', 'V100', 'A100', 'A100-80GB', 'H100', 'H200', 'B200'];
  const offerings = Array.from({ length: count }, (_, n): Offering => {
    const cloud = pick(clouds);
    const region = pick(places);
    const accelerator = random() < 0.1 ? pick(accelerators) : null;
    const acceleratorCount = accelerator === null ? 0 : 2 ** Math.floor(random() * 4);
    const vcpus = 2 ** Math.floor(1 + random() * 7);
    const market = random() < 0.5 ? 'spot' : 'on-demand';
    const onDemandUsdPerHour = vcpus * (0.03 + random() * 0.04) + acceleratorCount * 3;
    const instanceType = `type-${n}`;
    return {
      ...{ id: `${cloud}/${region}/any/${instanceType}/${market}`, cloud, region, zone: 'any', instanceType },
      ...{ accelerator, acceleratorCount, vcpus, memoryGiB: vcpus * pick([2, 4, 8]) },
      ...{ arch: random() < 0.15 ? 'arm64' : 'x86_64', market, onDemandUsdPerHour },
      usdPerHour: market === 'spot' ? onDemandUsdPerHour * (0.1 + random() * 0.6) : onDemandUsdPerHour,
      ...{ priceKind: 'quoted', asOf: '2026-05-20', source: 'seed', access: 'open' },
      burstable: random() < 0.05,
      notes: [],
    };
  });
  return {
    ...{ offerings, comparison: [], unread: [], clouds: [], hash: `seed ${seed}` },
    regions: clouds.flatMap((cloud) =>
      places.map((name) => ({ cloud, name, access: 'open' as const, geography: 'all', place: name, country: 'US' })),
    ),
    egress: clouds.flatMap((cloud) =>
      ['internet', 'same-cloud other region'].flatMap((scope) =>
        [0, 10_240].map((tierFromGB) => ({
          ...{ cloud, from: 'any', scope, tierFromGB, usdPerGB: scope === 'internet' ? 0.09 : 0.02 },
          ...{ unit: 'GB' as const, source: 'seed' },
        })),
      ),
    ),
    storage: clouds.flatMap((cloud) => [
      { cloud, region: 'any', item: 'disk:medium', usd: 0.1, per: 'GiB-month' as const, source: 'seed' },
      ...['spot', 'on-demand'].map((market) => ({
        ...{ cloud, region: 'any', item: `address:${market}`, usd: 0.005, per: 'hour' as const, source: 'seed' },
      })),
    ]),
  };
}

/** mulberry32: small, seeded, good enough to spread offerings. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
