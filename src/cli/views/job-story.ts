import type { Notice } from '../../broker/ports.ts';
import type { Job } from '../../ledger/replay.ts';
import { type Report, report } from '../../ledger/report.ts';
import type { Io } from '../io.ts';
import { type Colors, colors } from './colors.ts';
import { duration, number, usd } from './format.ts';

/** How a job's life is told while it happens. The job's own output goes to stdout as it is. */
export interface JobStory {
  notice(notice: Notice): void;
  log(chunk: Uint8Array, attempt: number): void;
  /** The last lines: how it ended, what it cost, whose the exit code is. */
  end(job: Job, exitCode: number): void;
}

/** For people: the story on stderr, one line a step. */
export function humanStory(io: Io, verbose: boolean): JobStory {
  const paint = colors(io.color);
  const say = (label: string, text: string) => io.stderr(`${paint.dim(label.padEnd(11))} ${text}\n`);
  const seen: Since = { at: '', step: -1, starts: new Map() };
  let midLine = false;
  return {
    notice(notice) {
      if (midLine) io.stdout('\n');
      midLine = false;
      const line = tell(notice, seen, verbose);
      if (line) say(...line);
    },
    log(chunk) {
      midLine = chunk.at(-1) !== newline;
      io.stdout(Buffer.from(chunk).toString('utf8'));
    },
    end(job, exitCode) {
      for (const line of closing(job, exitCode, report(job, io.now().toISOString()), paint)) io.stderr(`${line}\n`);
    },
  };
}

/** For machines: newline-delimited JSON, the last line of kind `up-end`. */
export function jsonStory(io: Io): JobStory {
  const write = (value: object) => io.stdout(`${JSON.stringify(value)}\n`);
  return {
    notice: write,
    log: (chunk, attempt) => write({ kind: 'log', attempt, text: Buffer.from(chunk).toString('utf8') }),
    end(job, exitCode) {
      write({ schemaVersion: 1, kind: 'up-end', ...endOf(job, exitCode), ...report(job, io.now().toISOString()) });
    },
  };
}

/** Whose the exit code is: the job's own, or skyplan's word about it. */
export function endOf(job: Job, exitCode: number) {
  const isJobs = job.end?.outcome === 'succeeded' || job.end?.outcome === 'failed';
  return { job: job.id, outcome: job.end?.outcome ?? 'running', exitCode, exitCodeOf: isJobs ? 'job' : 'skyplan' };
}

const newline = 10;

interface Since {
  at: string;
  step: number;
  readonly starts: Map<string, string>;
}

/** A label and what there is to say; undefined where a notice is not worth a line. */
function tell(notice: Notice, seen: Since, verbose: boolean): readonly [string, string] | undefined {
  const since = (name: string) => {
    const start = seen.starts.get(name);
    return start ? seconds(start, notice.at) : '';
  };
  switch (notice.kind) {
    case 'job-start':
      return ['job', notice.job];
    case 'attempt-start': {
      const { offering, nodes, stopAt } = notice.target;
      seen.starts.set(`up ${notice.attempt}`, notice.at);
      const price = offering.usdPerHour === null ? '' : `, ${usd(offering.usdPerHour)}/h`;
      const many = nodes > 1 ? `${nodes} x ` : '';
      return [`attempt ${notice.attempt}`, `${many}${offering.id}${price}; stops by itself at ${short(stopAt)}`];
    }
    case 'stack-up':
      return ['up', `${notice.machines.map((m) => m.name).join(', ')}${since(`up ${notice.attempt}`)}`];
    case 'run-start':
      seen.starts.set('run', notice.at);
      return ['running', "the job's output follows"];
    case 'interruption-seen':
      return ['interrupted', `${notice.interruption.kind}: ${notice.interruption.detail}`];
    case 'run-end': {
      const steps = notice.progress ? `, step ${progressText(notice.progress)}` : '';
      return ['ended', `${notice.phase} ended with exit code ${notice.exitCode}${since('run')}${steps}`];
    }
    case 'attempt-end': {
      seen.starts.set('down', notice.at);
      const why = notice.failure?.message ?? notice.detail;
      if (notice.outcome === 'succeeded' || (notice.outcome === 'job-failed' && !why)) return undefined;
      return [notice.outcome, why ?? ''];
    }
    case 'stack-down':
      return ['destroyed', `${notice.stackName}${since('down')}`];
    case 'message':
      return ['', notice.text];
    case 'engine-line':
      return verbose ? ['pulumi', notice.text] : undefined;
    default:
      return undefined;
  }
}

function closing(job: Job, exitCode: number, totals: Report, paint: Colors): string[] {
  const { outcome, exitCodeOf } = endOf(job, exitCode);
  const good = outcome === 'succeeded';
  const head = good ? paint.green(`${job.id} succeeded`) : paint.red(`${job.id} ${words(outcome)}`);
  const why = good || !job.end?.detail ? '' : `: ${job.end.detail}`;
  const budget = totals.budgetUsd === null ? '' : ` of ${usd(totals.budgetUsd)}`;
  const estimate = totals.estimateUsd === null ? '' : ` (estimated ${usd(totals.estimateUsd)})`;
  const hours = totals.attempts.reduce((sum, attempt) => sum + attempt.hours, 0);
  return [
    `${head}${why}`,
    `spent ${usd(totals.totalUsd)}${budget}${estimate} in ${duration(hours)} of machine time`,
    ...keptLines(job),
    `exit code ${exitCode} is ${exitCodeOf === 'job' ? "the job's own" : "skyplan's"}`,
  ];
}

/** What outlives the machines, and how to get at it. */
function keptLines(job: Job): string[] {
  const kept = job.stores.filter((store) => store.uri !== undefined && !store.downAt);
  if (kept.length === 0) return [];
  return [
    `checkpoints and logs stay: \`skyplan pull ${job.id}\` brings them here, \`skyplan down ${job.id} --purge\` deletes them`,
  ];
}

export function progressText(progress: { readonly step: number; readonly total?: number }): string {
  return progress.total === undefined ? number(progress.step) : `${number(progress.step)}/${number(progress.total)}`;
}

function words(outcome: string): string {
  return outcome.replaceAll('-', ' ');
}

function seconds(from: string, to: string): string {
  return ` after ${duration((Date.parse(to) - Date.parse(from)) / 3_600_000)}`;
}

function short(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
