import type { Catalog } from '../../catalog/catalog.ts';
import type { Offering } from '../../catalog/offering.ts';
import type { Colors } from './colors.ts';
import { plural, usd } from './format.ts';
import { hardware, place } from './offering-words.ts';
import { priceAge } from './plan-human.ts';
import { shownOffering } from './plan-json.ts';
import { paragraph, type Row, table } from './table.ts';

export interface GpusViewOptions {
  readonly columns: number;
  readonly paint: Colors;
  readonly top: number;
}

/** One accelerator on one cloud: its cheapest offerings by price per accelerator. */
export interface AcceleratorRow {
  readonly accelerator: string;
  readonly cloud: string;
  readonly spot: Offering | undefined;
  readonly onDemand: Offering | undefined;
}

/** By accelerator, the cloud that has it cheapest first. */
export function acceleratorRows(offerings: readonly Offering[]): AcceleratorRow[] {
  const rows = new Map<string, { accelerator: string; cloud: string; spot?: Offering; onDemand?: Offering }>();
  for (const offering of offerings) {
    const { accelerator, cloud, market } = offering;
    if (accelerator === null) continue;
    const key = `${accelerator}|${cloud}`;
    const row = rows.get(key) ?? { accelerator, cloud };
    rows.set(key, row);
    const slot = market === 'spot' ? 'spot' : 'onDemand';
    const best = row[slot];
    if (best === undefined || perAccelerator(offering) < perAccelerator(best)) row[slot] = offering;
  }
  return [...rows.values()]
    .map((row) => ({ accelerator: row.accelerator, cloud: row.cloud, spot: row.spot, onDemand: row.onDemand }))
    .sort(
      (a, b) =>
        byName.compare(a.accelerator, b.accelerator) || cheapest(a) - cheapest(b) || (a.cloud < b.cloud ? -1 : 1),
    );
}

const byName = {
  compare: (a: string, b: string) =>
    a.toLowerCase() === b.toLowerCase() ? 0 : a.toLowerCase() < b.toLowerCase() ? -1 : 1,
};

function cheapest({ spot, onDemand }: AcceleratorRow): number {
  return Math.min(
    ...[spot, onDemand].map((each) => (each === undefined ? Number.POSITIVE_INFINITY : perAccelerator(each))),
  );
}

/** USD per hour of one accelerator. */
export function perAccelerator({ usdPerHour, acceleratorCount }: Offering): number {
  return (usdPerHour ?? Number.POSITIVE_INFINITY) / acceleratorCount;
}

export function acceleratorsText(
  offerings: readonly Offering[],
  catalog: Catalog,
  launchable: ReadonlySet<string>,
  { columns, paint }: GpusViewOptions,
): string {
  const rows = acceleratorRows(offerings);
  let before = '';
  const cells: Row[] = rows.map(({ accelerator, cloud, spot, onDemand }) => {
    const name = accelerator === before ? '' : paint.bold(accelerator);
    before = accelerator;
    const best = [spot, onDemand]
      .filter((each) => each !== undefined)
      .sort((a, b) => perAccelerator(a) - perAccelerator(b))[0];
    const where = best === undefined ? '' : `${best.instanceType}, ${place(best).slice(cloud.length + 1)}`;
    return [name, `${cloud}${launchable.has(cloud) ? '' : ' *'}`, price(spot), price(onDemand), where];
  });
  const heads = [
    { head: 'Accelerator' },
    { head: 'Cloud' },
    { head: 'Spot', right: true },
    { head: 'On-demand', right: true },
    { head: 'Cheapest on' },
  ];
  const clouds = new Set(rows.map(({ cloud }) => cloud));
  const star = [...clouds].some((cloud) => !launchable.has(cloud)) ? ' * cannot be launched yet.' : '';
  return (
    `USD per hour of one accelerator, cheapest offering of each cloud:\n\n${table(heads, cells, columns)}\n` +
    paint.dim(
      paragraph(`${priceAge(catalog)}${star} One accelerator with all its offerings: skyplan gpus NAME.`, columns),
    )
  );
}

export function offeringsText(
  name: string,
  offerings: readonly Offering[],
  catalog: Catalog,
  launchable: ReadonlySet<string>,
  { columns, paint, top }: GpusViewOptions,
): string {
  const groups = mergeZones(offerings);
  const shown = groups.slice(0, top);
  const rows: Row[] = shown.flatMap(({ first, more }) => {
    const notes = [
      ...first.notes,
      ...(first.priceKind === 'estimated' ? [`price estimated (${first.asOf})`] : []),
      ...(first.access === 'open' || first.notes.some((note) => note.includes(first.access))
        ? []
        : [`${first.access} region`]),
      ...(launchable.has(first.cloud) ? [] : ['cannot be launched yet']),
    ];
    const cells = [
      `${place(first)}${more > 0 ? ` +${more}` : ''}`,
      first.instanceType,
      hardware(first),
      first.market,
      usd(first.usdPerHour ?? 0),
      usd(perAccelerator(first)),
    ];
    return [cells, ...(notes.length > 0 ? [paint.dim(`  ${notes.join('; ')}`)] : [])];
  });
  const heads = [
    { head: 'Where' },
    { head: 'Type', folds: true },
    { head: 'Hardware', folds: true },
    { head: 'Market' },
    { head: 'Per hour', right: true },
    { head: 'Each', right: true },
  ];
  const left = groups.length - shown.length;
  const rest = left > 0 ? paint.dim(`and ${plural(left, 'more line')}; --all shows them\n`) : '';
  const heading = `${paint.bold(name)}: ${plural(offerings.length, 'offering')}, cheapest first; machine and hour, without disk and traffic\n\n`;
  return `${heading}${table(heads, rows, columns)}${rest}\n${paint.dim(paragraph(priceAge(catalog), columns))}`;
}

/** Zones of one region at one price are one line: sorted by price, they are near each other. */
function mergeZones(offerings: readonly Offering[]): { first: Offering; more: number }[] {
  const groups = new Map<string, { first: Offering; more: number }>();
  for (const offering of offerings) {
    const { cloud, region, instanceType, market, usdPerHour } = offering;
    const key = [cloud, region, instanceType, market, usdPerHour].join('|');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: offering, more: 0 });
    else group.more++;
  }
  return [...groups.values()];
}

export function acceleratorsDocument(offerings: readonly Offering[]): unknown {
  const accelerators = acceleratorRows(offerings).map(({ accelerator, cloud, spot, onDemand }) => ({
    accelerator,
    cloud,
    spot: spot === undefined ? null : { ...shownOffering(spot), usdPerHourEach: perAccelerator(spot) },
    onDemand: onDemand === undefined ? null : { ...shownOffering(onDemand), usdPerHourEach: perAccelerator(onDemand) },
  }));
  return { schemaVersion: 1, accelerators };
}

export function offeringsDocument(accelerator: string, offerings: readonly Offering[], top: number): unknown {
  return {
    schemaVersion: 1,
    accelerator,
    count: offerings.length,
    offerings: offerings.slice(0, top).map((offering) => ({
      ...shownOffering(offering),
      usdPerHourEach: perAccelerator(offering),
    })),
  };
}

function price(offering: Offering | undefined): string {
  return offering === undefined ? '-' : usd(perAccelerator(offering));
}
