import { never } from '../base/assert.ts';
import type { CostLine } from '../optimizer/plan.ts';
import type { Interruption } from '../provider/interruption.ts';
import type { LaunchFailure } from '../provider/launch-failure.ts';
import type { Machine, StoreTarget, Target } from '../provider/target.ts';
import type { AttemptOutcome, Event, JobOutcome, Progress, Supervisor } from './event.ts';

/** A task under an id, with all its attempts: what the ledger's events amount to. */
export interface Job {
  readonly id: string;
  readonly task: string;
  readonly startedAt: string;
  readonly supervisor?: Supervisor;
  readonly budgetUsd?: number;
  /** What was promised before the start. */
  readonly quote?: Quote;
  readonly attempts: readonly Attempt[];
  readonly stores: readonly Store[];
  readonly end?: {
    readonly at: string;
    readonly outcome: JobOutcome;
    readonly exitCode: number;
    readonly detail?: string;
  };
}

export type Quote = Omit<Extract<Event, { kind: 'plan-ready' }>, 'kind' | 'at' | 'checkIndex'>;

/** One target from `up` to `destroy`. */
export interface Attempt {
  readonly n: number;
  readonly target: Target;
  /** The cost lines that were quoted for it. */
  readonly lines: readonly CostLine[];
  readonly startedAt: string;
  readonly upAt?: string;
  readonly machines: readonly Machine[];
  readonly runStartedAt?: string;
  readonly interruption?: Interruption;
  readonly run?: {
    readonly at: string;
    readonly exitCode: number;
    readonly phase: 'setup' | 'run';
    readonly progress?: Progress;
  };
  readonly end?: {
    readonly at: string;
    readonly outcome: AttemptOutcome;
    readonly failure?: LaunchFailure;
    readonly detail?: string;
  };
  /** When its stack was gone for certain. */
  readonly downAt?: string;
}

export interface Store {
  readonly target: StoreTarget;
  readonly startedAt: string;
  readonly uri?: string;
  readonly downAt?: string;
}

/** Folds events to the job. Same events, same job. Throws on a ledger that does not begin with `job-start`. */
export function replay(events: readonly Event[]): Job {
  const first = events[0];
  if (first?.kind !== 'job-start') throw new Error('skyplan bug: a ledger must begin with job-start');
  const start: Job = {
    id: first.job,
    task: first.task,
    startedAt: first.at,
    ...(first.supervisor && { supervisor: first.supervisor }),
    ...(first.budgetUsd !== undefined && { budgetUsd: first.budgetUsd }),
    attempts: [],
    stores: [],
  };
  return events.slice(1).reduce(step, start);
}

/** The attempt that may still hold a machine, if any: started, and not known to be down. */
export function openAttempt(job: Job): Attempt | undefined {
  return job.attempts.findLast((attempt) => attempt.downAt === undefined);
}

function step(job: Job, event: Event): Job {
  switch (event.kind) {
    case 'job-start':
      return job;
    case 'plan-ready': {
      const { kind: _kind, at: _at, checkIndex: _checkIndex, ...quote } = event;
      return job.quote ? job : { ...job, quote };
    }
    case 'store-start':
      return { ...job, stores: [...job.stores, { target: event.store, startedAt: event.at }] };
    case 'store-up':
      return { ...job, stores: changeStore(job.stores, event.stackName, { uri: event.outputs.uri }) };
    case 'attempt-start':
      return {
        ...job,
        attempts: [
          ...job.attempts,
          { n: event.attempt, target: event.target, lines: event.lines, startedAt: event.at, machines: [] },
        ],
      };
    case 'stack-up':
      return changeAttempt(job, event.attempt, { upAt: event.at, machines: event.machines });
    case 'run-start':
      return changeAttempt(job, event.attempt, { runStartedAt: event.at });
    case 'interruption-seen':
      return changeAttempt(job, event.attempt, { interruption: event.interruption });
    case 'run-end': {
      const { kind: _kind, attempt, ...run } = event;
      return changeAttempt(job, attempt, { run });
    }
    case 'attempt-end': {
      const { kind: _kind, attempt, ...end } = event;
      return changeAttempt(job, attempt, { end });
    }
    case 'stack-down':
      return {
        ...job,
        attempts: job.attempts.map((a) =>
          a.target.stackName === event.stackName && a.downAt === undefined ? { ...a, downAt: event.at } : a,
        ),
        stores: changeStore(job.stores, event.stackName, { downAt: event.at }),
      };
    case 'job-end': {
      const { kind: _kind, ...end } = event;
      // The first end counts: a `down` after a success does not turn it into a failure.
      return job.end ? job : { ...job, end };
    }
    default:
      return never(event);
  }
}

function changeAttempt(job: Job, n: number, change: Partial<Attempt>): Job {
  return { ...job, attempts: job.attempts.map((a) => (a.n === n ? { ...a, ...change } : a)) };
}

function changeStore(stores: readonly Store[], stackName: string, change: Partial<Store>): readonly Store[] {
  return stores.map((s) => (s.target.stackName === stackName ? { ...s, ...change } : s));
}
