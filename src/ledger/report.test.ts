import fc from 'fast-check';
import { expect, test } from 'vitest';
import { at, attemptEvents, opening } from '../../test/fixtures/job-events.ts';
import { replay } from './replay.ts';
import { report } from './report.ts';

test('time is billed as it passed, volume as it was quoted', () => {
  const totals = report(replay([...opening(), ...attemptEvents(1, 0, 2, 'succeeded')]), at(9));
  // 2 of the 8 quoted hours: $20 compute, $1 disk; the data came in whole: $9.
  expect(totals.attempts[0]?.lines.map((line) => [line.kind, line.usd])).toEqual([
    ['compute', 20],
    ['disk', 1],
    ['egress-in', 9],
  ]);
  expect(totals.totalUsd).toBe(30);
  expect(totals.estimateUsd).toBe(93);
  // 2 h on demand would be $64 of compute.
  expect(totals.savedVsOnDemandUsd).toBe(44);
});

test('a running attempt counts up to now, one that never came up counts nothing', () => {
  const running = attemptEvents(1, 0, 2, 'succeeded').slice(0, 3);
  expect(report(replay([...opening(), ...running]), at(4)).attempts[0]).toMatchObject({ hours: 4, outcome: 'running' });
  const announced = running.slice(0, 1);
  expect(report(replay([...opening(), ...announced]), at(4)).totalUsd).toBe(0);
});

test('what went to attempts that were taken back is said', () => {
  const events = [...opening(), ...attemptEvents(1, 0, 2, 'preempted'), ...attemptEvents(2, 2, 10, 'succeeded')];
  expect(report(replay(events), at(10)).lostToPreemptionUsd).toBe(30);
});

test('the total is the sum of all lines, whatever happened', () => {
  const spans = fc.array(fc.tuple(fc.double({ min: 0, max: 50, noNaN: true }), fc.boolean()), { maxLength: 8 });
  fc.assert(
    fc.property(spans, (attempts) => {
      const events = attempts.flatMap(([hours, lost], i) =>
        attemptEvents(i + 1, i * 60, i * 60 + hours, lost ? 'preempted' : 'succeeded'),
      );
      const totals = report(replay([...opening(), ...events]), at(600));
      const lines = totals.attempts.flatMap((attempt) => attempt.lines.map((line) => line.usd));
      expect(totals.totalUsd).toBeCloseTo(
        lines.reduce((sum, usd) => sum + usd, 0),
        6,
      );
      expect(totals.lostToPreemptionUsd).toBeLessThanOrEqual(totals.totalUsd + 1e-9);
    }),
  );
});
