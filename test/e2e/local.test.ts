import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { forgetUsers, jobIn, newUser, processesNaming, type User, until } from './skyplan.ts';

// The main job as a user runs it: the launcher, the real engine, real processes. Every test has its own home and backend.

afterAll(forgetUsers);

const head = 'resources: {infra: local, cpus: 1+, memory: 1+}\n';

/** Counts to `total`, two steps a second, from its last checkpoint on; saves one every 3 s. */
const counting = (total: number) => `${head}
checkpoint: {interval: 1s}
run: |
  n=$(cat $SKYPLAN_CHECKPOINT_DIR/n 2>/dev/null || echo 0)
  echo "from $n in attempt $SKYPLAN_ATTEMPT"
  while [ $n -lt ${total} ]; do
    n=$((n + 1)); echo "step $n"
    if [ $((n % 6)) = 0 ]; then echo $n > $SKYPLAN_CHECKPOINT_DIR/n; fi
    echo "{\\"step\\": $n, \\"total\\": ${total}}" >> $SKYPLAN_PROGRESS_FILE
    sleep 0.5
  done
`;

const hosts = (user: User) => {
  const folder = join(user.backend, 'local-cloud', 'hosts');
  return existsSync(folder) ? readdirSync(folder) : [];
};

test('a job runs, its output and exit code come home, and what it saved can be pulled', async () => {
  const user = newUser();
  mkdirSync(join(user.folder, 'code'));
  writeFileSync(
    join(user.folder, 'code', 'main.sh'),
    'echo "hello from $(basename $PWD)"; echo model > $SKYPLAN_CHECKPOINT_DIR/model.txt\n',
  );
  const file = user.task('task.yaml', `${head}workdir: code\nsetup: echo setting up\nrun: sh main.sh\n`);
  const up = await user.run('up', file, '-y');
  expect(up.stdout).toBe('setting up\nhello from sky_workdir\n');
  expect(up.code, up.stderr).toBe(0);
  expect(up.stderr.trimEnd().split('\n').at(-1)).toBe("exit code 0 is the job's own");
  const job = jobIn(up.stderr);
  expect(hosts(user)).toEqual([]);

  const logs = await user.run('logs', job);
  expect(logs.stdout).toBe(up.stdout);
  const status = JSON.parse((await user.run('status', job, '--json')).stdout);
  expect(status).toMatchObject({ job, state: 'succeeded', exitCode: 0, trouble: null });
  const pulled = await user.run('pull', job, '--to', 'home-again');
  expect(pulled.code, pulled.stderr).toBe(0);
  expect(readFileSync(join(user.folder, 'home-again', 'model.txt'), 'utf8')).toBe('model\n');
  // Never over newer ones.
  writeFileSync(join(user.folder, 'home-again', 'model.txt'), 'mine');
  expect((await user.run('pull', job, '--to', 'home-again')).stdout).toContain('kept, for it is newer here');
  expect(readFileSync(join(user.folder, 'home-again', 'model.txt'), 'utf8')).toBe('mine');

  const down = await user.run('down', job, '--purge', '-y');
  expect(down.code, down.stderr).toBe(0);
  expect((await user.run('status')).stdout).toMatch(/^No jobs in/);
  expect((await user.run('logs', job)).code).toBe(64);
});

test('a job that fails passes its code on, and says that the code is its own', async () => {
  const user = newUser();
  const up = await user.run('up', user.task('task.yaml', `${head}run: |\n  echo going\n  exit 7\n`), '-y');
  expect(up.code, up.stderr).toBe(7);
  expect(up.stdout).toBe('going\n');
  expect(up.stderr).toContain("exit code 7 is the job's own");
  expect(hosts(user)).toEqual([]);
});

test('with the backend and the passphrase alone, another home sees and ends a running job', async () => {
  const phrase = { PULUMI_CONFIG_PASSPHRASE: 'a phrase of the user' };
  const user = newUser(phrase);
  const up = await user.run('up', user.task('task.yaml', counting(60)), '-y', '--detach');
  expect(up.code, up.stderr).toBe(0);
  const job = jobIn(up.stderr);
  rmSync(join(user.folder, 'home'), { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });

  const other = newUser(phrase, user.backend);
  expect((await other.run('status')).stdout).toMatch(new RegExp(`${job}\\s+running`));
  const follow = other.start('logs', job, '-f');
  await until(() => /step [3-9]/.test(follow.output()), follow.output);
  const live = JSON.parse((await other.run('status', job, '--json')).stdout).live;
  expect(live).toMatchObject({ phase: 'run', progress: { total: 60 } });
  expect(JSON.parse((await other.run('cost', job, '--json')).stdout)).toMatchObject({ job, totalUsd: 0 });

  const down = await other.run('down', job, '-y');
  expect(down.code, down.stderr).toBe(0);
  expect(hosts(user)).toEqual([]);
  const ended = await follow.ended;
  expect(ended.code, ended.stderr).toBe(75);
  expect((await other.run('status')).stdout).toContain('ended-by-user');
  // Down twice is down; the log that was kept is still there.
  expect((await other.run('down', job, '-y')).code).toBe(0);
  expect((await other.run('logs', job)).stdout).toContain('step 1\n');
});

