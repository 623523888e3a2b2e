import type { CostLine } from '../optimizer/plan.ts';
import type { AttemptOutcome } from './event.ts';
import type { Attempt, Job } from './replay.ts';

/** What was paid, and why it moved: a job as its user wants to read it. */
export interface Report {
  readonly job: string;
  readonly attempts: readonly AttemptReport[];
  readonly totalUsd: number;
  readonly estimateUsd: number | null;
  readonly budgetUsd: number | null;
  readonly lostToPreemptionUsd: number;
  /** Against the same hours on the same type on demand; null where that price is unknown. */
  readonly savedVsOnDemandUsd: number | null;
}

export interface AttemptReport {
  readonly n: number;
  readonly target: string;
  readonly market: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly outcome: AttemptOutcome | 'running';
  readonly hours: number;
  readonly lines: readonly CostLine[];
  readonly usd: number;
}

/** @param now ISO 8601 UTC: a running attempt is counted up to it. */
export function report(job: Job, now: string): Report {
  const attempts = job.attempts.map((attempt) => reportAttempt(attempt, now));
  const totalUsd = sum(attempts.map((a) => a.usd));
  const onDemand = job.attempts.map((attempt, i) => onDemandUsd(attempt, attempts[i]?.hours ?? 0));
  const knowsOnDemand = onDemand.every((usd) => usd !== null);
  const compute = sum(attempts.flatMap((a) => a.lines.filter((l) => l.kind === 'compute').map((l) => l.usd)));
  return {
    job: job.id,
    attempts,
    totalUsd,
    estimateUsd: job.quote?.expectedUsd ?? null,
    budgetUsd: job.budgetUsd ?? null,
    lostToPreemptionUsd: sum(
      attempts.filter((a) => a.outcome === 'preempted' || a.outcome === 'lost').map((a) => a.usd),
    ),
    savedVsOnDemandUsd: knowsOnDemand ? sum(onDemand.map((usd) => usd ?? 0)) - compute : null,
  };
}

/** Hours that are billed: from the moment its machines were up until its stack was gone for certain. */
export function billedHours(attempt: Attempt, now: string): number {
  if (attempt.upAt === undefined) return 0;
  return Math.max(0, Date.parse(attempt.downAt ?? now) - Date.parse(attempt.upAt)) / 3_600_000;
}

function reportAttempt(attempt: Attempt, now: string): AttemptReport {
  const hours = billedHours(attempt, now);
  const lines = attempt.lines.flatMap((line) => actualLine(line, attempt, hours));
  return {
    n: attempt.n,
    target: attempt.target.offering.id,
    market: attempt.target.offering.market,
    startedAt: attempt.startedAt,
    endedAt: attempt.downAt ?? null,
    outcome: attempt.end?.outcome ?? 'running',
    hours,
    lines,
    usd: sum(lines.map((l) => l.usd)),
  };
}

/**
 * A quoted line scaled to what happened: what is billed by time by the hours that the machines stood,
 * what is billed by volume whole as soon as the job ran (its downloads are not metered).
 */
function actualLine(line: CostLine, attempt: Attempt, hours: number): CostLine[] {
  const quotedHours = quotedHoursOf(attempt);
  switch (line.kind) {
    case 'compute':
    case 'disk':
    case 'address':
    case 'storage': {
      const share = quotedHours > 0 ? hours / quotedHours : 0;
      return [{ ...line, quantity: line.quantity * share, usd: line.usd * share }];
    }
    case 'rework':
      return [];
    default:
      return attempt.runStartedAt === undefined ? [] : [line];
  }
}

function quotedHoursOf(attempt: Attempt): number {
  const compute = attempt.lines.find((line) => line.kind === 'compute');
  return compute ? compute.quantity / attempt.target.nodes : 0;
}

function onDemandUsd(attempt: Attempt, hours: number): number | null {
  const usdPerHour = attempt.target.offering.onDemandUsdPerHour;
  return usdPerHour === null ? null : usdPerHour * attempt.target.nodes * hours;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
