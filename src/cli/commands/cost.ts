import { exitCode } from '../../base/exit-code.ts';
import { replay } from '../../ledger/replay.ts';
import { type Report, report } from '../../ledger/report.ts';
import { findJob } from '../find-job.ts';
import type { Io } from '../io.ts';
import { openBackendFor } from '../open-backend.ts';
import type { CostOptions } from '../options.ts';
import { costsTable, costTable } from '../views/cost-table.ts';

/** What was spent, from the ledger alone: no cloud is asked. */
export async function cost(args: { readonly job?: string | undefined }, options: CostOptions, io: Io): Promise<number> {
  const backend = await openBackendFor(io);
  const now = io.now().toISOString();
  if (args.job !== undefined) {
    const job = replay((await findJob(backend, args.job)).events);
    const totals = report(job, now);
    if (options.json) io.stdout(`${JSON.stringify({ schemaVersion: 1, ...totals }, null, 2)}\n`);
    else io.stdout(costTable(job, totals, io.columns));
    return exitCode.ok;
  }
  const jobs = (await backend.jobs()).map((record) => replay(record.events));
  const reports: Report[] = jobs.map((job) => report(job, now));
  const totalUsd = reports.reduce((sum, each) => sum + each.totalUsd, 0);
  if (options.json) io.stdout(`${JSON.stringify({ schemaVersion: 1, totalUsd, jobs: reports }, null, 2)}\n`);
  else
    io.stdout(reports.length === 0 ? `No jobs in ${backend.url}.\n` : costsTable(jobs, reports, totalUsd, io.columns));
  return exitCode.ok;
}
