import { assert } from '../base/assert.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Offering } from '../catalog/offering.ts';
import type { ResourceRequest, Task } from '../task/task.ts';
import type { Conditions } from './conditions.ts';
import { type EgressTable, egressTable, type Place, quoteEgress } from './egress.ts';
import { hoursOn } from './hours.ts';
import type { CostLine } from './plan.ts';
import { findAddressPrice, findDiskPrice, type SidePrice, type StorageTable, storageTable } from './storage.ts';

/** How clouds turn a price per month into one per hour. */
export const hoursPerMonth = 730;

/** What a task costs on an offering, apart from the machine's own price: the same for all offerings of a region. */
export type Sides =
  | PricedSides
  | { readonly kind: 'unknown'; readonly code: 'no-price' | 'no-egress-price'; readonly lacks: string };

export interface PricedSides {
  readonly kind: 'priced';
  readonly hours: number;
  readonly lines: readonly CostLine[];
}

/** The prices around one task, worked out once per region, request, market and duration. */
export interface CostModel {
  /** `request` is an index into `task.requests`. */
  readonly sides: (offering: Offering, request: number) => Sides;
  readonly nodes: number;
  /** Where the machine's price comes from, and its date. */
  readonly sourceOf: (offering: Offering) => string;
}

/** All lines of one offering; the first is the machine itself. */
export function costLines(offering: Offering, sides: PricedSides, { nodes, sourceOf }: CostModel): CostLine[] {
  assert(offering.usdPerHour !== null, `${offering.id} has no price`);
  const quantity = nodes * sides.hours;
  const compute: CostLine = {
    kind: 'compute',
    quantity,
    unit: 'node-hour',
    unitPriceUsd: offering.usdPerHour,
    usd: quantity * offering.usdPerHour,
    source: sourceOf(offering),
  };
  return [compute, ...sides.lines];
}

/** The sum of `costLines`, to the last bit (same order of addition), without making them. */
export function totalUsd(offering: Offering, sides: PricedSides, nodes: number): number {
  assert(offering.usdPerHour !== null, `${offering.id} has no price`);
  let total = nodes * sides.hours * offering.usdPerHour;
  for (const line of sides.lines) total += line.usd;
  return total;
}

interface Entry {
  readonly request: number;
  readonly market: Offering['market'];
  readonly hours: number;
  readonly sides: Sides;
}

export function costModel(task: Task, catalog: Catalog, conditions: Conditions): CostModel {
  const egress = egressTable(catalog);
  const storage = storageTable(catalog);
  const known = new Map<string, Map<string, Entry[]>>();
  // Mostly the region is that of the offering before.
  let last: { readonly cloud: string; readonly region: string; readonly entries: Entry[] } | undefined;
  function entriesOf(cloud: string, region: string): Entry[] {
    if (last !== undefined && last.region === region && last.cloud === cloud) return last.entries;
    const regions = known.get(cloud) ?? new Map<string, Entry[]>();
    const entries = regions.get(region) ?? [];
    if (entries.length === 0) known.set(cloud, regions.set(region, entries));
    last = { cloud, region, entries };
    return entries;
  }
  function sides(offering: Offering, request: number): Sides {
    const hours = hoursOn(task, conditions, offering);
    assert(hours !== undefined, `${offering.id} has no duration`);
    const { cloud, region, market } = offering;
    const entries = entriesOf(cloud, region);
    for (const entry of entries) {
      if (entry.market === market && entry.request === request && entry.hours === hours) return entry.sides;
    }
    const wish = task.requests[request];
    assert(wish !== undefined, `no request ${request}`);
    const made = makeSides(task, wish, offering, hours, { egress, storage, conditions });
    entries.push({ request, market, hours, sides: made });
    return made;
  }
  return { sides, nodes: task.nodes, sourceOf: sourceWords() };
}

/** A catalog has a handful of sources: their words are made once, not for each of a hundred thousand lines. */
function sourceWords(): (offering: Offering) => string {
  const known = new Map<string, { readonly asOf: string; readonly words: string }>();
  return ({ source, asOf }) => {
    const found = known.get(source);
    if (found !== undefined && found.asOf === asOf) return found.words;
    const words = `${source}, ${asOf}`;
    known.set(source, { asOf, words });
    return words;
  };
}

interface Tables {
  readonly egress: EgressTable;
  readonly storage: StorageTable;
  readonly conditions: Conditions;
}

function makeSides(task: Task, request: ResourceRequest, offering: Offering, hours: number, tables: Tables): Sides {
  const { cloud, region, market } = offering;
  const disk = findDiskPrice(tables.storage, cloud, region, request.disk);
  if (disk === undefined) {
    const lacks = `a ${request.disk.tier} disk of ${request.disk.sizeGiB} GiB in ${cloud} ${region}`;
    return { kind: 'unknown', code: 'no-price', lacks };
  }
  const address = findAddressPrice(tables.storage, cloud, region, market);
  if (address === undefined) {
    return { kind: 'unknown', code: 'no-price', lacks: `a public IPv4 address in ${cloud} ${region} (${market})` };
  }
  const moved = egressLines(task, offering, tables.egress, tables.conditions);
  if (typeof moved === 'string') return { kind: 'unknown', code: 'no-egress-price', lacks: moved };
  const hoursUp = task.nodes * hours;
  const lines = [diskLine(disk, request, hoursUp), addressLine(address, hoursUp), ...moved];
  return { kind: 'priced', hours, lines };
}

function diskLine(price: SidePrice, request: ResourceRequest, hoursUp: number): CostLine {
  const months = hoursUp / hoursPerMonth;
  const quantity = price.perDisk ? months : months * request.disk.sizeGiB;
  const unit = price.perDisk ? 'disk-month' : 'GiB-month';
  return { kind: 'disk', quantity, unit, unitPriceUsd: price.usd, usd: quantity * price.usd, source: price.source };
}

function addressLine(price: SidePrice, hoursUp: number): CostLine {
  const usd = hoursUp * price.usd;
  return {
    kind: 'address',
    quantity: hoursUp,
    unit: 'address-hour',
    unitPriceUsd: price.usd,
    usd,
    source: price.source,
  };
}

/**
 * One line for each tier that each source's data passes through. The nodes share the reading: the volume counts once,
 * whatever their number. Sources in one cloud follow each other up its tiers, in the order of the task.
 * Returns whose price is missing where one is.
 */
export function egressLines(
  task: Pick<Task, 'data'>,
  to: Place,
  table: EgressTable,
  conditions: Pick<Conditions, 'egressUsedGB'>,
): CostLine[] | string {
  const lines: CostLine[] = [];
  const used: Record<string, number> = { ...conditions.egressUsedGB };
  for (const data of task.data) {
    const volume = data.sizeGB * data.passes;
    if (volume === 0) continue;
    const quote = quoteEgress(table, data, to, volume, used[data.cloud] ?? 0);
    if (quote.kind === 'unknown') return quote.lacks;
    if (quote.metered) used[data.cloud] = (used[data.cloud] ?? 0) + volume;
    for (const { quantity, unit, unitPriceUsd, source } of quote.pieces) {
      lines.push({ kind: 'egress-in', quantity, unit, unitPriceUsd, usd: quantity * unitPriceUsd, source });
    }
  }
  return lines;
}
