import { expect, test } from 'vitest';
import { at, attemptEvents, offering, opening, quotedLines, target } from '../../test/fixtures/job-events.ts';
import type { Event } from '../ledger/event.ts';
import { replay } from '../ledger/replay.ts';
import type { Plan, PlannedOffering } from '../optimizer/plan.ts';
import type { LaunchFailure } from '../provider/launch-failure.ts';
import type { JobRecovery, Task } from '../task/task.ts';
import { conditionsOf } from './conditions-of.ts';
import { attemptsMax, decide } from './decide.ts';

const planned: PlannedOffering = {
  rank: 1,
  offering: offering(),
  request: 0,
  nodes: 1,
  hours: 8,
  hoursAssumed: false,
  lines: quotedLines,
  expectedUsd: 93,
  notes: [],
};

function plan(ranked: readonly PlannedOffering[], jobRecovery?: JobRecovery): Plan {
  return { task: { jobRecovery } as unknown as Task, ranked } as unknown as Plan;
}

function decideAfter(events: readonly Event[], ranked = [planned], recovery?: JobRecovery, hours = 5) {
  const job = replay([...opening(), ...events]);
  return decide(job, plan(ranked, recovery), conditionsOf(job, at(hours)));
}

function failed(failure: LaunchFailure, hours = 1): Event[] {
  return [
    { at: at(hours), kind: 'attempt-start', attempt: 1, target: target(1), lines: quotedLines },
    { at: at(hours), kind: 'attempt-end', attempt: 1, outcome: 'launch-failed', failure },
  ];
}

function exited(exitCode: number, attempts = 1): Event[] {
  return Array.from({ length: attempts }, (_, i): Event[] => [
    ...attemptEvents(i + 1, i, i + 1, 'job-failed').slice(0, 3),
    { at: at(i + 1), kind: 'run-end', attempt: i + 1, exitCode, phase: 'run' },
    { at: at(i + 1), kind: 'attempt-end', attempt: i + 1, outcome: 'job-failed' },
  ]).flat();
}

test('a fresh job moves to the first-ranked offering', () => {
  expect(decideAfter([])).toMatchObject({ kind: 'move', to: planned });
});

test('while an attempt has not ended there is nothing to do', () => {
  expect(decideAfter(attemptEvents(1, 0, 2, 'succeeded').slice(0, 3))).toEqual({ kind: 'stay' });
});

test('a success stops the job with 0, a failure with the job’s own code', () => {
  expect(decideAfter(attemptEvents(1, 0, 2, 'succeeded'))).toMatchObject({
    kind: 'stop',
    outcome: 'succeeded',
    exitCode: 0,
  });
  expect(decideAfter(exited(3))).toMatchObject({ kind: 'stop', outcome: 'failed', exitCode: 3 });
});

test('a failed job is run again as often as its job_recovery says, or for the codes it names', () => {
  const recovery = { maxRestartsOnErrors: 2 };
  expect(decideAfter(exited(3, 2), [planned], recovery).kind).toBe('move');
  expect(decideAfter(exited(3, 3), [planned], recovery).kind).toBe('stop');
  expect(decideAfter(exited(33, 9), [planned], { recoverOnExitCodes: [33] }).kind).toBe('move');
});

test('after a preemption the job moves on; with nothing to move to it waits for the pool to come back', () => {
  const preempted = attemptEvents(1, 0, 2, 'preempted');
  expect(decideAfter(preempted)).toMatchObject({ kind: 'move' });
  expect(decideAfter(preempted, [], undefined, 2.01)).toMatchObject({ kind: 'wait', until: at(2.05) });
  expect(decideAfter(preempted, [], undefined, 3)).toMatchObject({ kind: 'stop', outcome: 'no-target' });
});

test('a launch failure keeps out what it speaks of, for as long as it says; a fatal one ends the job', () => {
  const failure: LaunchFailure = { kind: 'no-capacity', scope: 'zone', holdSeconds: 3600, message: 'no hosts\nmore' };
  const job = replay([...opening(), ...failed(failure)]);
  expect(conditionsOf(job, at(1)).out).toEqual([
    { offering: 'aws/us-east-1/use1-az4/', until: at(2), reason: 'no hosts' },
  ]);
  expect(decideAfter(failed(failure))).toMatchObject({ kind: 'move' });
  expect(decideAfter(failed({ ...failure, scope: 'fatal' }))).toMatchObject({ kind: 'stop', outcome: 'no-target' });
});

test('endless attempts end', () => {
  const events = Array.from({ length: attemptsMax }, (_, i) => attemptEvents(i + 1, i, i + 0.5, 'preempted')).flat();
  expect(decideAfter(events, [planned], undefined, 100)).toMatchObject({ kind: 'stop', outcome: 'no-target' });
});
