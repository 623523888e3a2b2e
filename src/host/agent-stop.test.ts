import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { layout } from '../agent/layout.ts';
import { makeHost, processesOf, type TempHost, until } from './__fixtures__/temp-host.ts';
import { pullCheckpoint } from './pull-checkpoint.ts';
import { readStoreStatus } from './store-log.ts';

let hosts: TempHost[] = [];
afterEach(() => {
  for (const host of hosts) host.end();
  hosts = [];
});

async function host(wish: Parameters<typeof makeHost>[0] = {}): Promise<TempHost> {
  const made = await makeHost(wish);
  hosts.push(made);
  return made;
}

/** Saves on SIGTERM, as a training loop would, and takes a while for it. */
const savesOnTerm = `trap 'echo saving; sleep 0.5; cp $SKYPLAN_NOTICE_FILE $SKYPLAN_CHECKPOINT_DIR/last 2>/dev/null || echo none > $SKYPLAN_CHECKPOINT_DIR/last; echo saved; exit 0' TERM
echo ready; while :; do sleep 0.1; done`;

async function ready(it: TempHost): Promise<void> {
  await until(() => existsSync(it.at(layout.log)) && it.read(layout.log).includes('ready'), 'ready');
}

test('a preemption notice: the job is told why and until when, saves, and its last snapshot is kept', async () => {
  const it = await host();
  await it.start({ run: savesOnTerm, settleSeconds: 60 });
  await ready(it);
  const deadline = new Date(Date.now() + 30_000).toISOString();
  writeFileSync(it.at('.host/notice.json'), JSON.stringify({ reason: 'preemption', killAt: deadline }));
  await it.done();
  expect(it.read(layout.log)).toMatch(/^ready\n(Terminated\n)?saving\nsaved\n$/);
  expect(it.status()).toMatchObject({ phase: 'done', stopped: 'preemption', exitCode: 0, checkpoint: { files: 1 } });
  await pullCheckpoint(it.storeUri, join(it.root, 'out'));
  expect(JSON.parse(readFileSync(join(it.root, 'out', 'last'), 'utf8'))).toEqual({ reason: 'preemption', deadline });
  expect(await readStoreStatus(it.storeUri, 1)).toMatchObject({ stopped: 'preemption' });
});

test('an empty notice, and a job that does not listen: it is killed after the grace', async () => {
  const it = await host();
  await it.start({
    graceSeconds: 1,
    run: `trap '' TERM; echo half > $SKYPLAN_CHECKPOINT_DIR/h; echo ready; sleep 50; echo never`,
  });
  await ready(it);
  writeFileSync(it.at('.host/notice.json'), '');
  const at = Date.now();
  await it.done();
  expect(Date.now() - at).toBeGreaterThan(900);
  expect(Date.now() - at).toBeLessThan(5000);
  expect(JSON.parse(it.read(layout.notice))).toEqual({ reason: 'preemption', deadline: null });
  expect(it.status()).toMatchObject({ stopped: 'preemption', exitCode: 137, checkpoint: { files: 1 } });
});

test('a near deadline shortens the grace, so that time is left for the upload', async () => {
  const it = await host();
  await it.start({ graceSeconds: 60, run: `trap '' TERM; echo ready; sleep 50` });
  await ready(it);
  writeFileSync(it.at('.host/notice.json'), JSON.stringify({ deadline: new Date(Date.now() + 4000).toISOString() }));
  const at = Date.now();
  await it.done();
  expect(Date.now() - at).toBeLessThan(4000);
});

test('children of the shell get the signal and the time, though the shell itself ends at once', async () => {
  const it = await host();
  await it.start({
    run: `sh -c "trap 'sleep 0.7; echo child saved; exit 0' TERM; echo ready; while :; do sleep 0.1; done"; echo after`,
  });
  await ready(it);
  writeFileSync(it.at(layout.stop), '');
  await it.done();
  expect(it.read(layout.log)).toContain('child saved\n');
  expect(it.status()).toMatchObject({ stopped: 'asked', endedIn: 'run' });
});

