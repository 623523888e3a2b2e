import type { Plan, PlannedOffering } from '../../optimizer/plan.ts';
import type { Colors } from './colors.ts';
import { duration, plural, usd } from './format.ts';
import { hardware, place } from './offering-words.ts';
import { type Row, table } from './table.ts';

export interface RankedViewOptions {
  readonly top: number;
  readonly all: boolean;
  readonly columns: number;
  readonly paint: Colors;
}

/** One line of the table: an offering, and how many zones of its region have the same at the same cost. */
export interface RankedGroup {
  readonly first: PlannedOffering;
  more: number;
}

/**
 * The first `top` of a ranking and the best of every cloud that is not among them; zones that cost the same are one line.
 * @param clouds how many clouds the ranking may hold, where it is in the order of cost: it is read only until all are seen
 */
export function shownGroups(
  ranked: readonly PlannedOffering[],
  top: number,
  clouds = Number.POSITIVE_INFINITY,
): RankedGroup[] {
  const groups: RankedGroup[] = [];
  const latest = new Map<string, RankedGroup>();
  const seen = new Set<string>();
  for (const item of ranked) {
    const { offering } = item;
    const full = groups.length >= top && seen.has(offering.cloud);
    // Rankings run to a hundred thousand offerings in the order of cost: beyond the last group, none can match.
    if (full && !costsTheSame(groups.at(-1), item)) {
      if (seen.size >= clouds) break;
      continue;
    }
    const key = `${offering.cloud} ${offering.region} ${offering.instanceType} ${offering.market}`;
    const group = latest.get(key);
    if (group !== undefined && costsTheSame(group, item)) group.more++;
    else if (!full) {
      const made = { first: item, more: 0 };
      groups.push(made);
      latest.set(key, made);
    }
    seen.add(offering.cloud);
  }
  return groups;
}

function costsTheSame(group: RankedGroup | undefined, item: PlannedOffering): boolean {
  return group !== undefined && Math.abs(group.first.expectedUsd - item.expectedUsd) < 5e-5;
}

/** Of a plan's ranking. */
function rankedGroups(plan: Plan, top: number): RankedGroup[] {
  const { task, ranked } = plan;
  const named = task.requests.map(({ cloud }) => cloud);
  const launchable = plan.clouds.flatMap((cloud) => (cloud.launchable ? [cloud.cloud] : []));
  const clouds = new Set(named.includes(undefined) ? launchable : named);
  return shownGroups(ranked, top, task.ordered || clouds.size === 0 ? undefined : clouds.size);
}

export function rankedTable(plan: Plan, options: RankedViewOptions): string {
  const groups = rankedGroups(plan, options.all ? plan.ranked.length : options.top);
  const rows: Row[] = groups.flatMap((group, index) => {
    const cells = offeringCells(group);
    const notes = notesOf(group, plan);
    return [
      index === 0 ? cells.map((cell) => options.paint.bold(cell)) : cells,
      ...(notes.length > 0 ? [options.paint.dim(`     ${notes.join('; ')}`)] : []),
    ];
  });
  const shown = groups.reduce((sum, { more }) => sum + 1 + more, 0);
  const left = plan.ranked.length - shown;
  const rest =
    left > 0 ? options.paint.dim(`  and ${plural(left, 'more offering')} that can run it; --all lists them\n`) : '';
  return table(heads(plan), rows, options.columns) + rest;
}

/** Offerings that cannot be launched yet, under the ranking and without ranks. */
export function comparisonTable(plan: Plan, options: RankedViewOptions): string {
  const groups = shownGroups(plan.comparison, options.all ? plan.comparison.length : 3);
  return table(
    heads(plan).slice(1),
    groups.map((group) => offeringCells(group).slice(1)),
    options.columns,
    { indent: '  ' },
  );
}

/** Notes that stand beside offerings as they are shown. */
export function shownNotes(plan: Plan, top: number): Set<string> {
  return new Set(rankedGroups(plan, top).flatMap(({ first }) => [...first.offering.notes, ...first.notes]));
}

function heads({ task }: Plan) {
  return [
    { head: '#', right: true },
    { head: 'Where' },
    { head: 'Type', folds: true },
    { head: 'Hardware', folds: true },
    { head: 'Market' },
    { head: 'Per hour', right: true },
    { head: task.hoursAssumed ? `${duration(task.hours)} assumed` : 'Total', right: true },
  ];
}

function offeringCells({ first: { rank, offering, nodes, expectedUsd }, more }: RankedGroup): string[] {
  return [
    String(rank),
    `${place(offering)}${more > 0 ? ` +${more}` : ''}`,
    offering.instanceType,
    nodes > 1 ? `${nodes} × ${hardware(offering)}` : hardware(offering),
    offering.market,
    usd(offering.usdPerHour ?? 0),
    usd(expectedUsd),
  ];
}

/** What stands out; that a host has more accelerators than asked, its hardware already tells. */
function notesOf({ first }: RankedGroup, plan: Plan): string[] {
  const said = new Set([...first.offering.notes, ...first.notes].filter((note) => !/ for [\d.]+ asked$/.test(note)));
  if (first.offering.priceKind === 'estimated') said.add(`price estimated (${first.offering.asOf})`);
  if (plan.task.budgetUsd !== undefined && first.budgetLastsHours !== undefined) {
    said.add(`budget lasts ${duration(first.budgetLastsHours)}`);
  }
  return [...said];
}
