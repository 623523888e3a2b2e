import { expect, test } from 'vitest';
import type { AgentStatus } from '../agent/layout.ts';
import { eventsOfDone } from './attempt-outcome.ts';

const now = '2026-11-24T00:00:00.000Z';
const done: AgentStatus = { schemaVersion: 1, phase: 'done', startedAt: now, updatedAt: now };

test.each<[string, Partial<AgentStatus>, string]>([
  ['a clean exit', { exitCode: 0, endedIn: 'run' }, 'succeeded'],
  ['a failed run', { exitCode: 7, endedIn: 'run' }, 'job-failed'],
  ['a failed setup', { exitCode: 1, endedIn: 'setup' }, 'job-failed'],
  ['a notice, whatever the job made of SIGTERM', { exitCode: 143, stopped: 'preemption' }, 'preempted'],
  ['the time limit', { exitCode: 143, stopped: 'time-limit' }, 'stopped-at-limit'],
  ['a later attempt', { stopped: 'fenced' }, 'lost'],
  ['a request', { exitCode: 143, stopped: 'asked' }, 'ended-by-user'],
  ['an agent that could not go on', { error: 'the store cannot be read' }, 'lost'],
])('%s', (_, status, outcome) => {
  expect(eventsOfDone(2, { ...done, ...status }, now).at(-1)).toMatchObject({
    kind: 'attempt-end',
    attempt: 2,
    outcome,
  });
});

test('the exit code, its script and the progress are kept', () => {
  const status = { ...done, exitCode: 3, endedIn: 'setup' as const, progress: { step: 4 } };
  expect(eventsOfDone(1, status, now)[0]).toEqual({
    kind: 'run-end',
    attempt: 1,
    exitCode: 3,
    phase: 'setup',
    progress: { step: 4 },
  });
});
