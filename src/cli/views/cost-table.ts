import type { Job } from '../../ledger/replay.ts';
import type { Report } from '../../ledger/report.ts';
import { duration, number, unitUsd, usd } from './format.ts';
import { stateOf } from './job-table.ts';
import { type Row, table } from './table.ts';

/** One job: every attempt, every line, then what it was meant to cost. */
export function costTable(job: Job, totals: Report, width: number): string {
  const rows: Row[] = totals.attempts.flatMap((attempt): Row[] => [
    `attempt ${attempt.n}: ${attempt.target}, ${duration(attempt.hours)}, ${attempt.outcome}`,
    ...attempt.lines.map((line) => [
      `  ${line.kind}`,
      `${number(line.quantity)} ${line.unit}`,
      unitUsd(line.unitPriceUsd),
      usd(line.usd),
      line.source,
    ]),
  ]);
  const columns = [
    { head: `${job.id}, ${stateOf(job)}` },
    { head: 'QUANTITY', right: true },
    { head: 'UNIT PRICE', right: true },
    { head: 'USD', right: true },
    { head: 'SOURCE' },
  ];
  return `${table(columns, rows, width)}${totalLines(totals).join('\n')}\n`;
}

export function costsTable(jobs: readonly Job[], reports: readonly Report[], totalUsd: number, width: number): string {
  const columns = [
    { head: 'JOB' },
    { head: 'STATE' },
    { head: 'SPENT', right: true },
    { head: 'ESTIMATED', right: true },
    { head: 'BUDGET', right: true },
  ];
  const rows = jobs.map((job, i) => {
    const each = reports[i];
    return [job.id, stateOf(job), usd(each?.totalUsd ?? 0), orDash(each?.estimateUsd), orDash(each?.budgetUsd)];
  });
  return `${table(columns, rows, width)}total ${usd(totalUsd)}\n`;
}

function totalLines(totals: Report): string[] {
  const lines = [`total ${usd(totals.totalUsd)}${totals.budgetUsd === null ? '' : ` of ${usd(totals.budgetUsd)}`}`];
  if (totals.estimateUsd !== null) lines.push(`estimated before the start: ${usd(totals.estimateUsd)}`);
  if (totals.lostToPreemptionUsd > 0) lines.push(`lost to preemption: ${usd(totals.lostToPreemptionUsd)}`);
  if (totals.savedVsOnDemandUsd !== null && totals.savedVsOnDemandUsd > 0) {
    lines.push(`saved against the same hours on demand: ${usd(totals.savedVsOnDemandUsd)}`);
  }
  return lines;
}

function orDash(amount: number | null | undefined): string {
  return amount === null || amount === undefined ? '-' : usd(amount);
}
