import { explainHostSize } from '../../optimizer/host-size.ts';
import type { Plan, PlannedOffering } from '../../optimizer/plan.ts';
import type { PlannedStep } from '../plan-task.ts';
import { findEgressEffect, findHoursFlips, type Rank } from '../what-if.ts';
import { costLines } from './cost-lines.ts';
import { duration, instant, number, usd } from './format.ts';
import { ask, hardware, hoursWords, place } from './offering-words.ts';
import { rejectedLines } from './plan-rejected.ts';
import { comparisonTable, type RankedViewOptions, rankedTable, shownNotes } from './ranked-table.ts';
import { savings } from './savings.ts';
import { bullets, paragraph } from './table.ts';
import { egressWords, hoursFlipWords } from './what-if-words.ts';

export interface PlanViewOptions extends RankedViewOptions {
  readonly now: Date;
  readonly rank: Rank;
}

/** A plan for people: the winner first, then whom it beat, what it costs, and what would change it. */
export function planText(step: PlannedStep, options: PlanViewOptions): string {
  const { plan } = step;
  const { paint, columns } = options;
  const winner = plan.ranked[0];
  const parts = [paragraph(`${paint.bold(plan.task.name)}: ${ask(plan.task)}`, columns), '\n'];
  if (winner !== undefined) {
    parts.push(paragraph(winnerWords(winner, plan, options), columns));
    parts.push(bullets(savings(winner, plan), columns, '  '), '\n');
    parts.push(rankedTable(plan, options), '\n');
    parts.push(`Cost of the first, ${hoursWords(plan.task)}:\n`, costLines(winner, options), '\n');
  }
  parts.push(bullets(remarks(step, winner, options), columns));
  if (plan.comparison.length > 0) {
    parts.push(`\nFor comparison; skyplan cannot launch there yet (${hoursWords(plan.task)}):\n`);
    parts.push(comparisonTable(plan, options));
  }
  if (plan.rejected.count > 0) parts.push('\n', rejectedLines(plan.rejected, options));
  parts.push('\n', paint.dim(paragraph(priceAge(plan), columns)));
  return parts.join('');
}

function winnerWords(
  { offering, nodes, expectedUsd }: PlannedOffering,
  plan: Plan,
  { paint }: PlanViewOptions,
): string {
  const what = `${nodes > 1 ? `${number(nodes)} nodes of ` : ''}${hardware(offering)}, ${offering.market}, in ${place(offering)}`;
  const price = `${usd(offering.usdPerHour ?? 0)}/h${nodes > 1 ? ' a node' : ''}`;
  const total = `${paint.bold(usd(expectedUsd))} for ${hoursWords(plan.task)}`;
  return `Cheapest: ${paint.green(paint.bold(what))} (${offering.instanceType}, ${price}): ${total}.`;
}

/** What a reader must know to trust the total, and what would change the choice. */
function remarks(step: PlannedStep, winner: PlannedOffering | undefined, options: PlanViewOptions): string[] {
  const { plan, catalog } = step;
  const { task } = plan;
  const effect = findEgressEffect(plan, catalog, options.rank);
  return [
    ...(winner === undefined ? [] : [...durationWords(winner, plan), ...budgetWords(winner, plan, options.now)]),
    ...egressWords(effect, plan),
    ...new Set(task.requests.map(explainHostSize).filter((rule) => rule !== undefined)),
    ...noteWords(plan, options.top),
    ...task.notes.map(sentence),
    ...plan.hints.map(sentence),
    ...step.warnings.map((warning) => `Warning: ${sentence(warning)}`),
  ];
}

function durationWords(winner: PlannedOffering, plan: Plan): string[] {
  if (!plan.task.hoursAssumed) return [];
  const flips = hoursFlipWords(findHoursFlips(plan), winner);
  return [`The task has no \`duration\`, so ${duration(plan.task.hours)} are assumed. ${flips}`];
}

function budgetWords(winner: PlannedOffering, { task }: Plan, now: Date): string[] {
  if (task.budgetUsd === undefined) return [];
  const budget = `The budget of ${usd(task.budgetUsd)}`;
  if (winner.budgetLastsHours === undefined) {
    return winner.expectedUsd > 0 ? [] : [`${budget} is never used up here.`];
  }
  const stop = new Date(now.getTime() + winner.budgetLastsHours * 3_600_000);
  const lasts = duration(winner.budgetLastsHours);
  return [`${budget} lasts ${lasts} here: started now, the run stops at ${instant(stop)}.`];
}

/** What the short notes in the table mean. */
function noteWords(plan: Plan, top: number): string[] {
  const notes = [...shownNotes(plan, top)];
  const said: string[] = [];
  if (notes.some((note) => / for [\d.]+ asked$/.test(note))) {
    said.push(
      'A count of accelerators is a minimum: larger hosts compete at their whole price. --exact leaves them out.',
    );
  }
  if (notes.includes('near floor')) {
    said.push(
      'near floor: spot at the lowest price that the cloud takes (about a tenth); whether any is free there is unproven.',
    );
  }
  return said;
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

/** `Prices of 2026-01-28 to 2026-07-20, none live. Offerings: aws 40,011, …` */
export function priceAge({ clouds }: Pick<Plan, 'clouds'>): string {
  const dated = clouds.filter(({ oldest, asOf }) => oldest !== '' && asOf !== '');
  const oldest = dated.map((cloud) => cloud.oldest).toSorted()[0];
  const newest = dated
    .map((cloud) => cloud.asOf)
    .toSorted()
    .at(-1);
  if (oldest === undefined || newest === undefined) return 'No prices are known.';
  const dates = oldest === newest ? oldest : `${oldest} to ${newest}`;
  const counts = clouds.map(({ cloud, offerings }) => `${cloud} ${number(offerings)}`).join(', ');
  return `Prices of ${dates}, none live. Offerings: ${counts}.`;
}
