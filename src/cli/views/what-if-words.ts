import type { Plan, PlannedOffering } from '../../optimizer/plan.ts';
import type { Task } from '../../task/task.ts';
import { type EgressEffect, egressUsdOf, type HoursFlip } from '../what-if.ts';
import { duration, size, usd } from './format.ts';
import { place } from './offering-words.ts';

/** `Above 41 h, azure eastus (…) would win; below 2 h, …` */
export function hoursFlipWords(flips: readonly HoursFlip[], winner: PlannedOffering): string {
  if (flips.length === 0)
    return `At any duration up to 30 days, ${winner.offering.instanceType} in ${place(winner.offering)} stays the cheapest.`;
  const said = flips.map(({ side, hours, winner: other }) => {
    return `${side === 'longer' ? 'above' : 'below'} ${duration(hours)}, ${other.instanceType} (${other.market}) in ${place(other)} would be the cheapest`;
  });
  const text = said.join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** How where the data lies decides: the egress that turns the choice, or what place or size would turn it. */
export function egressWords(effect: EgressEffect | undefined, plan: Plan): string[] {
  const { task, ranked } = plan;
  const winner = ranked[0];
  if (effect === undefined) return [];
  const { free, freeEgressUsd, sizes, places } = effect;
  const homes = [...new Set(task.data.map(({ cloud, region }) => `${cloud} ${region}`))].join(' and ');
  const said: string[] = [];
  const flipped = winner === undefined || regionOf(free) !== regionOf(winner);
  if (flipped) {
    const why =
      freeEgressUsd === undefined ? 'no price is known for that' : `bringing it there costs ${usd(freeEgressUsd)}`;
    said.push(
      `The data decides: without it, ${named(free)} would be the cheapest at ${usd(free.expectedUsd)}, but ${why}` +
        `${winner === undefined ? '' : `, and ${usd(egressUsdOf(winner))} to the first`}.`,
    );
  } else {
    said.push(
      `The data changes nothing: ${named(free)} would also win without it (its egress: ${usd(egressUsdOf(winner))}).`,
    );
  }
  for (const { side, sizeGB, winner: other } of sizes) {
    const edge = side === 'larger' ? 'From' : 'Up to';
    said.push(
      `${edge} ${size(roughly(sizeGB))} of data in ${homes}, ${named(other)} would be the cheapest (${usd(other.expectedUsd)}).`,
    );
  }
  const better = places.find((each) => winner === undefined || each.winner.expectedUsd < winner.expectedUsd);
  if (better !== undefined) {
    said.push(
      `With the data in ${better.cloud} ${better.region}, ${named(better.winner)} would do it for ${usd(better.winner.expectedUsd)}.`,
    );
  } else if (!flipped && sizes.length === 0 && places[0] !== undefined) {
    const [near] = places;
    said.push(
      `With the data in ${near.cloud} ${near.region}, ${named(near.winner)} would be the cheapest (${usd(near.winner.expectedUsd)}).`,
    );
  }
  return [...said, ...overBudgetWords(effect, task, ranked)];
}

/** Clouds that only the budget keeps out of the ranking: what their best would cost with this data. */
function overBudgetWords({ bestOfClouds }: EgressEffect, task: Task, ranked: readonly PlannedOffering[]): string[] {
  if (task.budgetUsd === undefined) return [];
  const shown = new Set(ranked.map(({ offering }) => offering.cloud));
  const out = bestOfClouds.filter(({ offering }) => !shown.has(offering.cloud));
  if (out.length === 0) return [];
  const words = out.map(
    (best) => `${named(best)} ${usd(best.expectedUsd)} (${usd(egressUsdOf(best))} of it to bring the data)`,
  );
  return [`Over the budget, the best of the other clouds: ${words.join('; ')}.`];
}

function named({ offering }: PlannedOffering): string {
  return `${offering.instanceType} (${offering.market}) in ${place(offering)}`;
}

/** Three figures: a tipping point is no more exact than its prices. */
function roughly(value: number): number {
  return Number(value.toPrecision(3));
}

function regionOf({ offering }: PlannedOffering): string {
  return `${offering.cloud}/${offering.region}`;
}