test('a job whose caches are deleted under it still ends well', async () => {
  const user = newUser({ PULUMI_CONFIG_PASSPHRASE: 'a phrase' });
  const up = await user.run('up', user.task('task.yaml', counting(12)), '-y', '--detach');
  const job = jobIn(up.stderr);
  rmSync(join(user.folder, 'home'), { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  const other = newUser({ PULUMI_CONFIG_PASSPHRASE: 'a phrase' }, user.backend);
  const follow = await other.run('logs', job, '-f');
  expect(follow.code, follow.stderr).toBe(0);
  expect(follow.stdout).toContain('step 12\n');
  expect(hosts(user)).toEqual([]);
});

test('Ctrl-C leaves the job running and says how to get back; its end can be followed', async () => {
  const user = newUser();
  const up = user.start('up', user.task('task.yaml', counting(16)), '-y');
  await until(() => up.output().includes('step 2'), up.output);
  up.signal('SIGINT');
  const { code, stderr } = await up.ended;
  expect(code).toBe(75);
  const job = jobIn(stderr);
  expect(stderr).toContain(`skyplan logs -f ${job}`);
  const follow = await user.run('logs', job, '-f');
  expect(follow.code, follow.stderr).toBe(0);
  // From the first line to the last, each once.
  expect(follow.stdout.match(/^step \d+$/gm)).toEqual(Array.from({ length: 16 }, (_, i) => `step ${i + 1}`));
});

test('when the machine is taken back the job goes on from its checkpoint on the next target', async () => {
  const user = newUser();
  const file = user.task('task.yaml', `market: any\n${counting(20)}`);
  const up = user.start('up', file, '-y');
  await until(() => up.output().includes('step 14\n'), up.output);
  const [host] = hosts(user);
  for (const pid of processesNaming(join('hosts', host ?? 'none'))) process.kill(pid, 'SIGKILL');
  const { code, stdout, stderr } = await up.ended;
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/attempt 2/);
  const resumed = Number(/from (\d+) in attempt 2/.exec(stdout)?.[1]);
  expect(resumed % 6).toBe(0);
  expect(resumed).toBeGreaterThanOrEqual(6);
  expect(stdout.trimEnd().endsWith('step 20')).toBe(true);
  expect(hosts(user)).toEqual([]);
  const status = JSON.parse((await user.run('status', jobIn(stderr), '--json')).stdout);
  expect(status.attempts.map((a: { outcome: string }) => a.outcome)).toEqual([
    expect.stringMatching(/preempted|lost/),
    'succeeded',
  ]);
});

test('kill -9 of the process that drives a job: status says so and what to do, and doing it leaves nothing', async () => {
  const user = newUser();
  const up = user.start('up', user.task('task.yaml', counting(100)), '-y');
  await until(() => up.output().includes('step 2'), up.output);
  const job = jobIn(up.output());
  for (const pid of processesNaming(`supervise\0${job}`)) process.kill(pid, 'SIGKILL');
  const { code, stderr } = await up.ended;
  expect(code).toBe(70);
  expect(stderr).toContain(`skyplan down ${job}`);
  const status = await user.run('status');
  expect(status.stdout).toContain('(!)');
  expect(status.stdout).toContain(`skyplan down ${job}`);
  expect(hosts(user)).toHaveLength(1);
  const down = await user.run('down', job, '-y');
  expect(down.code, down.stderr).toBe(0);
  expect(hosts(user)).toEqual([]);
  expect(processesNaming(join(user.backend, 'local-cloud'))).toEqual([]);
});

test('down while the machine is being made: nothing comes up afterwards', async () => {
  const user = newUser();
  const up = user.start('up', user.task('task.yaml', counting(100)), '-y');
  await until(() => up.output().includes('attempt 1'), up.output);
  const job = jobIn(up.output());
  const down = await user.run('down', job, '-y');
  expect(down.code, down.stderr + down.stdout).toBe(0);
  await up.ended;
  expect(hosts(user)).toEqual([]);
  expect((await user.run('status', job)).stdout).toContain('ended-by-user');
});

test('a secret reaches the job, and nothing else: not the backend in clear, the logs of Pulumi, nor a command line', async () => {
  const user = newUser({ API_TOKEN: 'tell-nobody-4711' });
  const text = `${head}secrets: {API_TOKEN: null}\nrun: |\n  echo "length \${#API_TOKEN}"\n  sleep 3\n`;
  const up = user.start('up', user.task('task.yaml', text), '-y');
  await until(() => up.output().includes('length 16'), up.output);
  const job = jobIn(up.output());
  const named = processesNaming('tell-nobody-4711');
  const lines = named.map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'latin1'));
  expect(lines.filter((line) => line.includes('tell-nobody'))).toEqual([]);
  expect((await up.ended).code).toBe(0);
  expect(filesHolding(user.backend, 'tell-nobody-4711')).toEqual([]);
  expect(filesHolding(join(user.folder, 'home'), 'tell-nobody-4711')).toEqual([]);
  expect((await user.run('plan', join(user.folder, 'task.yaml'), '--json')).stdout).not.toContain('tell-nobody');
  await user.run('down', job, '--purge', '-y');
});

