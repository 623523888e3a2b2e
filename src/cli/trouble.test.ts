import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { opening } from '../../test/fixtures/job-events.ts';
import { processRef } from '../backend/process-start.ts';
import type { Event, Supervisor } from '../ledger/event.ts';
import { replay } from '../ledger/replay.ts';
import { isSupervised, troubleOf } from './trouble.ts';

function jobOf(supervisor: Supervisor) {
  const [first, ...rest] = opening();
  return replay([{ ...first, supervisor } as Event, ...rest]);
}

const here = { hostname: hostname(), ...processRef(process.pid) };

test('a job is driven by the very process that it names, not by another one that was given its id', () => {
  expect(isSupervised(jobOf(here))).toBe(true);
  const reused = jobOf({ ...here, startTime: `${here.startTime}1` });
  expect(isSupervised(reused)).toBe(false);
  expect(troubleOf(reused, [])).toContain('has died');
});

test('what drives a job on another machine cannot be told from here, and is no trouble', () => {
  const elsewhere = jobOf({ ...here, hostname: 'elsewhere' });
  expect(isSupervised(elsewhere)).toBeUndefined();
  expect(troubleOf(elsewhere, [])).toBeUndefined();
});