test('the time limit ends the job, and the checkpoint is saved', async () => {
  const it = await host();
  await it.start({ run: savesOnTerm, stopAt: new Date(Date.now() + 2500).toISOString() });
  await it.done();
  expect(it.read(layout.log)).toMatch(/^ready\n(Terminated\n)?saving\nsaved\n$/);
  expect(it.status()).toMatchObject({ stopped: 'time-limit', checkpoint: { files: 1 } });
});

test('a notice that comes while the last checkpoint is saved did not stop the job', async () => {
  const it = await host();
  await it.start({ run: 'head -c 400000000 /dev/zero > $SKYPLAN_CHECKPOINT_DIR/big' });
  await until(() => existsSync(it.at(layout.status)) && it.status().phase === 'flush', 'flush');
  writeFileSync(it.at('.host/notice.json'), '');
  await it.done();
  expect(it.status()).toMatchObject({ exitCode: 0, checkpoint: { files: 1 } });
  expect(it.status().stopped).toBeUndefined();
});

test('a time limit in the past: nothing is run', async () => {
  const it = await host();
  await it.start({ setup: 'echo setup', run: 'echo run', stopAt: new Date(Date.now() - 1000).toISOString() });
  await it.done();
  expect(it.status()).toMatchObject({ stopped: 'time-limit' });
  expect(it.status().exitCode).toBeUndefined();
  expect(existsSync(it.at(layout.log))).toBe(false);
});

test('stopped in setup: run does not start', async () => {
  const it = await host();
  await it.start({ setup: 'echo ready; sleep 50', run: 'echo run' });
  await ready(it);
  writeFileSync(it.at(layout.stop), '');
  await it.done();
  expect(it.status()).toMatchObject({ stopped: 'asked', endedIn: 'setup', exitCode: 143 });
  expect(it.read(layout.log)).not.toContain('run');
});

test('fenced at the start: a newer attempt has been here, nothing is run or written', async () => {
  const it = await host();
  mkdirSync(it.store);
  writeFileSync(join(it.store, 'generation'), '2\n');
  await it.start({ run: 'echo run' });
  await it.done();
  expect(it.status()).toMatchObject({ phase: 'done', stopped: 'fenced' });
  expect(existsSync(it.at(layout.log))).toBe(false);
  expect(readFileSync(join(it.store, 'generation'), 'utf8')).toBe('2\n');
});

test('fenced amid its run: the job is ended, its later checkpoints are not uploaded', async () => {
  const it = await host();
  await it.start({ run: `echo 1 > $SKYPLAN_CHECKPOINT_DIR/a; sleep 1.5; ${savesOnTerm}` });
  await ready(it);
  const before = readdirSync(join(it.store, 'checkpoints'));
  expect(before).toContain('1-1.json');
  writeFileSync(join(it.store, 'generation'), '2\n');
  await it.done();
  expect(it.status()).toMatchObject({ stopped: 'fenced' });
  expect(it.read(layout.log)).toContain('saved');
  expect(readdirSync(join(it.store, 'checkpoints'))).toEqual(before);
});

test('nothing of the job is left, and the machine is powered off after lingering', async () => {
  const it = await host();
  mkdirSync(it.at('.skyplan'), { recursive: true });
  writeFileSync(it.at(layout.powerOff), '#!/bin/sh\necho off > "$HOME/off"\n', { mode: 0o755 });
  await it.start({
    graceSeconds: 1,
    lingerSeconds: 1,
    run: "trap '' TERM; (setsid sh -c 'trap \"\" TERM; sleep 77' &); echo ready; sleep 78",
  });
  await ready(it);
  writeFileSync(it.at(layout.stop), '');
  await it.done();
  expect(existsSync(it.at('off'))).toBe(false);
  await until(() => existsSync(it.at('off')), 'power-off', 4);
  if (process.platform === 'linux') {
    const left = processesOf(it.folder).map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'latin1'));
    expect(left.filter((command) => command.includes('sleep'))).toEqual([]);
  }
});
