import { exitCode } from '../../base/exit-code.ts';
import { connect } from '../../host/connect.ts';
import { readStatus } from '../../host/read-status.ts';
import { type Job, replay } from '../../ledger/replay.ts';
import { report } from '../../ledger/report.ts';
import { findJob } from '../find-job.ts';
import { liveMachine } from '../follow-job.ts';
import type { Io } from '../io.ts';
import { openBackendFor } from '../open-backend.ts';
import type { StatusOptions } from '../options.ts';
import { troubleOf } from '../trouble.ts';
import { usd } from '../views/format.ts';
import { progressText } from '../views/job-story.ts';
import { attemptsTable, type JobRow, jobsTable, stateOf } from '../views/job-table.ts';

/** What jobs are doing, by the backend alone; for one job its machine is asked too. Changes nothing. */
export async function status(
  args: { readonly job?: string | undefined },
  options: StatusOptions,
  io: Io,
): Promise<number> {
  const backend = await openBackendFor(io);
  const now = io.now();
  const row = (job: Job, stacks: readonly string[]): JobRow => ({
    job,
    report: report(job, now.toISOString()),
    trouble: troubleOf(job, stacks),
  });
  if (args.job === undefined) {
    const rows = (await backend.jobs()).map((record) => row(replay(record.events), record.stacks));
    if (options.json)
      io.stdout(`${JSON.stringify({ schemaVersion: 1, backend: backend.url, jobs: rows.map(document) }, null, 2)}\n`);
    else io.stdout(rows.length === 0 ? `No jobs in ${backend.url}.\n` : listing(rows, now, io.columns));
    return exitCode.ok;
  }
  const record = await findJob(backend, args.job);
  const one = row(replay(record.events), record.stacks);
  const live = await liveStatus(one.job);
  if (options.json) io.stdout(`${JSON.stringify({ schemaVersion: 1, ...document(one), live }, null, 2)}\n`);
  else io.stdout(`${details(one, live, io.columns).join('\n')}\n`);
  return exitCode.ok;
}

type Live = Awaited<ReturnType<typeof liveStatus>>;

/** The machine's own word, where there is a machine and it answers. */
async function liveStatus(job: Job) {
  const machine = liveMachine(job.attempts.at(-1));
  if (!machine || job.attempts.at(-1)?.runStartedAt === undefined) return null;
  try {
    const connection = await connect(machine.reach);
    try {
      return (await readStatus(connection)) ?? null;
    } finally {
      await connection.close();
    }
  } catch {
    return null;
  }
}

function document({ job, report: totals, trouble }: JobRow) {
  return {
    job: job.id,
    task: job.task,
    state: stateOf(job),
    startedAt: job.startedAt,
    endedAt: job.end?.at ?? null,
    exitCode: job.end?.exitCode ?? null,
    target: job.attempts.at(-1)?.target.offering.id ?? null,
    attempts: totals.attempts.map(({ lines: _lines, ...rest }) => rest),
    totalUsd: totals.totalUsd,
    budgetUsd: totals.budgetUsd,
    trouble: trouble ?? null,
  };
}

function listing(rows: readonly JobRow[], now: Date, width: number): string {
  const troubles = rows.filter((row) => row.trouble).map((row) => `(!) ${row.job.id}: ${row.trouble}\n`);
  return jobsTable(rows, now, width) + troubles.join('');
}

function details({ job, report: totals, trouble }: JobRow, live: Live, width: number): string[] {
  const budget = totals.budgetUsd === null ? '' : ` of ${usd(totals.budgetUsd)}`;
  const lines = [`${job.id}: ${stateOf(job)}${job.end?.detail ? `, ${job.end.detail}` : ''}`];
  if (totals.attempts.length > 0) lines.push(attemptsTable(job, totals, width).trimEnd());
  lines.push(`spent ${usd(totals.totalUsd)}${budget}`);
  if (live) {
    const steps = live.progress ? `, step ${progressText(live.progress)}` : '';
    const saved = live.checkpoint ? `, last checkpoint ${live.checkpoint.at.slice(11, 19)} UTC` : ', no checkpoint yet';
    lines.push(`on the machine: ${live.phase}${steps}${saved}`);
  }
  for (const store of job.stores) if (store.uri && !store.downAt) lines.push(`store: ${store.uri}`);
  if (trouble) lines.push(`(!) ${trouble}`);
  return lines;
}
