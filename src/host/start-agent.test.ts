import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { layout } from '../agent/layout.ts';
import { makeHost, processesOf, type TempHost, until } from './__fixtures__/temp-host.ts';
import { followLog } from './follow-log.ts';
import { readStatus } from './read-status.ts';
import { readStoreLog, readStoreStatus } from './store-log.ts';

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

describe('a job from start to end', () => {
  test('setup, then run, in the work folder, with its environment', async () => {
    const it = await host();
    await it.start(
      {
        attempt: 3,
        rank: 0,
        nodes: 2,
        nodeIps: ['10.0.0.1', '10.0.0.2'],
        gpusPerNode: 4,
        cudaVisibleDevices: '0,1,2,3',
        envs: { MODEL: 'a b"c$d', HOME: '/elsewhere' },
        setup: 'echo "setup $SKYPILOT_SETUP_NODE_RANK" > made-by-setup',
        run: 'cat made-by-setup; pwd; printf "%s|" "$MODEL" "$TOKEN" "$SKYPILOT_NODE_IPS" "$SKYPILOT_NODE_RANK" "$SKYPILOT_NUM_NODES" "$SKYPILOT_NUM_GPUS_PER_NODE" "$SKYPILOT_TASK_ID" "$SKYPLAN_JOB" "$SKYPLAN_ATTEMPT" "$CUDA_VISIBLE_DEVICES" "$PYTHONUNBUFFERED"; echo; cd ~ && pwd',
      },
      { TOKEN: "s3cret'$" },
    );
    await it.done();
    expect(it.read(layout.log)).toBe(
      `setup 0\n${it.at('sky_workdir')}\na b"c$d|s3cret'$|10.0.0.1\n10.0.0.2|0|2|4|digits-abcdefgh|digits-abcdefgh|3|0,1,2,3|1|\n${it.folder}\n`,
    );
    expect(it.status()).toMatchObject({ phase: 'done', exitCode: 0, endedIn: 'run' });
    expect(it.status().error).toBeUndefined();
    expect(existsSync(it.at(layout.secrets))).toBe(false);
    expect(readFileSync(join(it.store, 'generation'), 'utf8')).toBe('3\n');
  });

  test.each([
    ['the last command decides, as in SkyPilot: no `set -e`', 'false; true', 0],
    ['a code', 'exit 7', 7],
    ['a signal is 128 + its number', 'kill -9 $$', 137],
    ['a child that a signal ended, seen by the shell', "sh -c 'kill -TERM $$'", 143],
    ['no such command', 'no-such-command-here', 127],
  ])('exit code: %s', async (_, run, exitCode) => {
    const it = await host();
    await it.start({ run });
    await it.done();
    expect(it.status()).toMatchObject({ phase: 'done', exitCode, endedIn: 'run' });
  });

  test('a failed setup ends the job', async () => {
    const it = await host();
    await it.start({ setup: 'echo no >&2; exit 5', run: 'echo never' });
    await it.done();
    expect(it.status()).toMatchObject({ exitCode: 5, endedIn: 'setup' });
    expect(it.read(layout.log)).toBe('no\n');
  });

  test('output is kept byte by byte, both streams, and mirrored', async () => {
    const it = await host();
    await it.start({ run: `head -c 100000 /dev/zero; printf '\\377\\000\\r\\n\\033[1mx' >&2; printf 'no newline'` });
    await it.done();
    const log = readFileSync(it.at(layout.log));
    expect(log.subarray(0, 100_000).every((byte) => byte === 0)).toBe(true);
    expect(log.subarray(100_000).toString('latin1')).toBe('\xff\x00\r\n\x1b[1mxno newline');
    expect(Buffer.from((await readStoreLog(it.storeUri, 1)) ?? [])).toEqual(log);
    expect(await readStoreStatus(it.storeUri, 1)).toMatchObject({ phase: 'done', exitCode: 0 });
    expect(await readStoreLog(it.storeUri, 2)).toBeUndefined();
  });

  test('answers at once; the log can be followed live, from any byte', async () => {
    const it = await host();
    await it.start({ run: 'echo one; sleep 1; echo two; sleep 1; echo three' });
    await until(() => existsSync(it.at(layout.log)) && it.read(layout.log) === 'one\n', 'first line');
    expect((await readStatus(it.connection))?.phase).toBe('run');
    let text = '';
    let pieces = 0;
    for await (const bytes of followLog(it.connection, { fromByte: 1 })) {
      pieces += 1;
      text += Buffer.from(bytes).toString();
    }
    expect(text).toBe('ne\ntwo\nthree\n');
    expect(pieces).toBe(3);
    expect((await readStatus(it.connection))?.phase).toBe('done');
  });

  test('children that the job leaves behind hold nothing up and do not outlive it', async () => {
    const it = await host();
    await it.start({ run: "sleep 97 & (setsid sleep 98 &) ; sh -c '(trap : TERM; sleep 99) & exit 0'; echo end" });
    const startedAt = Date.now();
    await it.done();
    expect(Date.now() - startedAt).toBeLessThan(9000);
    expect(it.status()).toMatchObject({ exitCode: 0 });
    // The shell of the job may say that its children were ended.
    expect(it.read(layout.log)).toMatch(/^end\n(Terminated\n)?$/);
    if (process.platform === 'linux') {
      const left = processesOf(it.folder).map((pid) =>
        readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').join(' '),
      );
      expect(left.filter((command) => command.includes('sleep'))).toEqual([]);
    }
  });

  test('a daemon that setup starts is there for run', async () => {
    const it = await host();
    await it.start({ setup: 'sleep 60 & echo $! > daemon', run: 'kill -0 $(cat daemon) && echo alive' });
    await it.done();
    expect(it.read(layout.log)).toBe('alive\n');
  });

  test('status: heartbeat, progress from the last whole line', async () => {
    const it = await host();
    await it.start({
      run: `echo '{"step": 1, "total": 9}' >> $SKYPLAN_PROGRESS_FILE; sleep 1
        printf 'rubbish\\n{"step": 2.5, "total": 9, "loss": 1}\\n{"step": -1}\\n{"step": "x"}\\n{"st' >> $SKYPLAN_PROGRESS_FILE; sleep 6`,
    });
    await until(() => existsSync(it.at(layout.status)) && it.status().progress?.step === 1, 'step 1');
    await until(() => it.status().progress?.step === 2.5, 'step 2.5');
    const before = it.status().updatedAt;
    await until(() => it.status().updatedAt !== before, 'heartbeat', 6);
    expect(it.status().progress).toEqual({ step: 2.5, total: 9 });
  });
});

