import { isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import { resolveAccelerators } from './accelerators.ts';
import { checkPlace, type Place, splitInfra, withoutLetterZone } from './place.ts';
import { type Fields, nodeOf, plainValue, type Reading, type ReadMap, readFields, report } from './read-fields.ts';
import { explainResourceKey } from './resource-keys.ts';
import { defaultDisk, resourceShapes, unusedResourceKeys } from './resource-shapes.ts';
import { describe } from './shape.ts';
import type { JobRecovery, MarketWish, ResourceRequest } from './task.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What stands outside `resources` and bears on every request. */
export interface TaskWide {
  readonly market: MarketWish | undefined;
  /** From the command line: wins over everything in the file. */
  readonly marketOverride: MarketWish | undefined;
  readonly maxUsdPerHour: number | undefined;
  readonly maxPricePair: Pair | undefined;
  readonly arch: ResourceRequest['arch'];
}

export interface Requests {
  readonly requests: ResourceRequest[];
  readonly ordered: boolean;
  readonly jobRecovery?: JobRecovery;
  readonly notes: string[];
}

interface Alternative {
  readonly fields: Fields<typeof resourceShapes>;
  readonly pairs: ReadonlyMap<string, Pair>;
  readonly place: Place;
  readonly accelerators: readonly { name: string; count: number }[];
  readonly acceleratorsOrdered: boolean;
}

/** The alternatives of `resources`, multiplied out: entries of `any_of` or `ordered` over the defaults around them, times accelerators. */
export function readRequests(
  reading: Reading,
  pair: Pair | undefined,
  wide: TaskWide,
  vocabulary: Vocabulary,
): Requests {
  const notes: string[] = [];
  const outer = readAlternative(reading, nodeOf(reading, pair?.value), vocabulary, true);
  const { entries, ordered } = readEntries(reading, outer, vocabulary);
  const alternatives = entries.length === 0 ? [outer] : entries.map((entry) => override(outer, entry));
  const requests: ResourceRequest[] = [];
  for (const alternative of alternatives) {
    for (const key of alternative.pairs.keys())
      if (isUnused(key)) notes.push(`\`${key}\` has no effect on skyplan yet`);
    requests.push(...requestsOf(reading, alternative, wide, vocabulary, notes));
  }
  const jobRecovery = alternatives.find((one) => one.fields.job_recovery)?.fields.job_recovery;
  return {
    requests: requests.length > 0 ? requests : requestsOf(reading, outer, wide, vocabulary, notes),
    ordered: ordered || alternatives.some((one) => one.acceleratorsOrdered),
    notes,
    ...(jobRecovery === undefined ? {} : { jobRecovery }),
  };
}

function isUnused(key: string): boolean {
  return (unusedResourceKeys as readonly string[]).includes(key);
}

function readAlternative(reading: Reading, node: Node | null, vocabulary: Vocabulary, outer: boolean): Alternative {
  const read = readFields(
    reading,
    node,
    resourceShapes,
    (key) => explainResourceKey(key, outer),
    outer ? ['any_of', 'ordered'] : [],
  );
  return {
    ...read,
    place: placeOf(reading, read),
    ...acceleratorsOf(reading, read, vocabulary),
  };
}

function placeOf(reading: Reading, { fields, pairs }: ReadMap<typeof resourceShapes>): Place {
  const infra = pairs.get('infra');
  const beside = ['cloud', 'region', 'zone'].filter((key) => fields[key as 'cloud'] !== undefined);
  if (fields.infra === undefined) return placeFrom(fields.cloud, fields.region, fields.zone);
  if (beside.length > 0) {
    const name = beside.map((key) => `\`${key}\``).join(' and ');
    report(
      reading,
      pairs.get(beside[0] ?? ''),
      `${name} cannot stand beside \`infra\`.`,
      `Write all of it as \`infra: ${fields.cloud ?? 'cloud'}/region/zone\`.`,
    );
  }
  const split = splitInfra(fields.infra);
  if (split === undefined) {
    report(
      reading,
      infra?.value as Node,
      `\`${fields.infra}\` is not a place.`,
      'Write `infra: cloud/region/zone`; region and zone may be left out, `*` means any.',
    );
    return {};
  }
  return split;
}

function placeFrom(cloud?: string, region?: string, zone?: string): Place {
  return {
    ...(cloud && cloud !== '*' ? { cloud } : {}),
    ...(region && region !== '*' ? { region } : {}),
    ...(zone && zone !== '*' ? { zone } : {}),
  };
}

function acceleratorsOf(
  reading: Reading,
  { fields, pairs }: ReadMap<typeof resourceShapes>,
  vocabulary: Vocabulary,
): Pick<Alternative, 'accelerators' | 'acceleratorsOrdered'> {
  const gpus = pairs.get('gpus');
  if (gpus && pairs.has('accelerators'))
    report(reading, gpus, '`gpus` and `accelerators` mean the same.', 'Keep one of the two.');
  const key = fields.accelerators ? 'accelerators' : 'gpus';
  const written = fields[key];
  const pair = pairs.get(key);
  if (!written || !pair) return { accelerators: [], acceleratorsOrdered: false };
  return {
    accelerators: resolveAccelerators(reading, pair, written.alternatives, vocabulary),
    acceleratorsOrdered: written.ordered,
  };
}

function readEntries(
  reading: Reading,
  outer: Alternative,
  vocabulary: Vocabulary,
): { entries: Alternative[]; ordered: boolean } {
  const anyOf = outer.pairs.get('any_of');
  const ordered = outer.pairs.get('ordered');
  if (anyOf && ordered)
    report(
      reading,
      ordered,
      '`ordered` cannot stand beside `any_of`.',
      'Keep one: `ordered` tries from first to last, `any_of` takes the cheapest.',
    );
  const pair = anyOf ?? ordered;
  const list = nodeOf(reading, pair?.value);
  if (!pair || !list || ('value' in list && list.value === null)) return { entries: [], ordered: false };
  if (!isSeq(list)) {
    report(
      reading,
      list,
      `Expected a list of alternatives, found ${describe(plainValue(reading, list))}.`,
      'Start each alternative with `- `.',
    );
    return { entries: [], ordered: false };
  }
  const entries: Alternative[] = [];
  for (const item of list.items) {
    const node = nodeOf(reading, item);
    if (isMap(node)) entries.push(readAlternative(reading, node, vocabulary, false));
    else
      report(
        reading,
        (item as Node) ?? pair,
        'Each alternative must be a map of keys of `resources`.',
        'Write `- cloud: …` or `- accelerators: …`.',
      );
  }
  return { entries, ordered: pair === ordered };
}

/** The entry's fields win (a null takes the outer value away), labels are joined; a new cloud frees it of the outer region, a new region of the outer zone. */
function override(outer: Alternative, entry: Alternative): Alternative {
  const labels = { ...outer.fields.labels, ...entry.fields.labels };
  const own = entry.pairs.has('accelerators') || entry.pairs.has('gpus');
  const reset = [...entry.pairs].filter(([, pair]) => isNull(pair)).map(([key]) => [key, undefined] as const);
  const fields = {
    ...outer.fields,
    ...Object.fromEntries(reset),
    ...entry.fields,
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
  };
  return {
    fields,
    pairs: new Map([...outer.pairs, ...entry.pairs]),
    place: overridePlace(outer.place, entry),
    accelerators: own ? entry.accelerators : outer.accelerators,
    acceleratorsOrdered: own ? entry.acceleratorsOrdered : outer.acceleratorsOrdered,
  };
}

function isNull(pair: Pair): boolean {
  return pair.value === null || (isScalar(pair.value) && pair.value.value === null);
}

function overridePlace(outer: Place, entry: Alternative): Place {
  if (entry.fields.infra !== undefined) return entry.place;
  const { cloud, region, zone } = entry.place;
  if (cloud !== undefined && cloud.toLowerCase() !== outer.cloud?.toLowerCase()) return entry.place;
  if (region !== undefined && region !== outer.region) return placeFrom(outer.cloud, region, zone);
  return { ...outer, ...entry.place };
}

function requestsOf(
  reading: Reading,
  alternative: Alternative,
  wide: TaskWide,
  vocabulary: Vocabulary,
  notes: string[],
): ResourceRequest[] {
  const { fields, pairs } = alternative;
  const infra = pairs.get('infra')?.value as Node | undefined;
  const spot = (key: string) => (pairs.get(key)?.value as Node | undefined) ?? infra;
  const checkedPlace = checkPlace(
    reading,
    alternative.place,
    { cloud: spot('cloud'), region: spot('region'), zone: spot('zone') },
    vocabulary,
  );
  const { place, note } = withoutLetterZone(checkedPlace, vocabulary);
  if (note) notes.push(note);
  const memory = fields.memory;
  const maxUsdPerHour = maxPriceOf(reading, alternative, wide);
  const autostop = fields.autostop === 'off' ? undefined : fields.autostop;
  const base: ResourceRequest = {
    ...place,
    ...(fields.instance_type === undefined ? {} : { instanceType: fields.instance_type }),
    ...(fields.cpus === undefined ? {} : { cpus: fields.cpus }),
    ...(memory === undefined
      ? {}
      : { [memory.per === 'cpu' ? 'memoryGiBPerCpu' : 'memoryGiB']: { value: memory.value, atLeast: memory.atLeast } }),
    arch: wide.arch,
    market: marketOf(reading, alternative, wide),
    ...(maxUsdPerHour === undefined ? {} : { maxUsdPerHour }),
    disk: { sizeGiB: fields.disk_size ?? defaultDisk.sizeGiB, tier: fields.disk_tier ?? defaultDisk.tier },
    ...(fields.image_id === undefined ? {} : { imageId: fields.image_id }),
    ports: fields.ports ?? [],
    labels: fields.labels ?? {},
    ...(autostop === undefined ? {} : { autostop }),
  };
  if (alternative.accelerators.length === 0) return [base];
  return alternative.accelerators.map((accelerator) => ({ ...base, accelerator }));
}

function marketOf(reading: Reading, { fields, pairs }: Alternative, wide: TaskWide): MarketWish {
  const bySpot = fields.use_spot === undefined ? undefined : fields.use_spot ? 'spot' : 'on-demand';
  if (wide.market !== undefined && bySpot !== undefined && bySpot !== wide.market) {
    report(
      reading,
      pairs.get('use_spot'),
      `\`use_spot: ${fields.use_spot}\` means \`market: ${bySpot}\`, but the file says \`market: ${wide.market}\`.`,
      wide.market === 'any'
        ? 'Remove `use_spot`: `market: any` takes spot or on-demand, whichever costs less.'
        : 'Keep one of the two.',
    );
  }
  return wide.marketOverride ?? wide.market ?? bySpot ?? 'on-demand';
}

function maxPriceOf(reading: Reading, { fields, pairs }: Alternative, wide: TaskWide): number | undefined {
  if (fields.max_hourly_cost !== undefined && wide.maxPricePair) {
    report(
      reading,
      pairs.get('max_hourly_cost'),
      '`max_hourly_cost` and `max_price` mean the same.',
      'Keep one of the two.',
    );
  }
  return fields.max_hourly_cost ?? wide.maxUsdPerHour;
}
