import { didYouMean } from './near-word.ts';
import { type Reading, report } from './read-fields.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { Spot } from './yaml-text.ts';

/** Where a node must be; undefined means anywhere. */
export interface Place {
  readonly cloud?: string;
  readonly region?: string;
  readonly zone?: string;
}

const cloudAliases: Readonly<Record<string, string>> = { k8s: 'kubernetes' };

/** The name as the catalog or SkyPilot spells it; undefined when nobody knows that cloud. */
export function findCloud(name: string, vocabulary: Vocabulary): string | undefined {
  const lower = cloudAliases[name.toLowerCase()] ?? name.toLowerCase();
  return [...vocabulary.clouds, ...vocabulary.foreignClouds, 'kubernetes']
    .find((known) => known.toLowerCase() === lower)
    ?.toLowerCase();
}

/** `cloud[/region[/zone]]` with `*` for any; what follows `k8s/` or `ssh/` is one name, slashes and all. */
export function splitInfra(infra: string): { cloud?: string; region?: string; zone?: string } | undefined {
  const [cloud = '', ...rest] = infra.trim().replace(/\/$/, '').split('/');
  const parts = /^(k8s|kubernetes|ssh)$/i.test(cloud) && rest.length > 0 ? [cloud, rest.join('/')] : [cloud, ...rest];
  if (parts.length > 3 || parts.some((part) => part.trim() === '')) return undefined;
  const [first, region, zone] = parts.map((part) => (part === '*' ? undefined : part));
  return { ...(first ? { cloud: first } : {}), ...(region ? { region } : {}), ...(zone ? { zone } : {}) };
}

/** Reports a cloud, region or zone that does not exist; clouds are given back in lower case. */
export function checkPlace(
  reading: Reading,
  place: Place,
  spots: { cloud: Spot; region: Spot; zone: Spot },
  vocabulary: Vocabulary,
): Place {
  const cloud = place.cloud === undefined ? undefined : findCloud(place.cloud, vocabulary);
  if (place.cloud !== undefined && cloud === undefined) {
    const known = [...vocabulary.clouds, ...vocabulary.foreignClouds];
    report(
      reading,
      spots.cloud,
      `No cloud is called \`${place.cloud}\`.`,
      didYouMean(place.cloud, known, `skyplan ranks ${vocabulary.clouds.join(', ')}.`),
    );
    return {};
  }
  if (cloud !== undefined && !vocabulary.clouds.includes(cloud)) return { ...place, cloud };
  const region = place.region ?? (place.zone === undefined ? undefined : regionOfZone(place.zone, cloud, vocabulary));
  if (place.region !== undefined && !isRegion(place.region, cloud, vocabulary)) {
    report(
      reading,
      spots.region,
      `${cloud ?? 'No cloud'} has no region \`${place.region}\`.`.replace('No cloud has no', 'No cloud has a'),
      hintForRegion(place.region, cloud, vocabulary),
    );
    return cloud === undefined ? {} : { cloud };
  }
  if (place.zone !== undefined && !isZone(place.zone, cloud, region, vocabulary)) {
    const zones = zonesOf(cloud, vocabulary).filter(
      (zone) => region === undefined || zone.startsWith(region) || !place.zone?.includes('-'),
    );
    report(
      reading,
      spots.zone,
      `${cloud ?? 'No cloud'} has no zone \`${place.zone}\`${region === undefined ? '' : ` in ${region}`}.`.replace(
        'No cloud has no',
        'No cloud has a',
      ),
      didYouMean(place.zone, zones, 'Leave the zone out to let skyplan choose.'),
    );
    return { ...(cloud === undefined ? {} : { cloud }), ...(region === undefined ? {} : { region }) };
  }
  return {
    ...(cloud === undefined ? {} : { cloud }),
    ...(region === undefined ? {} : { region }),
    ...(place.zone === undefined ? {} : { zone: place.zone }),
  };
}

function cloudsToSearch(cloud: string | undefined, vocabulary: Vocabulary): readonly string[] {
  return cloud === undefined ? vocabulary.clouds : [cloud];
}

function regionsOf(cloud: string | undefined, vocabulary: Vocabulary): string[] {
  return cloudsToSearch(cloud, vocabulary).flatMap((one) => [
    ...(vocabulary.regions[one] ?? []),
    ...(vocabulary.foreignRegions?.[one] ?? []),
  ]);
}

function zonesOf(cloud: string | undefined, vocabulary: Vocabulary): string[] {
  return cloudsToSearch(cloud, vocabulary).flatMap((one) => vocabulary.zones[one] ?? []);
}

export function isRegion(region: string, cloud: string | undefined, vocabulary: Vocabulary): boolean {
  return regionsOf(cloud, vocabulary).includes(region);
}

export function hintForRegion(region: string, cloud: string | undefined, vocabulary: Vocabulary): string {
  const elsewhere = vocabulary.clouds.filter((one) => one !== cloud && vocabulary.regions[one]?.includes(region));
  if (elsewhere.length > 0) return `\`${region}\` is a region of ${elsewhere.join(' and ')}.`;
  return didYouMean(region, regionsOf(cloud, vocabulary), 'Leave the region out to let skyplan choose.');
}

function regionOfZone(zone: string, cloud: string | undefined, vocabulary: Vocabulary): string | undefined {
  return regionsOf(cloud, vocabulary)
    .filter((region) => zone.startsWith(region) && zone.length > region.length)
    .sort((a, b) => b.length - a.length)[0];
}

/** A listed zone, or a region's name with a letter or number behind it: the catalog need not price every zone. */
function isZone(zone: string, cloud: string | undefined, region: string | undefined, vocabulary: Vocabulary): boolean {
  if (zonesOf(cloud, vocabulary).includes(zone)) return true;
  if (region === undefined) return false;
  return zone === `${region}${zone.slice(region.length)}`
    ? /^-?[a-z0-9]$/.test(zone.slice(region.length))
    : /^[123]$/.test(zone);
}

/**
 * Zones that the catalog knows only by id cannot be matched by their letter, which means another zone in every
 * account: such a request is planned over the whole region, and says so.
 */
export function withoutLetterZone(place: Place, vocabulary: Vocabulary): { place: Place; note?: string } {
  const { cloud, region, zone } = place;
  if (zone === undefined || region === undefined || zonesOf(cloud, vocabulary).includes(zone)) return { place };
  if (cloud !== undefined && !vocabulary.clouds.includes(cloud)) return { place };
  const owner = cloud ?? vocabulary.clouds.find((one) => vocabulary.regions[one]?.includes(region));
  if (owner === undefined || (vocabulary.zones[owner] ?? []).some((known) => known.startsWith(region)))
    return { place };
  const { zone: _, ...rest } = place;
  return { place: rest, note: `zone ${zone}: zone letters differ per account, so all of ${region} is planned` };
}
