import { exitCode as ours } from '../base/exit-code.ts';
import type { JobOutcome } from '../ledger/event.ts';
import type { Attempt, Job } from '../ledger/replay.ts';
import type { Conditions } from '../optimizer/conditions.ts';
import type { Plan, PlannedOffering } from '../optimizer/plan.ts';
import type { JobRecovery } from '../task/task.ts';

export type Action =
  | { readonly kind: 'stay' }
  /** Ends what is left of the last attempt, then brings up the next target. */
  | { readonly kind: 'move'; readonly to: PlannedOffering; readonly why: string }
  | { readonly kind: 'wait'; readonly until: string; readonly why: string }
  /** Ends what is left of the last attempt, and the job. */
  | { readonly kind: 'stop'; readonly outcome: JobOutcome; readonly exitCode: number; readonly why: string };

/** More attempts than this are a sign that something is wrong that no other target mends. */
export const attemptsMax = 50;

/**
 * What happens next. Pure: called after every event.
 * @param plan ranked under `conditions`: its first offering is the best that is not out.
 */
export function decide(job: Job, plan: Plan, conditions: Conditions): Action {
  const last = job.attempts.at(-1);
  if (job.end) return { kind: 'stop', outcome: job.end.outcome, exitCode: job.end.exitCode, why: 'the job has ended' };
  if (!last) return next(job, plan, conditions, 'first target');
  if (!last.end) return { kind: 'stay' };
  switch (last.end.outcome) {
    case 'succeeded':
      return { kind: 'stop', outcome: 'succeeded', exitCode: ours.ok, why: 'the job is done' };
    case 'ended-by-user':
      return { kind: 'stop', outcome: 'ended-by-user', exitCode: ours.interrupted, why: 'ended by its user' };
    case 'stopped-at-limit':
      return {
        kind: 'stop',
        outcome: 'stopped-at-limit',
        exitCode: ours.limit,
        why: last.end.detail ?? 'its limit is reached',
      };
    case 'job-failed':
      return afterJobFailure(job, last, plan, conditions);
    case 'preempted':
    case 'lost':
      return next(job, plan, conditions, last.end.detail ?? last.end.outcome);
    case 'launch-failed':
      return last.end.failure?.scope === 'fatal'
        ? { kind: 'stop', outcome: 'no-target', exitCode: ours.noTarget, why: last.end.failure.message }
        : next(job, plan, conditions, last.end.failure?.message ?? 'launch failed');
  }
}

function afterJobFailure(job: Job, last: Attempt, plan: Plan, conditions: Conditions): Action {
  const exitCode = last.run?.exitCode ?? 1;
  const failures = job.attempts.filter((attempt) => attempt.end?.outcome === 'job-failed').length;
  if (mayRestart(plan.task.jobRecovery, exitCode, failures)) {
    return next(job, plan, conditions, `restart ${failures} after exit code ${exitCode}`);
  }
  return { kind: 'stop', outcome: 'failed', exitCode, why: `the job ended with exit code ${exitCode}` };
}

function mayRestart(recovery: JobRecovery | undefined, exitCode: number, failures: number): boolean {
  if (recovery?.recoverOnExitCodes?.includes(exitCode)) return true;
  return failures <= (recovery?.maxRestartsOnErrors ?? 0);
}

function next(job: Job, plan: Plan, conditions: Conditions, why: string): Action {
  if (job.attempts.length >= attemptsMax) {
    return {
      kind: 'stop',
      outcome: 'no-target',
      exitCode: ours.noTarget,
      why: `${attemptsMax} attempts have failed; the last: ${why}`,
    };
  }
  const to = plan.ranked[0];
  if (to) return { kind: 'move', to, why };
  const soonest = conditions.out
    .map((out) => out.until)
    .filter((until) => until > conditions.now)
    .sort()[0];
  if (soonest) return { kind: 'wait', until: soonest, why };
  return {
    kind: 'stop',
    outcome: 'no-target',
    exitCode: ours.noTarget,
    why: `no offering is left to try; the last: ${why}`,
  };
}
