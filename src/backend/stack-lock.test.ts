import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { judgeLocks } from './stack-lock.ts';

const lock = (pid: number, hostname: string) => ({ pid, hostname, username: 'ann', timestamp: '2026-11-24T00:00:00Z' });

it('is free without locks, stale where every holder is dead or no pulumi, held otherwise', async () => {
  expect(judgeLocks([], 'here')).toEqual({ kind: 'free' });
  expect(judgeLocks([lock(2 ** 22 - 3, 'here'), lock(process.pid, 'here')], 'here')).toEqual({ kind: 'stale' });
  expect(judgeLocks([lock(2 ** 22 - 3, 'there')], 'here')).toMatchObject({
    kind: 'held',
    by: expect.stringMatching(/ann@there/),
  });
  // A program of that name, as a live engine is.
  const program = join(mkdtempSync(join(tmpdir(), 'skyplan-lock-')), 'pulumi');
  copyFileSync('/bin/sleep', program);
  const engine = spawn(program, ['30']);
  await new Promise((resolve) => engine.once('spawn', resolve));
  expect(judgeLocks([lock(engine.pid ?? 0, 'here')], 'here')).toMatchObject({ kind: 'held' });
  const ended = new Promise((resolve) => engine.once('exit', resolve));
  engine.kill('SIGKILL');
  await ended;
  expect(judgeLocks([lock(engine.pid ?? 0, 'here')], 'here')).toEqual({ kind: 'stale' });
});
