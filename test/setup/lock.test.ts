import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withLock } from '../../tools/lock.mjs';

const module = new URL('../../tools/lock.mjs', import.meta.url).href;
const folder = () => mkdtempSync(join(tmpdir(), 'skyplan-lock-'));

/** A process that takes the lock, writes `in`, works for a while, writes `out`. */
function worker(lock: string, log: string, milliseconds: number) {
  const script = `
    import { appendFileSync } from 'node:fs';
    import { withLock } from '${module}';
    await withLock(process.argv[1], async () => {
      appendFileSync(process.argv[2], 'in ' + process.pid + '\\n');
      await new Promise((done) => setTimeout(done, ${milliseconds}));
      appendFileSync(process.argv[2], 'out ' + process.pid + '\\n');
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, lock, log], { stdio: 'inherit' });
  return { child, ended: new Promise((done) => child.on('close', done)) };
}

async function until(condition: () => boolean) {
  while (!condition()) await new Promise((done) => setTimeout(done, 20));
}

describe('withLock', () => {
  it('lets one process in at a time', async () => {
    const at = folder();
    const log = join(at, 'log');
    const workers = Array.from({ length: 6 }, () => worker(join(at, 'lock'), log, 60));
    await Promise.all(workers.map(({ ended }) => ended));
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    expect(lines).toHaveLength(12);
    for (let index = 0; index < lines.length; index += 2) {
      expect(lines[index]?.replace('in', 'out')).toBe(lines[index + 1]);
    }
    expect(existsSync(join(at, 'lock'))).toBe(false);
  });

  it('takes over at once from a process that was killed, and says whom it waits for before', async () => {
    const at = folder();
    const lock = join(at, 'lock');
    const { child, ended } = worker(lock, join(at, 'log'), 60_000);
    await until(() => existsSync(join(at, 'log')));
    const waitedFor: number[] = [];
    const mine = withLock(
      lock,
      async () => Date.now(),
      ({ pid }) => waitedFor.push(pid),
    );
    await until(() => waitedFor.length > 0);
    expect(waitedFor).toEqual([child.pid]);
    const killed = Date.now();
    child.kill('SIGKILL');
    await ended;
    expect((await mine) - killed).toBeLessThan(5_000);
  });

  it('waits for a holder on another machine while that one shows life, and takes over when it no longer does', async () => {
    const lock = join(folder(), 'lock');
    writeFileSync(lock, JSON.stringify({ pid: 1, host: 'elsewhere' }));
    let done = false;
    const mine = withLock(lock, async () => {
      done = true;
    });
    await new Promise((later) => setTimeout(later, 600));
    expect(done).toBe(false);
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(lock, longAgo, longAgo);
    await mine;
    expect(done).toBe(true);
  });

  it('is given back when the work fails', async () => {
    const lock = join(folder(), 'lock');
    await expect(withLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(lock)).toBe(false);
  });
});
