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
export type TypeFilter = (type: MachineType) => UnreadOfferings['reason'] | null;

/**
 * The offerings of one pair of catalog files, each zone and market its own; types that `filter` leaves out are only
 * counted, a group per accelerator and reason. A catalog that breaks its format is a bug of ours: it crashes.
 */
export function parseOfferings(
  file: OfferingFile,
  filter: TypeFilter,
): { offerings: Offering[]; unread: UnreadOfferings[] } {
  const types = new Map(parseMachineTypes(file.types).map((type) => [type.name, wantedType(type, filter)]));
  const reading: Reading = { file, places: new Map(), offerings: [], lines: new PriceLines(file.prices) };
  const unread = new Map<string, UnreadOfferings>();
  while (reading.lines.next()) {
    const type = types.get(reading.lines.type);
    assert(type, `${file.cloud} has a price for ${reading.lines.type}, whose type is not in the catalog`);
    if (type.reason) countUnread(unread, reading, type);
    else readType(reading, type);
  }
  return { offerings: reading.offerings, unread: [...unread.values()] };
}

interface Reading {
  readonly file: OfferingFile;
  readonly places: Map<string, Place>;
  readonly offerings: Offering[];
  readonly lines: PriceLines;
}

/** All lines of one type; they follow each other. Called often and small, so that it is compiled early. */
function readType(reading: Reading, type: WantedType): void {
  const { lines } = reading;
  do {
    lines.read();
    const place = reading.places.get(lines.region) ?? addPlace(reading, lines.region);
    const source = sourceOf(reading.file, lines.source);
    const zones = zonesOf(place, lines.zones);
    const notes = notesOf(type, place, '');
    if (lines.onDemandUsd !== undefined) {
      addOfferings(reading.offerings, type, place, zones, 'on-demand', lines.onDemandUsd, lines.onDemandUsd, source, notes);
    }
    if (lines.spotUsd !== undefined) {
      const spotSource = lines.spotSource === '' ? source : sourceOf(reading.file, lines.spotSource);
      const spotNotes = lines.mark === '' ? notes : notesOf(type, place, lines.mark);
      const onDemandUsd = lines.onDemandUsd ?? null;
      addOfferings(reading.offerings, type, place, zones, 'spot', lines.spotUsd, onDemandUsd, spotSource, spotNotes);
    }
  } while (lines.nextOf(type.name));
}

interface WantedType extends MachineType {
  readonly reason: UnreadOfferings['reason'] | null;
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

function countUnread(unread: Map<string, UnreadOfferings>, { file, lines }: Reading, type: WantedType): void {
  const { accelerator, reason, spotOfferings, onDemandOfferings } = type;
  assert(reason, `${type.name} is wanted`);
  lines.read();
  const key = `${accelerator} ${reason}`;
  const [zone] = lines.zones.split(' ');
  const market = lines.onDemandUsd === undefined ? 'spot' : 'on-demand';
  const before = unread.get(key);
  unread.set(key, {
    cloud: file.cloud,
    accelerator,
    reason,
    count: (before?.count ?? 0) + spotOfferings + onDemandOfferings,
    example: before?.example ?? `${file.cloud}/${lines.region}/${zone}/${type.name}/${market}`,
  });
  while (lines.nextOf(type.name)) lines.skip();
}

function addPlace({ file: { cloud, regions }, places }: Reading, region: string): Place {
  const access = region === 'any' ? 'open' : regions.get(region)?.access;
  assert(access && access !== 'gov', `${cloud} has a price in ${region}, which is not in regions.csv or is of GovCloud`);
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
