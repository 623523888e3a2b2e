import { layout } from '../../agent/layout.ts';
import { exitCode } from '../../base/exit-code.ts';
import { UserError } from '../../base/user-error.ts';
import { connect } from '../../host/connect.ts';
import type { Event } from '../../ledger/event.ts';
import { type Attempt, type Job, replay } from '../../ledger/replay.ts';
import { findJob } from '../find-job.ts';
import { followJob, keptLog, liveMachine } from '../follow-job.ts';
import type { Io } from '../io.ts';
import { openBackendFor } from '../open-backend.ts';
import type { LogsOptions } from '../options.ts';
import { troubleOf } from '../trouble.ts';
import { endOf } from '../views/job-story.ts';

/** A job's output over all its attempts; with `--follow` until it ends, and then with its exit code. */
export async function logs(args: { readonly job: string }, options: LogsOptions, io: Io): Promise<number> {
  const backend = await openBackendFor(io);
  const record = await findJob(backend, args.job);
  const job = replay(record.events);
  const write = (chunk: Uint8Array, attempt: number) => {
    const text = Buffer.from(chunk).toString('utf8');
    io.stdout(options.json ? `${JSON.stringify({ kind: 'log', attempt, text })}\n` : text);
  };
  const live = options.follow && !job.end;
  const past = live ? job.attempts.slice(0, -1) : job.attempts;
  let said = 0;
  for (const attempt of past) {
    const text = await outputOf(job, attempt);
    said += text?.length ?? 0;
    if (text) write(text, attempt.n);
  }
  if (!live) {
    if (said === 0) io.stderr(`${job.id} has written nothing yet.\n`);
    return options.follow ? (job.end?.exitCode ?? exitCode.ok) : exitCode.ok;
  }
  return await follow(job.id, record.events, backend, write, options, io);
}

async function outputOf(job: Job, attempt: Attempt): Promise<Uint8Array | undefined> {
  const machine = liveMachine(attempt);
  if (machine) {
    try {
      const connection = await connect(machine.reach);
      const log = await connection.readFile(layout.log).finally(() => connection.close());
      if (log) return log;
    } catch {
      // The machine is gone or cannot be reached: what the store kept is next best.
    }
  }
  return await keptLog(job, attempt.n);
}

async function follow(
  id: string,
  first: readonly Event[],
  backend: Awaited<ReturnType<typeof openBackendFor>>,
  write: (chunk: Uint8Array, attempt: number) => void,
  options: LogsOptions,
  io: Io,
): Promise<number> {
  let known = 0;
  let events = first;
  const trouble = lastingTrouble(io);
  const end = await followJob({
    async next() {
      const news = events.slice(known);
      known = events.length;
      if (news.length > 0) return news;
      const record = await backend.job(id);
      if (!record) throw new UserError(exitCode.notFound, `${id} is no longer in ${backend.url}: it was purged.`);
      events = record.events;
      trouble.see(troubleOf(replay(events), record.stacks));
      return [];
    },
    alive: () => trouble.lasting() === undefined,
    onNotice: () => {},
    onLog: write,
    signal: io.signal,
    pollMilliseconds: 1000,
  });
  if (end.kind === 'ended') {
    const code = end.job.end?.exitCode ?? exitCode.ok;
    if (options.json) io.stdout(`${JSON.stringify({ schemaVersion: 1, kind: 'logs-end', ...endOf(end.job, code) })}\n`);
    else io.stderr(`${id} ended: ${end.job.end?.outcome}, exit code ${code}\n`);
    return code;
  }
  if (end.kind === 'abandoned') io.stderr(`(!) ${id}: ${trouble.lasting()}\n`);
  return end.kind === 'abandoned' ? exitCode.lost : exitCode.interrupted;
}

/** Trouble that lasts: between two steps of `down` a job looks abandoned for some seconds, and is not. */
function lastingTrouble(io: Io) {
  const graceMilliseconds = 15_000;
  let current: string | undefined;
  let sinceMs = 0;
  return {
    see(trouble: string | undefined) {
      if (trouble !== undefined && current === undefined) sinceMs = io.now().getTime();
      current = trouble;
    },
    lasting: () => (io.now().getTime() - sinceMs > graceMilliseconds ? current : undefined),
  };
}
