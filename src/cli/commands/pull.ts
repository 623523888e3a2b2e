import { resolve } from 'node:path';
import { layout } from '../../agent/layout.ts';
import { exitCode } from '../../base/exit-code.ts';
import { UserError } from '../../base/user-error.ts';
import { connect } from '../../host/connect.ts';
import { pullCheckpoint } from '../../host/pull-checkpoint.ts';
import { type Job, replay } from '../../ledger/replay.ts';
import { findJob } from '../find-job.ts';
import { liveMachine } from '../follow-job.ts';
import type { Io } from '../io.ts';
import { openBackendFor } from '../open-backend.ts';
import type { PullOptions } from '../options.ts';
import { plural } from '../views/format.ts';

/** Brings a job's files home: from its work folder while it has a machine, else its newest complete checkpoint. */
export async function pull(
  args: { readonly job: string; readonly path?: string | undefined },
  options: PullOptions,
  io: Io,
): Promise<number> {
  const backend = await openBackendFor(io);
  const job = replay((await findJob(backend, args.job)).events);
  const to = resolve(io.cwd, options.to ?? job.id);
  const pulled = args.path === undefined ? await fromStore(job, to) : await fromMachine(job, args.path, to);
  if (options.json) {
    io.stdout(`${JSON.stringify({ schemaVersion: 1, job: job.id, to, ...pulled }, null, 2)}\n`);
    return exitCode.ok;
  }
  io.stdout(`${plural(pulled.files, 'file')} from ${pulled.from} to ${to}\n`);
  for (const path of pulled.kept) io.stdout(`kept, for it is newer here: ${path}\n`);
  return exitCode.ok;
}

async function fromStore(job: Job, to: string) {
  for (const store of job.stores.toReversed()) {
    if (store.uri === undefined || store.downAt) continue;
    const pulled = await pullCheckpoint(store.uri, to);
    if (pulled) return { from: `checkpoint ${pulled.snapshot}`, ...pulled };
  }
  throw new UserError(
    exitCode.notFound,
    `${job.id} has no complete checkpoint.`,
    'A job saves one by writing files into $SKYPLAN_CHECKPOINT_DIR (docs/checkpoints.md).',
  );
}

async function fromMachine(job: Job, path: string, to: string) {
  const machine = liveMachine(job.attempts.at(-1));
  if (!machine) {
    throw new UserError(
      exitCode.notFound,
      `${job.id} has no machine now, so ${path} cannot be fetched from it.`,
      `\`skyplan pull ${job.id}\` brings what it saved as checkpoints.`,
    );
  }
  const connection = await connect(machine.reach);
  try {
    const pulled = await connection.pull(path.startsWith('/') ? path : `${layout.workdir}/${path}`, to);
    return { from: `${machine.name}:${path}`, ...pulled };
  } finally {
    await connection.close();
  }
}
