import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../src/ledger/event.ts';
import { provider } from '../../stacks/local/index.ts';
import { filesBelow, hostFolders, type LocalWorld, localWorld, newJob } from './local-world.ts';

let world: LocalWorld;
beforeAll(async () => {
  world = await localWorld();
});
afterAll(() => world.remove());

const job = 'demo-aaaabbbb';
const phrase = 'open-sesame-42';

describe('a job on the local cloud, through the real engine', () => {
  it('is made with its first events, and found by name and id from another HOME', async () => {
    await world.backend.createJob(newJob(job, { TOKEN: phrase }));
    const elsewhere = await world.another();
    expect(elsewhere.owner).toBe(world.backend.owner);
    expect(world.backend.owner).toMatch(/^[0-9a-f]{16}$/);
    for (const key of [job, 'demo']) {
      const record = await elsewhere.job(key);
      expect(record?.events.map((event) => event.kind)).toEqual(['job-start']);
    }
    expect(await elsewhere.job('dem')).toBeUndefined();
    expect(await elsewhere.job('skyplan-backend')).toBeUndefined();
  });

  it('is legible to a Pulumi user', () => {
    expect(world.pulumi('stack', 'ls', '--project', 'skyplan')).toContain(job);
    const outputs = JSON.parse(world.pulumi('stack', 'output', '--json', '--stack', `organization/skyplan/${job}`));
    expect(outputs).toMatchObject({ name: 'demo', expectedUsd: 1.25, task: 'run: echo hi\n', secrets: '[secret]' });
    const tags = world.pulumi('stack', 'tag', 'ls', '--stack', `organization/skyplan/${job}`);
    expect(tags).toMatch(/skyplan:kind +job/);
    expect(tags).toMatch(/skyplan:event:0001 +{"at":.*"kind":"job-start"/);
  });

  it('keeps its secrets encrypted, in the backend and in the cache', async () => {
    expect(await world.backend.secrets(job)).toEqual({ TOKEN: phrase });
    const leaks = filesBelow(world.root).filter((file) => file.text.includes(phrase));
    expect(leaks.map((file) => file.path)).toEqual([]);
    expect(filesBelow(world.folder).some((file) => file.text.includes('ciphertext'))).toBe(true);
  });

  it('goes on without the passphrase, but for its secrets', async () => {
    const forgetful = await world.another({ PULUMI_CONFIG_PASSPHRASE: 'another one' });
    await forgetful.append(job, [{ at: new Date().toISOString(), kind: 'run-start', attempt: 1 }]);
    expect((await forgetful.jobs())[0]?.events).toHaveLength(2);
    await expect(forgetful.secrets(job)).rejects.toThrow(/cannot be decrypted .* PULUMI_CONFIG_PASSPHRASE/);
  });

  it('runs on hosts that are real processes, in a store that outlives them', async () => {
    const target = await world.target(job, 1, 2);
    const lines: string[] = [];
    const [up, store] = await Promise.all([
      world.backend.up(provider, target, (line) => lines.push(line)),
      world.backend.upStore(provider, world.store(job)),
    ]);
    if (!up.ok) throw new Error(up.failure.message);
    expect(up.machines.map(({ name, rank }) => [name, rank])).toEqual([
      [`${job}.1.0`, 0],
      [`${job}.1.1`, 1],
    ]);
    expect(lines).toContain('create LocalHost host-1 done');
    const storeFolder = fileURLToPath(store.uri);
    expect(existsSync(storeFolder)).toBe(true);
    expect(storeFolder.startsWith(world.folder)).toBe(true);
    const sightings = await provider.sight(up.machines, target);
    expect(sightings.map((one) => one.state)).toEqual(['running', 'running']);
    expect(await world.backend.stacksOf(job)).toEqual([`${job}.1`, `${job}.store.local.here`]);
    // Called again, as a supervisor that came back does: the same answer, no second stack.
    expect(await world.backend.up(provider, target)).toEqual(up);
    expect(await world.backend.upStore(provider, world.store(job))).toEqual(store);
    // From elsewhere it is another skyplan's attempt.
    const refused = await (await world.another()).up(provider, target);
    expect(refused).toMatchObject({
      ok: false,
      failure: { scope: 'fatal', message: expect.stringMatching(/exists already/) },
    });

    expect(await world.backend.down(provider, target.stackName)).toMatchObject({ ok: true });
    expect(await hostFolders(world.folder)).toEqual([]);
    expect((await provider.sight(up.machines, target)).map((one) => one.state)).toEqual(['gone', 'gone']);
    expect(await world.backend.down(provider, target.stackName)).toMatchObject({ ok: true });
    expect(existsSync(storeFolder)).toBe(true);
    expect(await world.backend.stacksOf(job)).toEqual([`${job}.store.local.here`]);
    await expect(world.backend.removeJob(job)).rejects.toThrow(/still has demo-aaaabbbb.store.local.here/);
  });

  it('is gone without a trace in the state after its store and its own stack are removed', async () => {
    const store = world.store(job);
    expect(await (await world.another()).down(provider, store.stackName)).toMatchObject({ ok: true });
    expect(existsSync(join(world.folder, 'local-cloud', 'stores', job))).toBe(false);
    await (await world.another({ PULUMI_CONFIG_PASSPHRASE: 'another one' })).removeJob(job);
    await world.backend.removeJob(job);
    expect(await world.backend.jobs()).toEqual([]);
    const names = filesBelow(join(world.folder, '.pulumi')).map((file) => file.path);
    expect(names.filter((name) => name.includes(job) && !/\.bak(\.attrs)?$/.test(name))).toEqual([]);
  });
});

describe('append', () => {
  const other = 'demo-ccccdddd';
  const event = (attempt: number): Event => ({ at: new Date().toISOString(), kind: 'run-start', attempt });

  it("loses nothing where several skyplans write to one job at once, and keeps each one's order", async () => {
    await world.backend.createJob(newJob(other));
    const writers = [world.backend, await world.another(), await world.another()];
    await Promise.all(
      writers.map(async (backend, writer) => {
        for (let turn = 0; turn < 3; turn += 1) await backend.append(other, [event(10 * writer + turn)]);
        await backend.append(other, [event(10 * writer + 3), event(10 * writer + 4)]);
      }),
    );
    const events = (await world.backend.job(other))?.events ?? [];
    const attempts = events.flatMap((one) => (one.kind === 'run-start' ? [one.attempt] : []));
    expect([...attempts].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 10, 11, 12, 13, 14, 20, 21, 22, 23, 24]);
    for (const writer of [0, 1, 2]) {
      const own = attempts.filter((attempt) => Math.floor(attempt / 10) === writer);
      expect(own).toEqual([...own].sort((a, b) => a - b));
    }
  });

  it.each(['', '{"user.cache_control":""'])('loses nothing where a killed CLI left `.attrs` as %j', async (left) => {
    const before = (await world.backend.job(other))?.events ?? [];
    const stack = join(world.folder, '.pulumi', 'stacks', 'skyplan', other);
    for (const end of ['.pulumi-tags.attrs', '.json.attrs']) writeFileSync(`${stack}${end}`, left);
    await world.backend.append(other, [event(99)]);
    expect((await world.backend.job(other))?.events).toEqual([...before, expect.objectContaining({ attempt: 99 })]);
    expect(world.pulumi('stack', 'tag', 'ls', '--stack', `organization/skyplan/${other}`)).toMatch(/skyplan:kind +job/);
  });

  it('puts back what another tool takes away while it writes', async () => {
    const before = (await world.backend.job(other))?.events ?? [];
    const file = join(world.folder, '.pulumi', 'stacks', 'skyplan', `${other}.pulumi-tags`);
    const writing = world.backend.append(other, [event(100)]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    writeFileSync(file, JSON.stringify({ version: 1, tags: { theirs: '1' } }));
    await writing;
    expect((await world.backend.job(other))?.events).toEqual([...before, expect.objectContaining({ attempt: 100 })]);
    expect(JSON.parse(readFileSync(file, 'utf8')).tags).toMatchObject({ theirs: '1', 'skyplan:kind': 'job' });
  });

  it('says so where there is no such job', async () => {
    await expect(world.backend.append('demo-zzzzzzzz', [event(1)])).rejects.toThrow(/There is no job demo-zzzzzzzz/);
  });
});
