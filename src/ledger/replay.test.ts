import { expect, test } from 'vitest';
import { at, attemptEvents, opening } from '../../test/fixtures/job-events.ts';
import type { Event } from './event.ts';
import { openAttempt, replay } from './replay.ts';

test('a ledger folds to its job, attempt by attempt', () => {
  const job = replay([...opening(), ...attemptEvents(1, 0, 2, 'preempted'), ...attemptEvents(2, 2, 5, 'succeeded')]);
  expect(job.id).toBe('train-aaaaaaaa');
  expect(job.quote).toEqual({
    winner: job.attempts[0]?.target.offering.id,
    expectedUsd: 93,
    hours: 8,
    hoursAssumed: false,
  });
  expect(job.attempts.map((a) => [a.n, a.end?.outcome, a.downAt])).toEqual([
    [1, 'preempted', at(2)],
    [2, 'succeeded', at(5)],
  ]);
  expect(openAttempt(job)).toBeUndefined();
});

test('an attempt stays open until its stack is known to be down, even after its end', () => {
  const events = attemptEvents(1, 0, 2, 'succeeded');
  const job = replay([...opening(), ...events.slice(0, -1)]);
  expect(openAttempt(job)?.n).toBe(1);
});

test('an attempt is open from its intent on: its machine may exist before anybody heard of it', () => {
  const job = replay([...opening(), ...attemptEvents(1, 0, 2, 'succeeded').slice(0, 1)]);
  expect(openAttempt(job)?.n).toBe(1);
});

test('the first end of a job counts', () => {
  const ends: Event[] = [
    { at: at(5), kind: 'job-end', outcome: 'succeeded', exitCode: 0 },
    { at: at(6), kind: 'job-end', outcome: 'ended-by-user', exitCode: 75 },
  ];
  expect(replay([...opening(), ...ends]).end).toEqual({ at: at(5), outcome: 'succeeded', exitCode: 0 });
});

test('stores are known by their stack, up and down', () => {
  const stackName = 'train-aaaaaaaa.store.aws.us-east-1';
  const store = { job: 'train-aaaaaaaa', cloud: 'aws', region: 'us-east-1', stackName, tags: {}, extra: {} };
  const up: Event[] = [
    { at: at(0), kind: 'store-start', store },
    { at: at(1), kind: 'store-up', stackName, outputs: { uri: 's3://bucket' } },
  ];
  expect(replay([...opening(), ...up]).stores).toEqual([{ target: store, startedAt: at(0), uri: 's3://bucket' }]);
  const down: Event = { at: at(2), kind: 'stack-down', stackName };
  expect(replay([...opening(), ...up, down]).stores[0]?.downAt).toBe(at(2));
});

test('what does not begin with job-start is no ledger', () => {
  expect(() => replay([])).toThrow('must begin with job-start');
  expect(() => replay(attemptEvents(1, 0, 1, 'succeeded'))).toThrow('must begin with job-start');
});
