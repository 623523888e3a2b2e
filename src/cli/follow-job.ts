import type { Notice } from '../broker/ports.ts';
import { connect } from '../host/connect.ts';
import { followLog } from '../host/follow-log.ts';
import { readStoreLog } from '../host/store-log.ts';
import type { Event } from '../ledger/event.ts';
import { type Attempt, type Job, replay } from '../ledger/replay.ts';

export interface FollowInput {
  /** What has happened since the last call; empty where nothing has. */
  readonly next: () => Promise<readonly Notice[]>;
  /** False once nobody can bring further notices though the job has not ended. */
  readonly alive: () => boolean;
  readonly onNotice: (notice: Notice) => void;
  readonly onLog: (chunk: Uint8Array, attempt: number) => void;
  readonly signal: AbortSignal;
  readonly pollMilliseconds: number;
}

export type FollowEnd =
  | { readonly kind: 'ended'; readonly job: Job }
  | { readonly kind: 'interrupted'; readonly job: Job | undefined }
  | { readonly kind: 'abandoned'; readonly job: Job | undefined };

/** Follows a job's events and, attempt after attempt, its output, until it ends or the caller has had enough. */
export async function followJob(input: FollowInput): Promise<FollowEnd> {
  const events: Event[] = [];
  const logs = logFollower(input);
  const job = () => (events.length > 0 ? replay(events) : undefined);
  for (;;) {
    if (input.signal.aborted) return { kind: 'interrupted', job: job() };
    const mayBring = input.alive();
    const notices = await input.next();
    for (const notice of notices) {
      if (isEvent(notice)) events.push(notice);
      const now = job();
      // An attempt's output comes whole before the word that it has ended.
      if (now && endsOutput(notice)) await logs.finish(now);
      input.onNotice(notice);
      if (now && notice.kind === 'run-start') logs.start(now, notice.attempt);
      if (now && notice.kind === 'job-end') return { kind: 'ended', job: now };
    }
    if (notices.length === 0) {
      if (!mayBring) return { kind: 'abandoned', job: job() };
      await pause(input.pollMilliseconds, input.signal);
    }
  }
}

/** Follows the output of one attempt at a time: live from its machine, and what is missing then from its store. */
function logFollower({ onLog, signal }: FollowInput) {
  let current: { attempt: number; bytes: number; done: Promise<void>; stop: AbortController } | undefined;
  return {
    start(job: Job, n: number): void {
      const machine = job.attempts.find((attempt) => attempt.n === n)?.machines[0];
      if (!machine || current?.attempt === n) return;
      const stop = new AbortController();
      const follow = { attempt: n, bytes: 0, done: Promise.resolve(), stop };
      follow.done = (async () => {
        const connection = await connect(machine.reach);
        try {
          for await (const chunk of followLog(connection, { signal: AbortSignal.any([signal, stop.signal]) })) {
            follow.bytes += chunk.length;
            onLog(chunk, n);
          }
        } finally {
          await connection.close();
        }
        // A machine that is gone takes its log along; the store has what it kept.
      })().catch(() => {});
      current = follow;
    },
    async finish(job: Job): Promise<void> {
      const follow = current;
      if (!follow) return;
      const grace = setTimeout(() => follow.stop.abort(), 3000);
      await follow.done;
      clearTimeout(grace);
      current = undefined;
      const rest = (await keptLog(job, follow.attempt))?.subarray(follow.bytes);
      if (rest && rest.length > 0) onLog(rest, follow.attempt);
    },
  };
}

/** The output of an attempt as its store kept it. */
export async function keptLog(job: Job, attempt: number): Promise<Uint8Array | undefined> {
  for (const store of job.stores) {
    if (store.uri === undefined || store.downAt !== undefined) continue;
    const log = await readStoreLog(store.uri, attempt);
    if (log) return log;
  }
  return undefined;
}

/** The machine that an attempt's output can be read from now. */
export function liveMachine(attempt: Attempt | undefined) {
  return attempt && attempt.downAt === undefined ? attempt.machines[0] : undefined;
}

function endsOutput(notice: Notice): boolean {
  return notice.kind === 'run-end' || notice.kind === 'attempt-end' || notice.kind === 'job-end';
}

function isEvent(notice: Notice): notice is Event {
  return notice.kind !== 'message' && notice.kind !== 'engine-line' && notice.kind !== 'work-status';
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}
