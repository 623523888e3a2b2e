import type { CostLine } from '../optimizer/plan.ts';
import type { Interruption } from '../provider/interruption.ts';
import type { LaunchFailure } from '../provider/launch-failure.ts';
import type { Machine, StoreOutputs, StoreTarget, Target } from '../provider/target.ts';

/**
 * One fact of a job's life, append-only, at most ~30 an attempt. Intent comes before the act it announces.
 * `at` is ISO 8601 UTC. Polls, heartbeats and log lines are not events.
 */
export type Event = { readonly at: string } & (
  | {
      readonly kind: 'job-start';
      readonly job: string;
      readonly task: string;
      readonly budgetUsd?: number;
      readonly supervisor?: Supervisor;
    }
  | {
      readonly kind: 'plan-ready';
      readonly checkIndex: string;
      readonly winner: string;
      readonly expectedUsd: number;
      readonly dearestUsd?: number;
      readonly hours: number;
      readonly hoursAssumed: boolean;
    }
  | { readonly kind: 'store-start'; readonly store: StoreTarget }
  | { readonly kind: 'store-up'; readonly stackName: string; readonly outputs: StoreOutputs }
  | {
      readonly kind: 'attempt-start';
      readonly attempt: number;
      readonly target: Target;
      readonly lines: readonly CostLine[];
    }
  | { readonly kind: 'stack-up'; readonly attempt: number; readonly machines: readonly Machine[] }
  | { readonly kind: 'run-start'; readonly attempt: number }
  | { readonly kind: 'interruption-seen'; readonly attempt: number; readonly interruption: Interruption }
  | {
      readonly kind: 'run-end';
      readonly attempt: number;
      readonly exitCode: number;
      readonly phase: 'setup' | 'run';
      readonly progress?: Progress;
    }
  | {
      readonly kind: 'attempt-end';
      readonly attempt: number;
      readonly outcome: AttemptOutcome;
      readonly failure?: LaunchFailure;
      readonly detail?: string;
    }
  | { readonly kind: 'stack-down'; readonly stackName: string }
  | { readonly kind: 'job-end'; readonly outcome: JobOutcome; readonly exitCode: number; readonly detail?: string }
);

export type AttemptOutcome =
  | 'succeeded'
  | 'job-failed'
  | 'preempted'
  | 'lost'
  | 'launch-failed'
  | 'stopped-at-limit'
  | 'ended-by-user';
export type JobOutcome = 'succeeded' | 'failed' | 'no-target' | 'stopped-at-limit' | 'lost' | 'ended-by-user';

/** What a job says of itself in `$SKYPLAN_PROGRESS_FILE`. */
export interface Progress {
  readonly step: number;
  readonly total?: number;
}

/** The process that drives a job: the one that may create machines for it. */
export interface Supervisor {
  readonly hostname: string;
  readonly pid: number;
  /** When it started, in its system's own words: a process id alone may be given to another process. */
  readonly startTime: string;
}
