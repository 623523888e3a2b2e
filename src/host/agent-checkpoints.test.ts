import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { layout } from '../agent/layout.ts';
import type { SnapshotManifest } from '../agent/schema.ts';
import { makeHost, type TempHost, until } from './__fixtures__/temp-host.ts';
import { pullCheckpoint } from './pull-checkpoint.ts';
import { storeBytes } from './store-folder.ts';

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

/** Lays down three snapshots: `step` is 1, 2, 3 in them, `big` the same in all. */
const threeSteps = `cd $SKYPLAN_CHECKPOINT_DIR; head -c 200000 /dev/urandom > big
  for n in 1 2 3; do mkdir -p model; echo $n > model/step.tmp; mv model/step.tmp model/step; sleep 1.2; done`;

describe('mirroring', () => {
  test('snapshots come while the job runs; two are kept, and their blobs only', async () => {
    const it = await host();
    await it.start({ run: `${threeSteps}; echo '{"step": 3}' >> $SKYPLAN_PROGRESS_FILE; touch big` });
    await it.done();
    const [newest, older, ...rest] = manifests(it.store);
    expect(rest).toEqual([]);
    expect(older?.seq).toBe((newest?.seq ?? 0) - 1);
    expect(newest?.files.map((file) => file.path)).toEqual(['big', 'model/step']);
    expect(blobs(it.store)).toEqual([...new Set([newest, older].flatMap((m) => shas(m)))].sort());
    expect(it.status().checkpoint).toMatchObject({ snapshot: `1-${newest?.seq}`, files: 2, bytes: 200_002 });
    expect(newest?.progress).toEqual({ step: 3 });
    expect(await storeBytes(it.storeUri)).toBeGreaterThan(200_000);
  });

  test('an entry that is being written keeps its version of the snapshot before; others go on', async () => {
    const it = await host();
    await it.start({
      checkpointIntervalSeconds: 0.2,
      settleSeconds: 0.5,
      run: `cd $SKYPLAN_CHECKPOINT_DIR; mkdir growing; echo 1 > growing/a; echo 1 > other; sleep 1.5
        echo begun > ~/begun; i=0; while [ $i -lt 20 ]; do echo $i >> growing/b; sleep 0.1; i=$((i+1)); [ $i = 3 ] && echo 2 > other; done
        echo over > ~/over; sleep 30`,
    });
    await until(() => existsSync(it.at('begun')), 'writing');
    await until(() => text(it.store, 'other') === '2\n', 'the other entry');
    expect(existsSync(it.at('over'))).toBe(false);
    expect(manifests(it.store)[0]?.files.map((file) => file.path)).toEqual(['growing/a', 'other']);
    await until(() => manifests(it.store)[0]?.files.length === 3, 'the settled entry');
    expect(text(it.store, 'growing/b')).toBe([...Array(20).keys()].map((n) => `${n}\n`).join(''));
  });

  test('temporary and hidden names stay out; the folders inside an entry do not', async () => {
    const it = await host();
    await it.start({
      run: `cd $SKYPLAN_CHECKPOINT_DIR; mkdir d .hidden part.part; for f in a.tmp b.part .c d/.metadata d/e.tmp d/f .hidden/x part.part/y; do echo $f > $f; done
        ln -s d latest; ln -s /etc/hostname out; ln -s nowhere broken; ln -s /nowhere dangling; mkfifo pipe`,
    });
    await it.done();
    const files = manifests(it.store)[0]?.files ?? [];
    expect(files.map((file) => file.path)).toEqual(['broken', 'd/.metadata', 'd/f', 'latest', 'out']);
    expect(files[3]).toEqual({ path: 'latest', link: 'd' });
  });

  test('an emptied folder and a gap between two checkpoints cost nothing', async () => {
    const it = await host();
    await it.start({
      run: `cd $SKYPLAN_CHECKPOINT_DIR; echo s > settings; echo 1 > ckpt-1; sleep 1.5; rm ckpt-1; sleep 1.5; echo gap > ~/gap
        until [ -e ~/go ]; do sleep 0.1; done; echo 2 > ckpt-2; sleep 1.5; rm -f *`,
    });
    await until(() => existsSync(it.at('gap')), 'the gap');
    expect(manifests(it.store)[0]?.files.map((file) => file.path)).toEqual(['ckpt-1', 'settings']);
    writeFileSync(it.at('go'), '');
    await it.done();
    expect(manifests(it.store)[0]?.files.map((file) => file.path)).toEqual(['ckpt-2', 'settings']);
  });

  test('what is written in the last moment is in the last snapshot', async () => {
    const it = await host();
    await it.start({ settleSeconds: 60, run: 'echo final > $SKYPLAN_CHECKPOINT_DIR/model; exit 3' });
    await it.done();
    expect(text(it.store, 'model')).toBe('final\n');
    expect(it.status().exitCode).toBe(3);
  });

  test('a store that cannot be written is said, does not end the job, and is caught up with', async () => {
    const it = await host();
    await it.start({
      run: 'cd $SKYPLAN_CHECKPOINT_DIR; until [ -e ~/go ]; do date > x; sleep 0.5; done; echo last > x',
    });
    await until(() => manifests(it.store).length > 0, 'a snapshot');
    rmSync(join(it.store, 'checkpoints'), { recursive: true });
    writeFileSync(join(it.store, 'checkpoints'), 'in the way');
    await until(() => /checkpoint store/.test(it.status().error ?? ''), 'the error');
    rmSync(join(it.store, 'checkpoints'));
    writeFileSync(it.at('go'), '');
    await it.done();
    expect(it.status().error).toBeUndefined();
    expect(text(it.store, 'x')).toBe('last\n');
  });
});

