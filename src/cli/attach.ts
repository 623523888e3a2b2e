import { join } from 'node:path';
import { exitCode } from '../base/exit-code.ts';
import type { Notice } from '../broker/ports.ts';
import { noticeReader } from '../disk/notice-file.ts';
import type { Job } from '../ledger/replay.ts';
import { followJob } from './follow-job.ts';
import type { Io } from './io.ts';
import type { UpOptions } from './options.ts';
import type { Supervisor } from './start-supervisor.ts';
import { humanStory, jsonStory } from './views/job-story.ts';

/** Follows a job that this command started. Ctrl-C leaves it running; `--detach` leaves it once it runs. */
export async function attach(job: string, supervisor: Supervisor, options: UpOptions, io: Io): Promise<number> {
  const story = options.json ? jsonStory(io) : humanStory(io, options.verbose === true);
  const read = noticeReader<Notice>(join(supervisor.folder, 'notices.jsonl'));
  const stop = new AbortController();
  const signal = AbortSignal.any([io.signal, stop.signal]);
  const end = await followJob({
    next: async () => read(),
    alive: supervisor.alive,
    onNotice(notice) {
      story.notice(notice);
      if (options.detach && notice.kind === 'run-start') stop.abort();
    },
    onLog: (chunk, attempt) => story.log(chunk, attempt),
    signal,
    pollMilliseconds: 50,
  });
  switch (end.kind) {
    case 'ended': {
      const code = end.job.end?.exitCode ?? exitCode.bug;
      story.end(end.job, code);
      return code;
    }
    case 'interrupted':
      return leave(job, end.job, options, stop.signal.aborted, supervisor, io);
    case 'abandoned':
      return tellDeath(job, supervisor, io);
  }
}

/** The supervisor ended before the job did: a mistake that it could name, or a crash. */
function tellDeath(job: string, supervisor: Supervisor, io: Io): number {
  const code = supervisor.exitCode() ?? exitCode.bug;
  if (code === exitCode.bug) io.stderr(`The process that drives ${job} has died:\n`);
  io.stderr(`${supervisor.lastWords()}\n`);
  if (code === exitCode.bug) io.stderr(`What it left is ended by \`skyplan down ${job}\`.\n`);
  return code;
}

/** What runs on, and how to get back to it. */
function leave(
  job: string,
  known: Job | undefined,
  options: UpOptions,
  asked: boolean,
  supervisor: Supervisor,
  io: Io,
) {
  const where = known?.attempts.at(-1)?.target.offering.id;
  if (options.json) {
    io.stdout(
      `${JSON.stringify({ schemaVersion: 1, kind: 'up-left', job, target: where ?? null, supervisor: supervisor.pid })}\n`,
    );
  } else {
    const lines = [
      `${job} runs on${where ? ` at ${where}` : ''}, driven by process ${supervisor.pid} of this machine.`,
      `  skyplan logs -f ${job}   follows its output`,
      `  skyplan status ${job}    says how far it is`,
      `  skyplan down ${job}      ends it`,
    ];
    io.stderr(`${asked ? '' : '\n'}${lines.join('\n')}\n`);
  }
  return asked ? exitCode.ok : exitCode.interrupted;
}
