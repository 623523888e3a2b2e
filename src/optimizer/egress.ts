import type { Catalog } from '../catalog/catalog.ts';
import type { EgressRate, Region } from '../catalog/offering.ts';
import { sayCount } from './words.ts';

/** Where data lies or goes to. `region` may be `any` where a cloud does not say. */
export interface Place {
  readonly cloud: string;
  readonly region: string;
}

/** A part of a transfer at one marginal price. */
export interface EgressPiece {
  readonly quantity: number;
  readonly unit: 'GB' | 'GiB';
  readonly unitPriceUsd: number;
  /** From where to where, the scope and tier of the price list, and where that list comes from. */
  readonly source: string;
}

export type EgressQuote =
  /** `metered`: the volume counts towards the tiers of the source cloud's internet egress. */
  | { readonly kind: 'priced'; readonly pieces: readonly EgressPiece[]; readonly metered: boolean }
  /** No rate is known; `lacks` says whose. */
  | { readonly kind: 'unknown'; readonly lacks: string };

/**
 * The price of moving `sizeGB` from one place to another, marginal from tier to tier.
 * Free inside a region; between regions of a cloud by that cloud's own list; to another cloud it is internet egress
 * of the source. `usedGB` of internet egress was used before in this month: it eats the free and the first tiers.
 * A GB of a task is 2^30 bytes (1 TB = 1,024 GB), which is what all the clouds' meters count, GB or GiB by name.
 */
export function quoteEgress(table: EgressTable, from: Place, to: Place, sizeGB: number, usedGB: number): EgressQuote {
  if (from.cloud === to.cloud && from.region === to.region) {
    const source = `${from.cloud} ${from.region}, same region: free`;
    return { kind: 'priced', pieces: [{ quantity: sizeGB, unit: 'GB', unitPriceUsd: 0, source }], metered: false };
  }
  const metered = from.cloud !== to.cloud;
  const route = `${from.cloud} ${from.region} → ${to.cloud} ${to.region}`;
  const lacks = `${from.cloud} ${from.region} → ${metered ? 'internet' : `${to.region} (${from.cloud})`}`;
  const tiers = findTiers(table, from, to);
  if (tiers === undefined) return { kind: 'unknown', lacks };
  const pieces = cutIntoTiers(tiers, sizeGB, metered ? usedGB : 0, route);
  return pieces === undefined ? { kind: 'unknown', lacks } : { kind: 'priced', pieces, metered };
}

/** The price lists by cloud, scope and origin, tiers in rising order. */
export interface EgressTable {
  readonly tiers: ReadonlyMap<string, readonly EgressRate[]>;
  readonly regions: ReadonlyMap<string, Region>;
}

export function egressTable(catalog: Pick<Catalog, 'egress' | 'regions'>): EgressTable {
  const tiers = new Map<string, EgressRate[]>();
  for (const rate of catalog.egress) {
    const key = listKey(rate.cloud, rate.scope, rate.from);
    const list = tiers.get(key);
    if (list === undefined) tiers.set(key, [rate]);
    else list.push(rate);
  }
  for (const list of tiers.values()) list.sort((a, b) => a.tierFromGB - b.tierFromGB);
  return { tiers, regions: new Map(catalog.regions.map((region) => [`${region.cloud}/${region.name}`, region])) };
}

/** The most specific list wins: first by destination (a named one is an exception to the general list), then by origin. */
function findTiers(table: EgressTable, from: Place, to: Place): readonly EgressRate[] | undefined {
  const here = table.regions.get(`${from.cloud}/${from.region}`);
  const there = table.regions.get(`${to.cloud}/${to.region}`);
  const origins = [from.region, ...(here === undefined ? [] : [here.geography]), 'any'];
  for (const scope of scopes(from, to, here, there)) {
    for (const origin of origins) {
      const tiers = table.tiers.get(listKey(from.cloud, scope, origin));
      if (tiers !== undefined) return tiers;
    }
  }
  return undefined;
}

function scopes(from: Place, to: Place, here: Region | undefined, there: Region | undefined): string[] {
  if (from.cloud !== to.cloud) {
    const country = there?.country === undefined ? undefined : ownPriceCountries[there.country];
    return country === undefined ? ['internet'] : [`internet in ${country}`, 'internet'];
  }
  const sameContinent = here !== undefined && there !== undefined && shareContinent(here, there);
  return [
    to.region,
    ...(there === undefined ? [] : [there.geography]),
    ...(sameContinent ? ['same continent'] : []),
    'same-cloud other region',
  ];
}

/** Countries that a price list names as a destination of internet egress. */
const ownPriceCountries: Readonly<Record<string, string>> = { AU: 'Australia', CN: 'China' };

const northAmerica = new Set(['US', 'CA', 'MX']);

/** Inside one geography that spans North America and Europe; without a known country the answer is no, which is dearer. */
function shareContinent(a: Region, b: Region): boolean {
  if (a.geography !== b.geography || a.country === undefined || b.country === undefined) return false;
  return northAmerica.has(a.country) === northAmerica.has(b.country);
}

/** Undefined where the list has no price for a part of the volume. */
function cutIntoTiers(
  tiers: readonly EgressRate[],
  sizeGB: number,
  usedGB: number,
  route: string,
): EgressPiece[] | undefined {
  const end = usedGB + sizeGB;
  if (usedGB < (tiers[0]?.tierFromGB ?? Number.POSITIVE_INFINITY)) return undefined;
  const pieces: EgressPiece[] = [];
  for (const [index, tier] of tiers.entries()) {
    const upper = tiers[index + 1]?.tierFromGB ?? Number.POSITIVE_INFINITY;
    const quantity = Math.min(end, upper) - Math.max(usedGB, tier.tierFromGB);
    if (quantity <= 0) continue;
    const edge = tiers.length === 1 ? '' : ` from ${sayCount(tier.tierFromGB)} ${tier.unit} on`;
    const source = `${route}: ${tier.scope}${edge}; ${tier.source}`;
    pieces.push({ quantity, unit: tier.unit, unitPriceUsd: tier.usdPerGB, source });
  }
  return pieces;
}

function listKey(cloud: string, scope: string, origin: string): string {
  return `${cloud}|${scope}|${origin}`;
}
