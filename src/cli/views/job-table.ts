import { type Attempt, type Job, openAttempt } from '../../ledger/replay.ts';
import type { Report } from '../../ledger/report.ts';
import { duration, usd } from './format.ts';
import { progressText } from './job-story.ts';
import { table } from './table.ts';

/** In one word, what a job is doing. `attended`: a process drives it. */
export function stateOf(job: Job): string {
  if (job.end) return openAttempt(job) ? `${job.end.outcome}, not down` : job.end.outcome;
  const last = job.attempts.at(-1);
  if (!last?.upAt) return 'starting';
  if (last.end) return 'moving';
  return last.runStartedAt ? 'running' : 'preparing';
}

export interface JobRow {
  readonly job: Job;
  readonly report: Report;
  /** What is wrong, if anything: nobody drives it, a stack is left. */
  readonly trouble: string | undefined;
}

export function jobsTable(rows: readonly JobRow[], now: Date, width: number): string {
  return table(
    [
      { head: 'JOB' },
      { head: 'STATE' },
      { head: 'ATT', right: true },
      { head: 'AGE', right: true },
      { head: 'SPENT', right: true },
      { head: 'WHERE' },
    ],
    rows.map(({ job, report, trouble }) => [
      job.id,
      trouble ? `${stateOf(job)} (!)` : stateOf(job),
      String(job.attempts.length),
      duration((now.getTime() - Date.parse(job.startedAt)) / 3_600_000),
      `${usd(report.totalUsd)}${report.budgetUsd === null ? '' : ` of ${usd(report.budgetUsd)}`}`,
      job.attempts.at(-1)?.target.offering.id ?? '',
    ]),
    width,
  );
}

export function attemptsTable(job: Job, totals: Report, width: number): string {
  return table(
    [
      { head: 'ATTEMPT', right: true },
      { head: 'STARTED' },
      { head: 'UP FOR', right: true },
      { head: 'OUTCOME' },
      { head: 'USD', right: true },
      { head: 'TARGET' },
    ],
    totals.attempts.map((row) => [
      String(row.n),
      row.startedAt.slice(0, 16).replace('T', ' '),
      duration(row.hours),
      outcomeText(job.attempts.find((attempt) => attempt.n === row.n)),
      usd(row.usd),
      row.target,
    ]),
    width,
  );
}

function outcomeText(attempt: Attempt | undefined): string {
  if (!attempt?.end) return 'running';
  const steps = attempt.run?.progress ? `, step ${progressText(attempt.run.progress)}` : '';
  const code = attempt.run ? ` (${attempt.run.exitCode}${steps})` : '';
  return `${attempt.end.outcome}${code}`;
}