test('a budget ends the job with a checkpoint, and the exit code is skyplan’s', async () => {
  // $1,000 an hour: $60 last 216 s, of which 180 s are kept for a safe stop.
  const user = newUser({ SKYPLAN_LOCAL_USD_PER_HOUR: '1000' });
  const up = await user.run('up', user.task('task.yaml', `budget: $60\n${counting(10_000)}`), '-y');
  expect(up.code, up.stderr).toBe(72);
  expect(up.stderr).toContain("exit code 72 is skyplan's");
  const job = jobIn(up.stderr);
  const { totalUsd } = JSON.parse((await user.run('cost', job, '--json')).stdout);
  expect(totalUsd).toBeGreaterThan(5);
  expect(totalUsd).toBeLessThanOrEqual(60);
  expect((await user.run('pull', job, '--to', 'saved')).code).toBe(0);
  expect(Number(readFileSync(join(user.folder, 'saved', 'n'), 'utf8'))).toBeGreaterThan(2);
}, 240_000);

test('what cannot be started is refused before anything is created', async () => {
  const user = newUser({ SKYPLAN_LOCAL_USD_PER_HOUR: '10' });
  const cases: [string, RegExp, number][] = [
    [`${head}workdir: nowhere\nrun: echo\n`, /workdir: `nowhere` is not there/, 2],
    [`${head}num_nodes: 2\nrun: echo\n`, /several nodes/, 2],
    ['resources: {infra: aws, cpus: 2+}\nrun: echo\n', /cannot bring up machines there yet/, 67],
    [`budget: $0.40\n${head}run: echo\n`, /does not last half a minute/, 2],
    ['resources: {infra: local, accelerators: H100}\nrun: echo\n', /No offering/, 3],
  ];
  for (const [text, says, code] of cases) {
    const up = await user.run('up', user.task('task.yaml', text), '-y');
    expect(up.stderr).toMatch(says);
    expect(up.code).toBe(code);
  }
  const asked = await user.run('up', user.task('task.yaml', `${head}run: echo\n`));
  expect(asked.code).toBe(74);
  expect(asked.stderr).toContain('Add -y');
  expect((await user.run('status')).stdout).toMatch(/^No jobs in/);
  expect(hosts(user)).toEqual([]);
});

test('a Pulumi user finds his way around the backend', async () => {
  const user = newUser({ PULUMI_CONFIG_PASSPHRASE: 'phrase' });
  const up = await user.run('up', user.task('task.yaml', `${head}run: echo done\n`), '-y');
  const job = jobIn(up.stderr);
  const { execFileSync } = await import('node:child_process');
  const pulumi = (...args: string[]) =>
    execFileSync(process.env.SKYPLAN_PULUMI ?? 'pulumi', args, {
      encoding: 'utf8',
      cwd: user.folder,
      env: { ...user.env, PULUMI_BACKEND_URL: `file://${user.backend}`, PULUMI_SKIP_UPDATE_CHECK: 'true' },
    });
  expect(pulumi('stack', 'ls', '--project', 'skyplan')).toContain(job);
  expect(pulumi('stack', 'output', '--stack', `organization/skyplan/${job}`)).toContain('local/here/here/this-machine');
});

function filesHolding(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path) && statSync(path).isFile() && readFileSync(path, 'latin1').includes(text));
}
