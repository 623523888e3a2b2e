import { hoursOn } from '../../optimizer/hours.ts';
import type { Plan, PlannedOffering } from '../../optimizer/plan.ts';
import { percent, usd } from './format.ts';
import { place } from './offering-words.ts';

/** Against the same machine on demand, the cheapest on-demand one, and the dearest that qualifies. */
export function savings(winner: PlannedOffering, plan: Plan): string[] {
  const said: string[] = [];
  const against = (usdOther: number, what: string): void => {
    const saved = usdOther - winner.expectedUsd;
    if (saved > 0.005) said.push(`${usd(saved)} (${percent(saved / usdOther)}) less than ${what}: ${usd(usdOther)}`);
  };
  const onDemand = onDemandUsd(winner, plan);
  if (winner.offering.market === 'spot' && onDemand !== undefined) against(onDemand, 'the same machine on demand');
  const other = plan.ranked.find(({ offering }) => offering.market === 'on-demand');
  if (other !== undefined && other !== winner) {
    against(
      other.expectedUsd,
      `the cheapest on-demand offering, ${other.offering.instanceType} in ${place(other.offering)}`,
    );
  }
  const dearest = plan.ranked.at(-1);
  if (dearest !== undefined && dearest !== winner && dearest !== other) {
    against(
      dearest.expectedUsd,
      `the dearest that qualifies, ${dearest.offering.instanceType} in ${place(dearest.offering)}`,
    );
  }
  return said.map((line) => `${line}.`);
}

/** What the task would cost on the same machine on demand: its price, and no rework. undefined where the price is unknown. */
export function onDemandUsd({ offering, lines, nodes }: PlannedOffering, plan: Plan): number | undefined {
  const hours = hoursOn(plan.task, plan.conditions, offering);
  if (offering.onDemandUsdPerHour === null || hours === undefined) return undefined;
  const others = lines.filter(({ kind }) => kind !== 'compute' && kind !== 'rework');
  return others.reduce((sum, line) => sum + line.usd, 0) + offering.onDemandUsdPerHour * nodes * hours;
}
