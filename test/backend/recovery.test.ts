import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Target } from '../../src/provider/target.ts';
import { listHosts } from '../../stacks/local/host.ts';
import { type HostRecord, hostFiles, readJson } from '../../stacks/local/host-files.ts';
import { provider } from '../../stacks/local/index.ts';
import { processesOf } from '../../stacks/local/processes.ts';
import { hostFolders, type LocalWorld, localWorld, newJob, until } from './local-world.ts';

let world: LocalWorld;
let target: Target;
const job = 'chaos-eeeeffff';
let attempt = 0;

beforeAll(async () => {
  world = await localWorld();
  await world.backend.createJob(newJob(job));
});
afterAll(() => world.remove());
beforeEach(async () => {
  world.faults({});
  attempt += 1;
  target = await world.target(job, attempt);
});

/** Ids of the `pulumi up` and of its worker, as soon as they run. */
async function running(operation: 'up' | 'down' = 'up'): Promise<{ engine: number; worker: number }> {
  const read = (name: string): number | undefined => {
    const root = join(world.root, 'home', '.cache', 'skyplan', 'work');
    const [backend = ''] = existsSync(root) ? readdirSync(root) : [];
    return readJson<{ pid: number }>(join(root, backend, `${target.stackName}~${operation}`, name))?.pid;
  };
  await until(() => read('engine.json') !== undefined && read('worker.json') !== undefined, 'the engine runs');
  return { engine: read('engine.json') ?? 0, worker: read('worker.json') ?? 0 };
}

