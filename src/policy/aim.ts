import { bootstrapScript } from '../agent/bootstrap.ts';
import { assert } from '../base/assert.ts';
import type { PlannedOffering } from '../optimizer/plan.ts';
import type { StoreTarget, Target } from '../provider/target.ts';
import type { Task } from '../task/task.ts';

/** A machine that nobody limits still stops itself after this long. */
export const hoursMax = 14 * 24;

export interface AimInput {
  readonly job: string;
  readonly attempt: number;
  readonly planned: PlannedOffering;
  readonly task: Task;
  /** `skyplan:owner`, the backend's own id. */
  readonly owner: string;
  readonly now: string;
  readonly spentUsd: number;
}

/** A planned offering made concrete, but for what only its cloud knows (`Provider.aim` adds that). */
export function aim(input: AimInput): Target {
  const { job, attempt, planned, task, owner } = input;
  const request = task.requests[planned.request];
  assert(request, `planned offering names request ${planned.request} of ${task.requests.length}`);
  const stackName = `${job}.${attempt}`;
  const stopAt = stopTime(input);
  const imageId = typeof request.imageId === 'string' ? request.imageId : request.imageId?.[planned.offering.region];
  return {
    job,
    attempt,
    stackName,
    offering: planned.offering,
    nodes: planned.nodes,
    diskGiB: request.disk.sizeGiB,
    diskTier: request.disk.tier,
    ...(imageId !== undefined && { imageId }),
    ports: request.ports,
    tags: {
      ...request.labels,
      'skyplan:owner': owner,
      'skyplan:job': job,
      'skyplan:attempt': String(attempt),
      'skyplan:role': 'worker',
      'skyplan:kind': 'attempt',
      'skyplan:stack': stackName,
      // Clouds' labels take no colons in values: epoch seconds.
      'skyplan:expires': String(Math.ceil(Date.parse(stopAt) / 1000)),
    },
    stopAt,
    bootstrap: bootstrapScript({ stopAt }),
    extra: {},
  };
}

export function aimStore(job: string, planned: PlannedOffering, owner: string): StoreTarget {
  const { cloud, region } = planned.offering;
  const stackName = `${job}.store.${cloud}.${region}`;
  const tags = { 'skyplan:owner': owner, 'skyplan:job': job, 'skyplan:kind': 'store', 'skyplan:stack': stackName };
  return { job, cloud, region, stackName, tags, extra: {} };
}

/**
 * Between the agent's order to stop and the end of billing: the job's grace (30 s), its last checkpoint, the
 * bootstrap's own watchdog (120 s after the stop time), the destroy.
 */
export const stopMarginSeconds = 180;

function stopTime(input: AimInput): string {
  return new Date(Date.parse(input.now) + hoursAllowed(input) * 3_600_000).toISOString();
}

/**
 * Hours that a machine may work before it stops itself. A budget is reckoned at the price's ceiling (spot: the
 * on-demand price) and less the time that stopping takes, so that a dead monitor cannot overspend.
 * 0 where the budget does not even pay for the stopping.
 */
export function hoursAllowed({ task, planned, spentUsd }: Pick<AimInput, 'task' | 'planned' | 'spentUsd'>): number {
  if (task.budgetUsd === undefined) return hoursMax;
  const { offering, nodes, hours, lines } = planned;
  const byTime = lines.filter((line) => line.kind === 'disk' || line.kind === 'address');
  const byVolume = lines.filter((line) => line.kind !== 'compute' && !byTime.includes(line));
  const ceiling = Math.max(offering.usdPerHour ?? 0, offering.onDemandUsdPerHour ?? 0) * nodes;
  const usdPerHour = ceiling + sumUsd(byTime) / hours;
  const left = Math.max(0, task.budgetUsd - spentUsd - sumUsd(byVolume));
  if (usdPerHour === 0) return hoursMax;
  return Math.min(hoursMax, Math.max(0, left / usdPerHour - stopMarginSeconds / 3600));
}

function sumUsd(lines: readonly { readonly usd: number }[]): number {
  return lines.reduce((total, line) => total + line.usd, 0);
}
