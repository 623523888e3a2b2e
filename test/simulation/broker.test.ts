import { expect, test } from 'vitest';
import { runJob } from '../../src/broker/run-job.ts';
import { openAttempt, replay } from '../../src/ledger/replay.ts';
import type { Task } from '../../src/task/task.ts';
import { type Luck, makeWorld } from './world.ts';

// The real broker, policy and ledger against a simulated world in virtual time. A failure names its seed.

const seeds = 400;

test('in a kind world one attempt does it, and every intent is in the ledger before its act', async () => {
  const { end, world } = await run(1, false);
  expect(end).toEqual({ outcome: 'succeeded', exitCode: 0 });
  expect(world.events.map((event) => event.kind)).toEqual([
    'job-start',
    'plan-ready',
    'store-start',
    'attempt-start',
    'store-up',
    'stack-up',
    'run-start',
    'run-end',
    'attempt-end',
    'stack-down',
    'job-end',
  ]);
});

test(`in ${seeds} hostile worlds: one machine at a time, no orphan, an end with a reason`, async () => {
  const outcomes = new Map<string, number>();
  let attempts = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const { end, world } = await run(seed, true);
    const job = replay(world.events);
    attempts += job.attempts.length;
    outcomes.set(end.outcome, (outcomes.get(end.outcome) ?? 0) + 1);
    const told = `seed ${seed}, ${end.outcome} after ${job.attempts.length} attempts: ${job.end?.detail}`;
    expect(world.most(), told).toBeLessThanOrEqual(1);
    expect(job.end?.detail, told).toBeTruthy();
    // Only where destroying failed five times is a machine left, and then the job's end says so.
    const isLeft = world.standing() > 0;
    expect(isLeft, told).toBe(openAttempt(job) !== undefined);
    if (isLeft) expect(job.end, told).toMatchObject({ outcome: 'lost', exitCode: 71 });
    if (end.outcome === 'succeeded') expect(job.attempts.at(-1)?.run, told).toMatchObject({ exitCode: 0 });
    if (end.outcome === 'failed') expect(end.exitCode, told).toBe(3);
    // What was saved is not done again: no attempt lasts longer than the whole work and its boot.
    expect((world.nowMs() - Date.parse(job.startedAt)) / 3_600_000, told).toBeLessThan(48);
  }
  // The worlds were hostile indeed, and still most jobs came through.
  expect(attempts).toBeGreaterThan(seeds * 1.5);
  expect(outcomes.get('succeeded') ?? 0).toBeGreaterThan(seeds * 0.5);
  expect(outcomes.get('failed') ?? 0).toBeGreaterThan(0);
  expect(outcomes.get('no-target') ?? 0).toBeGreaterThan(0);
});

async function run(seed: number, hostile: boolean) {
  const world = makeWorld(luckOf(seed), task, hostile);
  const newJob = { job: 'train-aaaaaaaa', taskText: '', summary: {}, secrets: {} };
  const opening = [
    { kind: 'job-start' as const, job: 'train-aaaaaaaa', task: 'train' },
    {
      kind: 'plan-ready' as const,
      checkIndex: 'x',
      winner: 'x',
      expectedUsd: 80,
      hours: 0.5,
      hoursAssumed: false,
    },
  ];
  const end = await runJob({ task, newJob, baseFolder: '/', opening }, world.ports);
  return { end, world };
}

const task = {
  name: 'train',
  nodes: 1,
  requests: [{ market: 'spot', disk: { sizeGiB: 256, tier: 'medium' }, ports: [], labels: {}, arch: 'any' }],
  envs: {},
  secrets: {},
  fileMounts: [],
  data: [],
  hours: 0.5,
  run: 'work',
} as unknown as Task;

/** Mulberry32: small, fast, good enough to draw a world from a seed. */
function luckOf(seed: number): Luck {
  let state = seed >>> 0;
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}