const locks = () => {
  const folder = join(world.folder, '.pulumi', 'locks', 'organization', 'skyplan', target.stackName);
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
};
const state = () => {
  const file = join(world.folder, '.pulumi', 'stacks', 'skyplan', `${target.stackName}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).checkpoint.latest : undefined;
};
/** Pulumi's own root resource is pending before. */
const hostIsPending = () =>
  (state()?.pending_operations ?? []).some((one: { resource: { type: string } }) =>
    one.resource.type.endsWith('LocalHost'),
  );
const hostsOf = () => listHosts(join(world.folder, 'local-cloud', 'hosts'), job, attempt);

async function expectNothingLeft(): Promise<void> {
  expect(hostsOf()).toEqual([]);
  expect(locks()).toEqual([]);
  expect(await world.backend.stacksOf(job)).not.toContain(target.stackName);
}

describe('down, after', () => {
  it('a pulumi that was killed while the host was not made yet', async () => {
    world.faults({ createDelaySeconds: 60 });
    const up = world.backend.up(provider, target);
    const { engine } = await running();
    await until(() => hostIsPending(), 'the create is pending');
    process.kill(engine, 'SIGKILL');
    expect(await up).toMatchObject({ ok: false });
    expect(locks()).toHaveLength(1);
    const lines: string[] = [];
    expect(await world.backend.down(provider, target.stackName, (line) => lines.push(line))).toMatchObject({
      ok: true,
    });
    expect(lines.join('\n')).toMatch(/the process that locked it is dead[\s\S]*cut off in the middle/);
    await expectNothingLeft();
  });

  it('a pulumi and a worker that were killed after the host was made, and before the engine heard of it', async () => {
    world.faults({ answerDelaySeconds: 60 });
    const up = world.backend.up(provider, target);
    const { engine, worker } = await running();
    await until(
      () => hostsOf().length === 1 && existsSync(hostFiles(hostsOf()[0]?.folder ?? '').booted),
      'the host runs',
    );
    const { marker } = readJson<HostRecord>(hostFiles(hostsOf()[0]?.folder ?? '').record) ?? { marker: '' };
    for (const pid of [worker, engine]) process.kill(pid, 'SIGKILL');
    expect(await up).toMatchObject({
      ok: false,
      failure: { kind: 'unknown', message: expect.stringMatching(/cut off/) },
    });
    expect(processesOf(marker, undefined)).toHaveLength(1);
    expect(await world.backend.down(provider, target.stackName)).toMatchObject({ ok: true });
    expect(processesOf(marker, undefined)).toEqual([]);
    await expectNothingLeft();
  });

  it('a worker that was killed alone: its engine is ended first', async () => {
    world.faults({ createDelaySeconds: 3 });
    const up = world.backend.up(provider, target);
    const { worker } = await running();
    await until(() => hostIsPending(), 'the create is pending');
    process.kill(worker, 'SIGKILL');
    expect(await up).toMatchObject({ ok: false });
    expect(await world.backend.down(provider, target.stackName)).toMatchObject({ ok: true });
    await expectNothingLeft();
  });

  it('nothing at all: an up that still runs is ended first', async () => {
    world.faults({ createDelaySeconds: 2 });
    const up = world.backend.up(provider, target);
    await running();
    await until(() => hostIsPending(), 'the create is pending');
    expect(await world.backend.down(provider, target.stackName)).toMatchObject({ ok: true });
    await up;
    await expectNothingLeft();
  });

  it('a down that was killed in the middle, engine and all, or its worker alone', async () => {
    expect(await world.backend.up(provider, target)).toMatchObject({ ok: true });
    world.faults({ deleteDelaySeconds: 60 });
    for (const victims of [['engine', 'worker'], ['worker']] as const) {
      const first = world.backend.down(provider, target.stackName);
      const pids = await running('down');
      await until(() => hostIsPending(), 'the delete is pending');
      for (const victim of victims) process.kill(pids[victim], 'SIGKILL');
      await expect(first).rejects.toThrow(/ended without a result/);
      if (victims.length === 1) process.kill(pids.engine, 'SIGKILL');
    }
    world.faults({});
    expect(await world.backend.down(provider, target.stackName)).toMatchObject({ ok: true });
    await expectNothingLeft();
  });

  it('a checkpoint whose `.attrs` a killed engine left empty', async () => {
    expect(await world.backend.up(provider, target)).toMatchObject({ ok: true });
    writeFileSync(join(world.folder, '.pulumi', 'stacks', 'skyplan', `${target.stackName}.json.attrs`), '');
    expect(await world.backend.down(provider, target.stackName)).toMatchObject({ ok: true });
    await expectNothingLeft();
  });

  it('a store that was cut off: it is made anew', async () => {
    const store = world.store(job);
    world.pulumi('stack', 'init', `organization/skyplan/${store.stackName}`);
    const made = await world.backend.upStore(provider, store);
    expect(existsSync(fileURLToPath(made.uri))).toBe(true);
  });

  it('a host that died, and one whose folder is gone', async () => {
    const two = await world.target(job, attempt, 2);
    const up = await world.backend.up(provider, two);
    if (!up.ok) throw new Error(up.failure.message);
    const [first = '', second = ''] = up.machines.map((machine) => machine.id);
    process.kill(readJson<{ pid: number }>(hostFiles(first).init)?.pid ?? 0, 'SIGKILL');
    await provider.remove({ cloud: 'local', id: second, kind: 'host', job, attempt });
    await until(
      async () => (await provider.sight(up.machines, two)).every((one) => one.state === 'gone'),
      'both are seen to be gone',
    );
    const sightings = await provider.sight(up.machines, two);
    const now = new Date().toISOString();
    expect(sightings.map((one) => provider.interpret(one, two, now)?.kind)).toEqual(['crash', 'user-deletion']);
    expect(await world.backend.down(provider, target.stackName)).toMatchObject({ ok: true });
    await expectNothingLeft();
  });

  it('a cloud whose reads fail: destroyed without a refresh', async () => {
    expect(await world.backend.up(provider, target)).toMatchObject({ ok: true });
    world.faults({ readError: true });
    const lines: string[] = [];
    expect(await world.backend.down(provider, target.stackName, (line) => lines.push(line))).toMatchObject({
      ok: true,
    });
    expect(lines.join('\n')).toMatch(/ServiceUnavailable/);
    await expectNothingLeft();
  });

  it('a refusal by the cloud, which is a value', async () => {
    world.faults({ noCapacity: [target.offering.market] });
    const up = await world.backend.up(provider, target);
    expect(up).toMatchObject({ ok: false, failure: { kind: 'no-capacity', scope: 'market' } });
    expect(await world.backend.down(provider, target.stackName)).toMatchObject({ ok: true });
    await expectNothingLeft();
  });

  it('the state was lost: the host is found by its tags', async () => {
    expect(await world.backend.up(provider, target)).toMatchObject({ ok: true });
    world.pulumi('stack', 'rm', `organization/skyplan/${target.stackName}`, '--force', '--yes');
    expect(await world.backend.down(provider, target.stackName)).toMatchObject({ ok: true });
    await expectNothingLeft();
  });
});

describe('down, against a lock of', () => {
  const lock = async (content: object) => {
    expect(await world.backend.up(provider, target)).toMatchObject({ ok: true });
    const folder = join(world.folder, '.pulumi', 'locks', 'organization', 'skyplan', target.stackName);
    expect(readdirSync(folder).filter((name) => name.endsWith('.json'))).toEqual([]);
    const file = join(folder, '00000000-0000-4000-8000-000000000000.json');
    const common = { username: 'ann', hostname: hostname(), timestamp: '2026-11-01T00:00:00Z' };
    writeFileSync(file, JSON.stringify({ ...common, ...content }));
  };

  it('another computer: refuses and says whose it is, and nothing is touched', async () => {
    await lock({ pid: 1, hostname: 'far-away' });
    await expect(world.backend.down(provider, target.stackName)).rejects.toMatchObject({
      exitCode: 69,
      message: expect.stringMatching(/ann@far-away, process 1, since 2026-11-01/),
      hint: expect.stringMatching(/pulumi cancel/),
    });
    expect(hostsOf()).toHaveLength(1);
    world.pulumi('cancel', `organization/skyplan/${target.stackName}`, '--yes');
    expect(await world.backend.down(provider, target.stackName)).toMatchObject({ ok: true });
    await expectNothingLeft();
  });

  it('a process id that another program has now: frees it', async () => {
    await lock({ pid: process.pid });
    expect(await world.backend.down(provider, target.stackName)).toMatchObject({ ok: true });
    await expectNothingLeft();
  });
});

it('leaves no host of any of these', async () => {
  expect(await hostFolders(world.folder)).toEqual([]);
});
