import type { Job } from '../ledger/replay.ts';
import { report } from '../ledger/report.ts';
import type { Conditions, OutUntil } from '../optimizer/conditions.ts';
import type { LaunchFailure } from '../provider/launch-failure.ts';
import type { Target } from '../provider/target.ts';

/**
 * A preempted pool stays out this long: more than 92 % of co-interruptions in one type and zone
 * fall within 3 minutes (arXiv 2604.16457, abstract).
 */
export const preemptedPoolHoldSeconds = 180;

/** What the run learned that bears on the next ranking. */
export function conditionsOf(job: Job, now: string): Conditions {
  return {
    now,
    egressUsedGB: {},
    spentUsd: report(job, now).totalUsd,
    hoursDone: hoursDone(job),
    out: job.attempts.flatMap((attempt): OutUntil[] => {
      const { end, target } = attempt;
      if (end?.failure) return [outAfterFailure(end.failure, target, end.at)];
      if (end?.outcome === 'preempted' || end?.outcome === 'lost') {
        const until = after(end.at, preemptedPoolHoldSeconds);
        return [{ offering: target.offering.id, until, reason: `${end.outcome} in attempt ${attempt.n}` }];
      }
      return [];
    }),
  };
}

function outAfterFailure(failure: LaunchFailure, target: Target, at: string): OutUntil {
  const { id, cloud, region, zone } = target.offering;
  const scopes: Record<LaunchFailure['scope'], string> = {
    offering: id,
    class: id,
    market: id,
    zone: `${cloud}/${region}/${zone}/`,
    region: `${cloud}/${region}/`,
    cloud: `${cloud}/`,
    fatal: id,
  };
  const reason = failure.message.split('\n', 1)[0] ?? failure.kind;
  return { offering: scopes[failure.scope], until: after(at, failure.holdSeconds), reason };
}

/** By the job's own last progress line, where it gave a total; else nothing is known to be done. */
function hoursDone(job: Job): number {
  const last = job.attempts.findLast((attempt) => attempt.run?.progress)?.run?.progress;
  if (!last?.total || !job.quote) return 0;
  return job.quote.hours * Math.min(1, last.step / last.total);
}

function after(at: string, seconds: number): string {
  return new Date(Date.parse(at) + seconds * 1000).toISOString();
}