describe('resuming', () => {
  test('on another machine, with modes, times, links and content', async () => {
    const one = await host();
    await one.start({
      run: `cd $SKYPLAN_CHECKPOINT_DIR; mkdir -p a/b; echo x > a/b/x; chmod 700 a/b/x; touch -d '2020-01-02T03:04:05Z' a/b/x; ln -s a/b/x x; echo y > y`,
    });
    await one.done();
    const two = await host({ name: 'two', root: one.root });
    await two.start({ attempt: 2, run: 'cd $SKYPLAN_CHECKPOINT_DIR; cat x y; ls -A .; echo more >> y' });
    await two.done();
    expect(two.read(layout.log)).toBe('x\ny\na\nx\ny\n');
    expect(two.status()).toMatchObject({ resumedFrom: '1-1', checkpoint: { snapshot: '2-1' } });
    const restored = statSync(two.at(`${layout.checkpoint}/a/b/x`));
    expect([restored.mode & 0o777, restored.mtime.toISOString()]).toEqual([0o700, '2020-01-02T03:04:05.000Z']);
    expect(text(one.store, 'y')).toBe('y\nmore\n');
  });

  test('a corrupt snapshot gives way to the one before it, and does not poison the next', async () => {
    const one = await host();
    await one.start({ run: threeSteps });
    await one.done();
    const [newest] = manifests(one.store);
    const bad = newest?.files.find((file) => file.path === 'model/step');
    const sha256 = bad && 'sha256' in bad ? bad.sha256 : '';
    writeFileSync(join(one.store, 'checkpoints', 'blobs', sha256), '9\n');
    expect((await pullCheckpoint(one.storeUri, join(one.root, 'out')))?.snapshot).toBe(`1-${(newest?.seq ?? 0) - 1}`);
    expect(readFileSync(join(one.root, 'out', 'model', 'step'), 'utf8')).toBe('2\n');

    const two = await host({ name: 'two', root: one.root });
    await two.start({ attempt: 2, run: 'cd $SKYPLAN_CHECKPOINT_DIR/model; cat step; echo 3 > step' });
    await two.done();
    expect(two.read(layout.log)).toBe('2\n');
    expect(two.status().resumedFrom).toBe(`1-${(newest?.seq ?? 0) - 1}`);
    expect(text(one.store, 'model/step')).toBe('3\n');
    expect(existsSync(join(one.store, 'checkpoints', `1-${newest?.seq}.json.corrupt`))).toBe(true);
  });

  test.each([
    [
      'a blob is missing',
      (store: string) => rmSync(join(store, 'checkpoints', 'blobs', shas(manifests(store)[0])[1] ?? '')),
    ],
    [
      'a manifest is half',
      (store: string) => writeFileSync(manifestPath(store), readFileSync(manifestPath(store), 'utf8').slice(0, 90)),
    ],
    [
      'a manifest leads out',
      (store: string) =>
        writeFileSync(
          manifestPath(store),
          readFileSync(manifestPath(store), 'utf8').replace('model/step', '../../step'),
        ),
    ],
  ])('%s: the snapshot before it', async (_, spoil) => {
    const one = await host();
    await one.start({ run: threeSteps });
    await one.done();
    spoil(one.store);
    const two = await host({ name: 'two', root: one.root });
    await two.start({ attempt: 2, run: 'cat $SKYPLAN_CHECKPOINT_DIR/model/step' });
    await two.done();
    expect(two.read(layout.log)).toBe('2\n');
    expect((await pullCheckpoint(one.storeUri, join(one.root, 'out')))?.files).toBe(2);
  });

  test('what an upload that was cut off has left in the store is removed', async () => {
    const one = await host();
    await one.start({ run: 'echo x > $SKYPLAN_CHECKPOINT_DIR/x' });
    await one.done();
    const kept = blobs(one.store);
    for (const name of ['.blob.123.1.tmp', 'f'.repeat(64)])
      writeFileSync(join(one.store, 'checkpoints', 'blobs', name), 'half');
    const two = await host({ name: 'two', root: one.root });
    await two.start({ attempt: 2, run: 'true' });
    await two.done();
    expect(blobs(one.store)).toEqual(kept);
  });

  test('from an older store: copied into the new one before the job runs', async () => {
    const one = await host();
    await one.start({ run: 'echo x > $SKYPLAN_CHECKPOINT_DIR/x' });
    await one.done();
    const storeUri = pathToFileURL(join(one.root, 'new store')).href;
    const two = await host({ name: 'two', root: one.root });
    await two.start({
      attempt: 2,
      storeUri,
      olderStoreUris: [one.storeUri],
      run: 'cat $SKYPLAN_CHECKPOINT_DIR/x; sleep 30',
    });
    await until(() => existsSync(two.at(layout.log)) && two.read(layout.log) === 'x\n', 'run');
    expect(text(join(one.root, 'new store'), 'x')).toBe('x\n');
    expect(two.status()).toMatchObject({ resumedFrom: '1-1', checkpoint: { snapshot: '2-1' } });
  });
});

