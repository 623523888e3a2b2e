import { setTimeout as sleep } from 'node:timers/promises';
import type { Backend, JobRecord } from '../../backend/backend.ts';
import { parseStackName } from '../../backend/project.ts';
import { exitCode } from '../../base/exit-code.ts';
import { UserError } from '../../base/user-error.ts';
import type { EventBody } from '../../broker/ledger-writer.ts';
import type { Event } from '../../ledger/event.ts';
import { type Job, replay } from '../../ledger/replay.ts';
import { findJob } from '../find-job.ts';
import type { Io } from '../io.ts';
import { openBackendFor } from '../open-backend.ts';
import type { DownOptions } from '../options.ts';
import { requireProvider } from '../require-provider.ts';
import { isSupervised } from '../trouble.ts';

interface JobDown {
  readonly job: string;
  readonly destroyed: readonly string[];
  readonly purged: boolean;
  /** What storage remains, by stack. */
  readonly kept: readonly string[];
  readonly leftOver: readonly string[];
}

/** Ends all of a job that is billed by the hour; with `--purge` also its stores and its record. */
export async function down(args: { readonly job?: string | undefined }, options: DownOptions, io: Io): Promise<number> {
  if ((args.job === undefined) === !options.all) {
    throw new UserError(
      exitCode.badInput,
      'Name one job, or say --all.',
      'See `skyplan status` for the jobs there are.',
    );
  }
  const backend = await openBackendFor(io, { needsEngine: true });
  const records = args.job === undefined ? await backend.jobs() : [await findJob(backend, args.job)];
  await ask(records, options, io);
  const results: JobDown[] = [];
  for (const record of records) results.push(await endJob(record, backend, options, io));
  const leftOver = results.flatMap((result) => result.leftOver);
  if (options.json) io.stdout(`${JSON.stringify({ schemaVersion: 1, jobs: results, leftOver }, null, 2)}\n`);
  else io.stdout(records.length === 0 ? `No jobs in ${backend.url}.\n` : results.map(told).join(''));
  return leftOver.length === 0 ? exitCode.ok : exitCode.leftOver;
}

async function ask(records: readonly JobRecord[], options: DownOptions, io: Io): Promise<void> {
  if (options.yes || records.length === 0) return;
  const names = records.map((record) => record.job).join(', ');
  const what = options.purge ? `End ${names} and delete checkpoints, logs and record?` : `End ${names}?`;
  const yes = await io.confirm(what);
  if (yes === undefined) {
    throw new UserError(
      exitCode.declined,
      'There is nobody to ask: this is no terminal.',
      'Add -y to go on without asking.',
    );
  }
  if (!yes) throw new UserError(exitCode.declined, 'Nothing was ended.');
}

async function endJob(record: JobRecord, backend: Backend, options: DownOptions, io: Io): Promise<JobDown> {
  const job = replay(record.events);
  await stopSupervisor(job);
  const append = (...events: EventBody[]) =>
    backend.append(
      job.id,
      events.map((event) => ({ at: io.now().toISOString(), ...event }) as Event),
    );
  const last = job.attempts.at(-1);
  // Said before anything is destroyed: whoever drives the job elsewhere reads it before it creates anything.
  const ends: EventBody[] = [];
  if (last && !last.end)
    ends.push({ kind: 'attempt-end', attempt: last.n, outcome: 'ended-by-user', detail: 'skyplan down' });
  if (!job.end)
    ends.push({ kind: 'job-end', outcome: 'ended-by-user', exitCode: exitCode.interrupted, detail: 'skyplan down' });
  if (ends.length > 0) await append(...ends);

  const stacks = new Set([...record.stacks, ...openStacks(job)]);
  const isAttempt = (name: string) => parseStackName(name)?.kind === 'attempt';
  const attempts = [...stacks].filter(isAttempt);
  const stores = [...stacks].filter((name) => !isAttempt(name));
  const wanted = options.purge ? [...attempts, ...stores] : attempts;
  const destroyed: string[] = [];
  const leftOver: string[] = [];
  for (const stackName of wanted) {
    const provider = await requireProvider(cloudOf(job, stackName), io);
    const result = await backend.down(provider, stackName, (text) => {
      if (options.verbose) io.stderr(`${text}\n`);
    });
    if (result.ok) destroyed.push(stackName);
    else leftOver.push(...result.leftOver.map((each) => `${stackName}: ${each} (${result.message})`));
  }
  if (destroyed.length > 0)
    await append(...destroyed.map((stackName): EventBody => ({ kind: 'stack-down', stackName })));
  const purged = options.purge === true && leftOver.length === 0;
  if (purged) await backend.removeJob(job.id);
  return {
    job: job.id,
    destroyed,
    purged,
    kept: purged ? [] : stores.filter((name) => !destroyed.includes(name)),
    leftOver,
  };
}

/** A supervisor of this machine is asked to go, then made to: it must not bring up what is being ended. */
async function stopSupervisor(job: Job): Promise<void> {
  const pid = job.supervisor?.pid;
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (job.end || pid === undefined || isSupervised(job) !== true) return;
    process.kill(pid, signal);
    for (let tries = 0; tries < 50 && isSupervised(job) === true; tries++) await sleep(100);
  }
}

function openStacks(job: Job): string[] {
  return [
    ...job.attempts.filter((attempt) => !attempt.downAt).map((attempt) => attempt.target.stackName),
    ...job.stores.filter((store) => !store.downAt).map((store) => store.target.stackName),
  ];
}

function cloudOf(job: Job, stackName: string): string {
  const attempt = job.attempts.find((each) => each.target.stackName === stackName);
  const store = job.stores.find((each) => each.target.stackName === stackName);
  const named = parseStackName(stackName);
  const cloud =
    attempt?.target.offering.cloud ?? store?.target.cloud ?? (named?.kind === 'store' ? named.cloud : undefined);
  if (cloud === undefined) throw new Error(`skyplan bug: no event says which cloud ${stackName} is in`);
  return cloud;
}

function told({ job, destroyed, purged, kept, leftOver }: JobDown): string {
  const lines = [purged ? `${job}: down, and everything of it deleted` : `${job}: down`];
  for (const stack of destroyed) lines.push(`  destroyed ${stack}`);
  for (const stack of kept)
    lines.push(`  kept ${stack}: checkpoints and logs; \`skyplan down ${job} --purge\` deletes them`);
  for (const each of leftOver) lines.push(`  (!) left: ${each}`);
  return `${lines.join('\n')}\n`;
}
