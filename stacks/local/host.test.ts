import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { find, sight } from './api.ts';
import { createHost, deleteHost, type HostState, hostName, readHost } from './host.ts';
import { type HostRecord, hostFiles, readJson } from './host-files.ts';
import { interpret } from './preemption.ts';
import { processesOf } from './processes.ts';

const init = fileURLToPath(new URL('../../dist/local/host.js', import.meta.url));
const made: string[] = [];
afterEach(async () => {
  for (const folder of made.splice(0)) {
    await deleteHost(folder);
    rmSync(join(folder, '..', '..', '..'), { recursive: true });
  }
});

async function host(bootstrap = ''): Promise<string> {
  const folder = join(
    mkdtempSync(join(tmpdir(), 'skyplan-host-')),
    'local-cloud',
    'hosts',
    hostName('demo-aaaabbbb', 1, 0),
  );
  made.push(folder);
  await createHost({ folder, job: 'demo-aaaabbbb', attempt: 1, owner: 'me', rank: 0, bootstrap }, init);
  return folder;
}

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`waited in vain until ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Puts a command in, as `Connection.run` does. */
async function run(folder: string, request: object): Promise<{ code: number; out: string; err: string }> {
  const id = String(Math.random()).slice(2);
  const at = (suffix: string) => join(hostFiles(folder).exec, `${id}.${suffix}`);
  writeFileSync(at('draft'), JSON.stringify(request));
  renameSync(at('draft'), at('json'));
  await until(() => existsSync(at('exit')));
  const read = (suffix: string) => readFileSync(at(suffix), 'utf8');
  return { code: Number(read('exit')), out: read('out'), err: read('err') };
}

const dead = (folder: string) => () => readHost(folder).kind === 'dead';
const markerOf = (folder: string) => readJson<HostRecord>(hostFiles(folder).record)?.marker ?? '';

it('runs its bootstrap first, then commands in its home, with a clean environment', async () => {
  process.env.AWS_SECRET_ACCESS_KEY = 'not-for-hosts';
  const folder = await host('sleep 0.2; echo booted > boot.txt\n');
  delete process.env.AWS_SECRET_ACCESS_KEY;
  expect(await run(folder, { command: 'cat boot.txt; cat; echo no >&2; exit 7', input: 'hello' })).toEqual({
    code: 7,
    out: 'booted\nhello',
    err: 'no\n',
  });
  const { out } = await run(folder, { command: 'pwd; env' });
  expect(out.split('\n')[0]).toBe(folder);
  expect(out).toContain(`HOME=${folder}\n`);
  expect(out).not.toContain('not-for-hosts');
  expect((await run(folder, { command: 'sleep 30', timeoutSeconds: 0.2 })).code).toBe(137);
  expect(readHost(folder)).toEqual({ kind: 'running', booted: true });
});

it('is ended with all that it started, also what left its session and ignores SIGTERM', async () => {
  const folder = await host();
  const marker = markerOf(folder);
  const stray =
    "require('child_process').spawn('/bin/sh', ['-c', \"trap '' TERM; while :; do sleep 1; done\"], { detached: true, stdio: 'ignore' }).unref()";
  await run(folder, {
    command: `"${process.execPath}" -e "$0" &`.replace('"$0"', `'${stray.replaceAll("'", "'\\''")}'`),
  });
  await until(() => processesOf(marker, undefined).length >= 2);
  await deleteHost(folder);
  expect(processesOf(marker, undefined)).toEqual([]);
  expect(readHost(folder)).toEqual({ kind: 'none' });
  await deleteHost(folder);
});

it('powers itself off, is found by its tags while its folder is there, and says why it ended', async () => {
  const folder = await host();
  await run(folder, { command: 'power-off' }).catch(() => {});
  await until(dead(folder));
  expect(interpretNow(folder)).toMatchObject({ kind: 'guest-shutdown' });
  const world = { backendUrl: pathToFileURL(join(folder, '..', '..', '..')).href, owner: 'me' };
  expect(find('demo-aaaabbbb', 1, world)).toMatchObject([{ id: folder, attempt: 1 }]);
  expect(find('demo-aaaabbbb', undefined, world)).toHaveLength(1);
  expect([...find('demo-aaaabbbb', 2, world), ...find('demo', undefined, world)]).toEqual([]);
  await deleteHost(folder);
  expect(find('demo-aaaabbbb', 1, world)).toEqual([]);
});

it('is taken at the kill time of a notice, and told from a crash', async () => {
  const taken = await host();
  const killAt = new Date(Date.now() + 700).toISOString();
  writeFileSync(hostFiles(taken).notice, JSON.stringify({ reason: 'spot price', killAt }));
  expect(interpretNow(taken)).toMatchObject({ kind: 'preemption', killAt, detail: 'spot price' });
  const seen: HostState = readHost(taken);
  expect(seen).toMatchObject({ kind: 'running', notice: { killAt } });
  await until(dead(taken));
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(killAt));
  expect(interpretNow(taken)).toMatchObject({ kind: 'preemption' });

  const crashed = await host();
  process.kill(readJson<{ pid: number }>(hostFiles(crashed).init)?.pid ?? 0, 'SIGKILL');
  await until(dead(crashed));
  expect(interpretNow(crashed)).toMatchObject({ kind: 'crash' });
  expect(interpretNow(await host())).toBeNull();
});

function interpretNow(id: string) {
  const [sighting] = sight([{ id, name: 'x', rank: 0, reach: { kind: 'folder', path: id } }]);
  if (!sighting) throw new Error('no sighting');
  return interpret(sighting, new Date().toISOString());
}
