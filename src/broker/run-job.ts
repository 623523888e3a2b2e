import type { NewJob } from '../backend/backend.ts';
import { exitCode as ours } from '../base/exit-code.ts';
import { UserError } from '../base/user-error.ts';
import type { Event } from '../ledger/event.ts';
import { type Job, openAttempt } from '../ledger/replay.ts';
import { freshConditions } from '../optimizer/conditions.ts';
import { conditionsOf } from '../policy/conditions-of.ts';
import { type Action, decide } from '../policy/decide.ts';
import type { Task } from '../task/task.ts';
import { type AttemptContext, runAttempt } from './attempt.ts';
import { type EventBody, type LedgerWriter, openLedger } from './ledger-writer.ts';
import type { Ports } from './ports.ts';

export interface JobOrder {
  readonly task: Task;
  readonly newJob: Omit<NewJob, 'events'>;
  readonly baseFolder: string;
  /** `job-start` and `plan-ready`, written together with the first attempt's intent. */
  readonly opening: readonly EventBody[];
}

export interface JobEnd {
  readonly outcome: NonNullable<Job['end']>['outcome'];
  readonly exitCode: number;
}

/**
 * Drives a job to its end. What the user can mend (no Python on the machine) ends the job with that message;
 * a bug of ours ends it too, and is thrown on: in both cases no machine is left behind.
 */
export async function runJob(order: JobOrder, ports: Ports): Promise<JobEnd> {
  const ledger = openLedger(order.newJob, ports);
  ledger.note(...order.opening);
  const { task, baseFolder, newJob } = order;
  try {
    return await drive({ task, baseFolder, job: newJob.job, ledger, ports });
  } catch (error) {
    const end = await abandon(error, ledger, ports);
    if (error instanceof UserError) return end;
    throw error;
  }
}

/** The loop: fold → decide → append → act → append, until the job ends. */
async function drive(context: AttemptContext): Promise<JobEnd> {
  const { ledger, ports } = context;
  for (;;) {
    const action = nextAction(ledger, ports);
    switch (action.kind) {
      case 'stay':
        throw new Error('skyplan bug: an attempt without an end came back from its watch');
      case 'move': {
        const left = await clear(ledger, ports);
        if (left) return finish(left, ledger);
        if (await endedElsewhere(context)) return { outcome: 'ended-by-user', exitCode: ours.interrupted };
        await runAttempt(action.to, context);
        break;
      }
      case 'wait':
        ports.sink({ kind: 'message', at: ports.clock.now(), text: `waiting until ${action.until}: ${action.why}` });
        await clear(ledger, ports);
        await ports.clock.sleep(secondsUntil(action.until, ports));
        break;
      case 'stop':
        return finish((await clear(ledger, ports)) ?? action, ledger);
    }
  }
}

function nextAction(ledger: LedgerWriter, ports: Ports): Action {
  const now = ports.clock.now();
  const job = ledger.job();
  const conditions = job.attempts.length === 0 ? freshConditions(now) : conditionsOf(job, now);
  return decide(job, ports.rank(conditions), conditions);
}

type Stop = Extract<Action, { kind: 'stop' }>;

/** Ends the open attempt's stack. What cannot be ended ends the job, loudly: it may still cost money. */
async function clear(ledger: LedgerWriter, ports: Ports): Promise<Stop | undefined> {
  const job = ledger.job();
  const attempt = openAttempt(job);
  if (!attempt) return undefined;
  const provider = await ports.provider(attempt.target.offering.cloud);
  const { stackName } = attempt.target;
  for (let tries = 1; ; tries++) {
    const result = await ports.backend.down(provider, stackName, (text) =>
      ports.sink({ kind: 'engine-line', at: ports.clock.now(), stackName, text }),
    );
    if (result.ok) {
      ledger.note({ kind: 'stack-down', stackName });
      return undefined;
    }
    if (tries === 5) {
      const why = `${stackName} could not be destroyed: ${result.message}; left: ${result.leftOver.join(', ')}`;
      return { kind: 'stop', outcome: 'lost', exitCode: ours.leftOver, why };
    }
    await ports.clock.sleep(2 ** tries);
  }
}

/** Clears up after an error, as far as the backend lets us: the machine first, then the word that it is over. */
async function abandon(error: unknown, ledger: LedgerWriter, ports: Ports): Promise<JobEnd> {
  // The backend never took the job: nothing was created, and there is nowhere to write.
  if (!ledger.isStarted()) throw error;
  const why = error instanceof UserError && error.hint ? `${error.message} ${error.hint}` : String(error);
  const exitCode = error instanceof UserError ? error.exitCode : ours.bug;
  const open = openAttempt(ledger.job());
  if (open && !open.end) ledger.note({ kind: 'attempt-end', attempt: open.n, outcome: 'lost', detail: why });
  const left = await clear(ledger, ports);
  return await finish(left ?? { kind: 'stop', outcome: 'lost', exitCode, why }, ledger);
}

/** Another process may have ended the job meanwhile: nothing is created before the backend was asked. */
async function endedElsewhere({ job, ledger, ports }: AttemptContext): Promise<boolean> {
  if (ledger.job().attempts.length === 0) return false;
  const record = await ports.backend.job(job);
  return record === undefined || record.events.some((event: Event) => event.kind === 'job-end');
}

async function finish(action: Stop, ledger: LedgerWriter): Promise<JobEnd> {
  const { outcome, exitCode, why } = action;
  await ledger.append({ kind: 'job-end', outcome, exitCode, detail: why });
  return { outcome, exitCode };
}

function secondsUntil(instant: string, ports: Ports): number {
  return Math.max(1, (Date.parse(instant) - Date.parse(ports.clock.now())) / 1000);
}
