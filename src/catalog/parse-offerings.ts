import { assert } from '../base/assert.ts';
import type { UnreadOfferings } from './catalog.ts';
import { ListedOffering, type ListedType, type Zone } from './listed-offering.ts';
import type { Offering, Region } from './offering.ts';
import { PriceLines } from './price-lines.ts';
import { PriceList, type PriceTerms } from './price-list.ts';
import { type MachineType, parseMachineTypes, type Source } from './schema.ts';

/** The texts of one pair of catalog files, and what their keys refer to. */
export interface OfferingFile {
  readonly cloud: string;
  /** `types/<cloud>/<file>.csv` */
  readonly types: string;
  /** `offerings/<cloud>/<file>.csv` */
  readonly prices: string;
  /** Of this cloud, by name. */
  readonly regions: ReadonlyMap<string, Region>;
  readonly sources: ReadonlyMap<string, Source>;
}

/** Which machine types to read: null to read it, or the reason to leave it out, under which it is counted. */
export type TypeFilter = (type: MachineType) => Unread | null;

type Unread = NonNullable<UnreadOfferings['reason']>;

/**
 * The offerings of one pair of catalog files, each zone and market its own. Types that `filter` leaves out, and
 * offerings of another market than `market`, are only counted, a group per accelerator and reason.
 * A catalog that breaks its format is a bug of ours: it crashes.
 */
export function parseOfferings(
  file: OfferingFile,
  filter: TypeFilter,
  market: Offering['market'] | 'any' = 'any',
): { offerings: Offering[]; unread: UnreadOfferings[] } {
  const types = new Map(parseMachineTypes(file.types).map((type) => [type.name, { type, reason: filter(type) }]));
  let most = 0;
  for (const { type, reason } of types.values()) {
    if (reason === null) most += type.spotOfferings + type.onDemandOfferings;
  }
  const reading: Reading = {
    ...{ file, market, lines: new PriceLines(file.prices), list: new PriceList(most) },
    ...{ zones: new Map(), terms: new Map(), offerings: [], unread: new Map() },
  };
  const { lines } = reading;
  while (lines.next()) {
    const known = types.get(lines.type);
    assert(known, `${file.cloud} has a price for ${lines.type}, whose type is not in the catalog`);
    if (known.reason) skipType(reading, known.type, known.reason);
    else readType(reading, known.type);
  }
  return { offerings: reading.offerings, unread: [...reading.unread.values()] };
}

interface Reading {
  readonly file: OfferingFile;
  readonly market: Offering['market'] | 'any';
  readonly lines: PriceLines;
  readonly list: PriceList;
  /** By `region,zones` of a line. */
  readonly zones: Map<string, readonly Zone[]>;
  /** By `source,spot_source,marks` of a line. */
  readonly terms: Map<string, PriceTerms>;
  readonly offerings: Offering[];
  /** By accelerator and reason. */
  readonly unread: Map<string, UnreadOfferings>;
}

/** All lines of one type; they follow each other. Called often and small, so that it is compiled early. */
function readType(reading: Reading, type: MachineType): void {
  const { lines, list, market } = reading;
  const listed = { ...type, prices: list, spotIdEnd: `${type.name}/spot`, onDemandIdEnd: `${type.name}/on-demand` };
  do {
    lines.read();
    readLine(reading, listed);
  } while (lines.nextOf(type.name));
  if (market === 'spot' && type.onDemandOfferings) {
    countUnread(reading, type, 'other-market', type.onDemandOfferings, 'on-demand');
  }
  if (market === 'on-demand' && type.spotOfferings) {
    countUnread(reading, type, 'other-market', type.spotOfferings, 'spot');
  }
}

function readLine(reading: Reading, type: ListedType): void {
  const { lines, list, market, offerings } = reading;
  const { onDemandUsd, spotUsd } = lines;
  // Announced, but not sold yet.
  if (onDemandUsd === undefined && spotUsd === undefined) return;
  const zones = reading.zones.get(lines.where) ?? newZones(reading);
  const terms = reading.terms.get(lines.terms) ?? newTerms(reading);
  const row = list.add(terms, onDemandUsd ?? null, spotUsd ?? null);
  if (onDemandUsd !== undefined && market !== 'spot') {
    for (const zone of zones) offerings.push(new ListedOffering(type, row, zone, 'on-demand'));
  }
  if (spotUsd !== undefined && market !== 'on-demand') {
    for (const zone of zones) offerings.push(new ListedOffering(type, row, zone, 'spot'));
  }
}

function skipType(reading: Reading, type: MachineType, reason: Unread): void {
  const { lines } = reading;
  lines.read();
  const market = lines.onDemandUsd === undefined ? 'spot' : 'on-demand';
  countUnread(reading, type, reason, type.spotOfferings + type.onDemandOfferings, market);
  while (lines.nextOf(type.name)) lines.skip();
}

/** The example is of the line that was read last. */
function countUnread(
  { file, lines, unread }: Reading,
  { name, accelerator }: MachineType,
  reason: Unread,
  count: number,
  market: Offering['market'],
): void {
  const key = `${accelerator} ${reason}`;
  const before = unread.get(key);
  const [region, zone] = lines.where.split(/[, ]/);
  const example = before?.example ?? `${file.cloud}/${region}/${zone}/${name}/${market}`;
  unread.set(key, { cloud: file.cloud, accelerator, reason, count: (before?.count ?? 0) + count, example });
}

function newZones({ file: { cloud, regions }, lines, zones }: Reading): readonly Zone[] {
  const [region = '', column = ''] = lines.where.split(',');
  const access = region === 'any' ? 'open' : regions.get(region)?.access;
  assert(
    access && access !== 'gov',
    `${cloud} has a price in ${region}, which is not in regions.csv or is of GovCloud`,
  );
  const made = column
    .split(' ')
    .map((name) => ({ cloud, region, name, access, idStart: `${cloud}/${region}/${name}/` }));
  zones.set(lines.where, made);
  return made;
}

function newTerms({ file, lines, list, terms }: Reading): PriceTerms {
  const [source = '', spotSource = '', mark = ''] = lines.terms.split(',');
  const onDemand = sourceOf(file, source);
  const made = list.addTerms({ onDemand, spot: spotSource === '' ? onDemand : sourceOf(file, spotSource), mark });
  terms.set(lines.terms, made);
  return made;
}

function sourceOf({ sources }: OfferingFile, key: string): Source {
  const source = sources.get(key);
  assert(source, `a price names the source ${JSON.stringify(key)}, which is not in sources.csv`);
  return source;
}