test('pullCheckpoint keeps what is newer here, and says so', async () => {
  const it = await host();
  await it.start({ run: 'cd $SKYPLAN_CHECKPOINT_DIR; echo x > x; echo y > y; ln -s y z' });
  await it.done();
  const to = join(it.root, 'out');
  expect(await pullCheckpoint(pathToFileURL(join(it.root, 'nowhere')).href, to)).toBeUndefined();
  mkdirSync(to);
  writeFileSync(join(to, 'x'), 'mine, later');
  utimesSync(join(to, 'x'), Date.now() / 1000 + 9, Date.now() / 1000 + 9);
  expect(await pullCheckpoint(it.storeUri, to)).toMatchObject({
    files: 2,
    bytes: 4,
    kept: [join(to, 'x')],
    snapshot: '1-1',
  });
  expect(['x', 'y', 'z'].map((name) => readFileSync(join(to, name), 'utf8'))).toEqual(['mine, later', 'y\n', 'y\n']);
  expect(await pullCheckpoint(it.storeUri, to)).toMatchObject({ files: 0, kept: [join(to, 'x')] });
});

function manifestPath(store: string): string {
  const [newest] = manifests(store);
  return join(store, 'checkpoints', `${newest?.attempt}-${newest?.seq}.json`);
}

/** Newest first. */
function manifests(store: string): SnapshotManifest[] {
  const folder = join(store, 'checkpoints');
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as SnapshotManifest)
    .sort((a, b) => b.attempt - a.attempt || b.seq - a.seq);
}

function shas(manifest: SnapshotManifest | undefined): string[] {
  return (manifest?.files ?? []).flatMap((file) => ('sha256' in file ? [file.sha256] : []));
}

function blobs(store: string): string[] {
  return readdirSync(join(store, 'checkpoints', 'blobs')).sort();
}

function text(store: string, path: string): string | undefined {
  const file = manifests(store)[0]?.files.find((one) => one.path === path);
  return file && 'sha256' in file ? readFileSync(join(store, 'checkpoints', 'blobs', file.sha256), 'utf8') : undefined;
}