describe('where it runs', () => {
  test('without bash: under the plain POSIX shell', async () => {
    const { root, bin } = emptyPath();
    for (const name of ['python3', 'sleep', 'cat', 'nohup']) symlinkSync(which(name), join(bin, name));
    const it = await host({ root, path: bin });
    await it.start({ setup: `echo "\${BASH_VERSION:-no bash}"`, run: 'echo $SKYPLAN_JOB; exit 3' });
    await it.done();
    expect(it.read(layout.log)).toBe('no bash\ndigits-abcdefgh\n');
    expect(it.status().exitCode).toBe(3);
  });

  test.skipIf(process.getuid?.() !== 0 || !existsSync('/usr/bin/python3'))('as an ordinary user', async () => {
    const it = await host({ uid: 65534, path: '/usr/bin:/bin' });
    // What one writes over SSH belongs to the user there: so must what this test writes.
    process.seteuid?.(65534);
    try {
      await it.start({ run: 'id -u; echo x > $SKYPLAN_CHECKPOINT_DIR/x' }, { A: 'b' });
      await it.done();
    } finally {
      process.seteuid?.(0);
    }
    expect(it.read(layout.log)).toBe('65534\n');
    expect(it.status()).toMatchObject({ exitCode: 0, checkpoint: { files: 1 } });
    expect(statSync(it.at(layout.log)).uid).toBe(65534);
  });

  test('no python3, or an old one: says so, and how to mend it', async () => {
    const { root, bin } = emptyPath();
    const bare = await host({ root, path: bin });
    await expect(bare.start()).rejects.toMatchObject({ name: 'UserError', exitCode: 65, message: /no python3/ });
    writeFileSync(join(bin, 'python3'), '#!/bin/sh\necho 3.7; exit 91\n', { mode: 0o755 });
    await expect(bare.start()).rejects.toMatchObject({
      name: 'UserError',
      exitCode: 65,
      message: /is 3.7/,
      hint: /apt-get/,
    });
  });
});

describe('when the agent dies', () => {
  test('kill -9: the job goes on, and a new agent takes over with its exit code and output', async () => {
    const it = await host();
    await it.start({ setup: 'echo setup', run: 'echo begin; sleep 2.5; echo end; exit 6' }, { A: 'b' });
    await until(() => existsSync(it.at(layout.log)) && it.read(layout.log).includes('begin'), 'begin');
    killAgent(it);
    const stale = it.status().updatedAt;
    await it.start({ setup: 'echo setup', run: 'echo begin; sleep 2.5; echo end; exit 6' });
    await until(() => it.status().updatedAt !== stale, 'the new agent');
    await it.done();
    expect(it.status()).toMatchObject({ exitCode: 6, endedIn: 'run' });
    expect(it.read(layout.log)).toBe('setup\nbegin\nend\n');
  });

  test('a second start beside a live agent changes nothing, nor one after the end', async () => {
    const it = await host();
    await it.start({ run: 'echo x; sleep 1' });
    await until(() => existsSync(it.at(layout.status)), 'the first agent');
    for (const run of ['echo y', 'echo z']) {
      await it.start({ run }, { TOKEN: 'x' });
      await until(() => !existsSync(it.at(layout.secrets)), 'secrets deleted');
      await it.done();
    }
    expect(it.read(layout.log)).toBe('x\n');
  });

  test('the same machine can run the next attempt', async () => {
    const it = await host();
    await it.start({ run: 'echo first; echo 1 > $SKYPLAN_CHECKPOINT_DIR/a' });
    await it.done();
    await it.start({ attempt: 2, run: 'echo second; cat $SKYPLAN_CHECKPOINT_DIR/a' });
    await until(() => readdirSync(join(it.store, 'logs')).includes('2'), 'attempt 2');
    await it.done();
    expect(it.read(layout.log)).toBe('second\n1\n');
    expect(it.status()).toMatchObject({ exitCode: 0, resumedFrom: '1-1' });
  });
});

/** A host's root with a folder for its PATH. */
function emptyPath(): { root: string; bin: string } {
  const root = mkdtempSync(join(tmpdir(), 'skyplan-host-'));
  mkdirSync(join(root, 'bin'));
  return { root, bin: join(root, 'bin') };
}

function killAgent(it: TempHost): void {
  const pids = processesOf(it.folder).filter((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('.skyplan/agent.py'),
  );
  expect(pids).toHaveLength(1);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
}

function which(name: string): string {
  const real = name === 'python3' && existsSync('/usr/bin/python3') ? '/usr/bin/python3' : undefined;
  const found = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
  return real ?? found ?? name;
}
