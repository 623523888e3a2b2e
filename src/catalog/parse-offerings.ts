import { assert } from '../base/assert.ts';
import type { UnreadOfferings } from './catalog.ts';
import type { Offering, Region } from './offering.ts';
import { PriceLines } from './price-lines.ts';
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
  const types = new Map(parseMachineTypes(file.types).map((type) => [type.name, wantedType(type, filter)]));
  const lines = new PriceLines(file.prices);
  const reading: Reading = { file, market, lines, places: new Map(), offerings: [], unread: new Map() };
  while (lines.next()) {
    const type = types.get(lines.type);
    assert(type, `${file.cloud} has a price for ${lines.type}, whose type is not in the catalog`);
    if (type.reason) skipType(reading, type, type.reason);
    else readType(reading, type);
  }
  return { offerings: reading.offerings, unread: [...reading.unread.values()] };
}

interface Reading {
  readonly file: OfferingFile;
  readonly market: Offering['market'] | 'any';
  readonly lines: PriceLines;
  readonly places: Map<string, Place>;
  readonly offerings: Offering[];
  /** By accelerator and reason. */
  readonly unread: Map<string, UnreadOfferings>;
}

/** All lines of one type; they follow each other. Called often and small, so that it is compiled early. */
function readType(reading: Reading, type: WantedType): void {
  const { lines, market } = reading;
  do {
    lines.read();
    if (market !== 'spot') addOnDemand(reading, type);
    if (market !== 'on-demand') addSpot(reading, type);
  } while (lines.nextOf(type.name));
  if (market === 'spot' && type.onDemandOfferings) {
    countUnread(reading, type, 'other-market', type.onDemandOfferings, 'on-demand');
  }
  if (market === 'on-demand' && type.spotOfferings) {
    countUnread(reading, type, 'other-market', type.spotOfferings, 'spot');
  }
}

function addOnDemand(reading: Reading, type: WantedType): void {
  const { lines, file, offerings } = reading;
  const usd = lines.onDemandUsd;
  if (usd === undefined) return;
  const place = placeOf(reading, lines.region);
  const zones = zonesOf(place, lines.zones);
  addOfferings(
    offerings,
    type,
    place,
    zones,
    'on-demand',
    usd,
    usd,
    sourceOf(file, lines.source),
    notesOf(type, place, ''),
  );
}

function addSpot(reading: Reading, type: WantedType): void {
  const { lines, file, offerings } = reading;
  const usd = lines.spotUsd;
  if (usd === undefined) return;
  const place = placeOf(reading, lines.region);
  const zones = zonesOf(place, lines.zones);
  const source = sourceOf(file, lines.spotSource || lines.source);
  const notes = notesOf(type, place, lines.mark);
  addOfferings(offerings, type, place, zones, 'spot', usd, lines.onDemandUsd ?? null, source, notes);
}

interface WantedType extends MachineType {
  readonly reason: Unread | null;
  /** End of an offering's id, by market. */
  readonly spotIdEnd: string;
  readonly onDemandIdEnd: string;
  /** Notes beside an offering, by what the place and the price add, so that equal ones share an array. */
  readonly notesBy: Map<string, readonly string[]>;
}

interface Place {
  readonly cloud: string;
  readonly region: string;
  readonly access: Offering['access'];
  /** The zones column → zones, each with the start of an offering's id. */
  readonly zones: Map<string, readonly Zone[]>;
}

interface Zone {
  readonly name: string;
  readonly idStart: string;
}

function wantedType(type: MachineType, filter: TypeFilter): WantedType {
  return {
    ...type,
    reason: filter(type),
    spotIdEnd: `${type.name}/spot`,
    onDemandIdEnd: `${type.name}/on-demand`,
    notesBy: new Map(),
  };
}

/** One literal, so that all offerings share one hidden class. */
function addOfferings(
  offerings: Offering[],
  type: WantedType,
  place: Place,
  zones: readonly Zone[],
  market: Offering['market'],
  usdPerHour: number | null,
  onDemandUsdPerHour: number | null,
  source: Source,
  notes: readonly string[],
): void {
  const idEnd = market === 'spot' ? type.spotIdEnd : type.onDemandIdEnd;
  for (let index = 0; index < zones.length; index++) {
    const zone = zones[index] as Zone;
    offerings.push({
      id: zone.idStart + idEnd,
      cloud: place.cloud,
      region: place.region,
      zone: zone.name,
      instanceType: type.name,
      accelerator: type.accelerator,
      acceleratorCount: type.acceleratorCount,
      vcpus: type.vcpus,
      memoryGiB: type.memoryGiB,
      arch: type.arch,
      market,
      usdPerHour,
      onDemandUsdPerHour,
      priceKind: source.kind,
      asOf: source.asOf,
      source: source.key,
      access: place.access,
      burstable: type.burstable,
      notes,
    });
  }
}

function skipType(reading: Reading, type: WantedType, reason: Unread): void {
  const { lines } = reading;
  lines.read();
  const market = lines.onDemandUsd === undefined ? 'spot' : 'on-demand';
  countUnread(reading, type, reason, type.spotOfferings + type.onDemandOfferings, market);
  while (lines.nextOf(type.name)) lines.skip();
}

/** The example is of the line that was read last. */
function countUnread(
  { file, lines, unread }: Reading,
  { name, accelerator }: WantedType,
  reason: Unread,
  count: number,
  market: Offering['market'],
): void {
  const key = `${accelerator} ${reason}`;
  const before = unread.get(key);
  const [zone] = lines.zones.split(' ');
  const example = before?.example ?? `${file.cloud}/${lines.region}/${zone}/${name}/${market}`;
  unread.set(key, { cloud: file.cloud, accelerator, reason, count: (before?.count ?? 0) + count, example });
}

function placeOf({ file: { cloud, regions }, places }: Reading, region: string): Place {
  const known = places.get(region);
  if (known) return known;
  const access = region === 'any' ? 'open' : regions.get(region)?.access;
  assert(
    access && access !== 'gov',
    `${cloud} has a price in ${region}, which is not in regions.csv or is of GovCloud`,
  );
  const place = { cloud, region, access, zones: new Map<string, readonly Zone[]>() };
  places.set(region, place);
  return place;
}

function zonesOf(place: Place, column: string): readonly Zone[] {
  let zones = place.zones.get(column);
  if (!zones) {
    zones = column.split(' ').map((name) => ({ name, idStart: `${place.cloud}/${place.region}/${name}/` }));
    place.zones.set(column, zones);
  }
  return zones;
}

function sourceOf({ sources }: OfferingFile, key: string): Source {
  const source = sources.get(key);
  assert(source, `a price names the source ${JSON.stringify(key)}, which is not in sources.csv`);
  return source;
}

function notesOf(type: WantedType, place: Place, mark: string): readonly string[] {
  const key = mark === '' ? place.access : `${place.access} ${mark}`;
  let notes = type.notesBy.get(key);
  if (!notes) {
    notes = [...type.notes];
    if (place.access === 'opt-in') notes = [...notes, 'opt-in region'];
    if (place.access === 'restricted') notes = [...notes, 'restricted region: access must be asked for'];
    if (mark === 'near-floor') notes = [...notes, 'near floor'];
    type.notesBy.set(key, notes);
  }
  return notes;
}
