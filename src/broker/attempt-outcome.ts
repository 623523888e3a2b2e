import type { AgentStatus } from '../agent/layout.ts';
import { never } from '../base/assert.ts';
import type { Interruption } from '../provider/interruption.ts';
import type { EventBody } from './ledger-writer.ts';

/** What a done agent's last status means for its attempt. @param now ISO 8601 UTC */
export function eventsOfDone(attempt: number, status: AgentStatus, now: string): EventBody[] {
  switch (status.stopped) {
    case 'preemption':
      return eventsOfInterruption(attempt, {
        kind: 'preemption',
        at: now,
        detail: 'the cloud gave notice, and the job was stopped',
      });
    case 'time-limit':
      return [ended(attempt, 'stopped-at-limit', 'the time limit of this machine is reached (see `budget`)')];
    case 'fenced':
      return [ended(attempt, 'lost', 'a later attempt has taken over')];
    case 'asked':
      return [ended(attempt, 'ended-by-user', 'the job was asked to stop')];
    case undefined:
      return eventsOfExit(attempt, status);
    default:
      return never(status.stopped);
  }
}

export function eventsOfInterruption(attempt: number, interruption: Interruption): EventBody[] {
  const outcome =
    interruption.kind === 'preemption' ? 'preempted' : interruption.kind === 'user-deletion' ? 'ended-by-user' : 'lost';
  return [{ kind: 'interruption-seen', attempt, interruption }, ended(attempt, outcome, interruption.detail)];
}

/** Without an exit code no script has ended: the agent itself could not go on, and another machine may. */
function eventsOfExit(attempt: number, { exitCode, endedIn, progress, error }: AgentStatus): EventBody[] {
  if (exitCode === undefined) return [ended(attempt, 'lost', error ?? 'the agent ended before the job did')];
  return [
    { kind: 'run-end', attempt, exitCode, phase: endedIn ?? 'run', ...(progress && { progress }) },
    ended(attempt, exitCode === 0 ? 'succeeded' : 'job-failed', error),
  ];
}

type Ended = Extract<EventBody, { kind: 'attempt-end' }>;

function ended(attempt: number, outcome: Ended['outcome'], detail: string | undefined): Ended {
  return { kind: 'attempt-end', attempt, outcome, ...(detail !== undefined && { detail }) };
}
