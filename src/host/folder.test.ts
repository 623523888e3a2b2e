import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeHost, type TempHost, until } from './__fixtures__/temp-host.ts';
import { connect } from './connect.ts';
import { filesBelow } from './files-below.ts';
import { followLog } from './follow-log.ts';

let it: TempHost;
let here: string;
beforeEach(async () => {
  it = await makeHost();
  here = mkdtempSync(join(tmpdir(), 'skyplan-here-'));
});
afterEach(() => {
  it.end();
  rmSync(here, { recursive: true });
});

function write(path: string, content = path): void {
  mkdirSync(dirname(join(here, path)), { recursive: true });
  writeFileSync(join(here, path), content);
}

async function pushed(to = 'sky_workdir'): Promise<string[]> {
  return filesBelow(it.at(to));
}

describe('commands', () => {
  test('run in the home folder; code, both streams and input', async () => {
    expect(await it.connection.run('pwd; cat; echo no >&2; exit 4', { input: 'given\n' })).toEqual({
      exitCode: 4,
      stdout: `${it.folder}\ngiven\n`,
      stderr: 'no\n',
    });
    expect(await filesBelow(it.at('.host/exec'))).toEqual([]);
  });

  test('several at once, and one that runs too long', async () => {
    const results = await Promise.all([
      it.connection.run('sleep 0.3; echo a'),
      it.connection.run('echo b'),
      it.connection.run('exec sleep 20', { timeoutSeconds: 0.5 }),
    ]);
    expect(results.map((one) => [one.exitCode, one.stdout])).toEqual([
      [0, 'a\n'],
      [0, 'b\n'],
      [137, ''],
    ]);
  });

  test('a machine that dies amid a command, and one that is gone', async () => {
    const waiting = it.connection.run('sleep 20');
    setTimeout(it.killInit, 200);
    await expect(waiting).rejects.toMatchObject({ name: 'MachineGone', message: /is gone/ });
    await expect(it.connection.readFile('x')).rejects.toMatchObject({ name: 'MachineGone' });
    await expect(it.connection.putFile('x', 'x')).rejects.toMatchObject({ name: 'MachineGone' });
    await expect(connect({ kind: 'folder', path: it.folder })).rejects.toMatchObject({ name: 'MachineGone' });
    await expect(followLog(it.connection).next()).rejects.toMatchObject({ name: 'MachineGone' });
  });

  test('SSH is not there yet', async () => {
    const reach = { kind: 'ssh', host: 'h', port: 22, user: 'u' } as const;
    await expect(connect(reach)).rejects.toMatchObject({ name: 'UserError', hint: /--cloud local/ });
  });
});

describe('files', () => {
  test('putFile and readFile, whole and from a byte on', async () => {
    await it.connection.putFile('~/a/b.txt', 'héllo', 0o600);
    expect(statSync(it.at('a/b.txt')).mode & 0o777).toBe(0o600);
    expect(Buffer.from((await it.connection.readFile('a/b.txt', 1)) ?? []).toString()).toBe('éllo');
    expect(await it.connection.readFile('a/b.txt', 99)).toHaveLength(0);
    expect(await it.connection.readFile('a/none')).toBeUndefined();
  });

  test.each(['/etc/skyplan-test', '../x', '~/../x', '/'])('nothing is written to %s', async (path) => {
    await expect(it.connection.putFile(path, 'x')).rejects.toMatchObject({ name: 'UserError', exitCode: 2 });
    await expect(it.connection.putFolder(here, path)).rejects.toMatchObject({ name: 'UserError', hint: /~\// });
  });
});

describe('putFolder', () => {
  test('copies modes, times, links, empty folders; the second time only what changed', async () => {
    write('run.sh', '#!/bin/sh\n');
    chmodSync(join(here, 'run.sh'), 0o755);
    write('src/a.py');
    mkdirSync(join(here, 'empty'));
    symlinkSync('src/a.py', join(here, 'link'));
    write('.git/HEAD');
    const progress: number[] = [];
    expect(await it.connection.putFolder(here, 'sky_workdir', (files) => progress.push(files))).toEqual({
      files: 3,
      bytes: 18,
    });
    expect(progress).toEqual([1, 2, 3]);
    expect(await pushed()).toEqual(['link', 'run.sh', 'src/a.py']);
    expect(readlinkSync(it.at('sky_workdir/link'))).toBe('src/a.py');
    expect(statSync(it.at('sky_workdir/run.sh')).mode & 0o777).toBe(0o755);
    expect(statSync(it.at('sky_workdir/src/a.py')).mtimeMs).toBeCloseTo(statSync(join(here, 'src/a.py')).mtimeMs, -1);
    expect(existsSync(it.at('sky_workdir/empty'))).toBe(true);

    writeFileSync(it.at('sky_workdir/made-there'), 'x');
    write('src/a.py', 'changed');
    expect(await it.connection.putFolder(here, 'sky_workdir')).toEqual({ files: 1, bytes: 7 });
    expect(await pushed()).toContain('made-there');
  });

  test('.gitignore rules at every level, and the exclude file', async () => {
    write('.gitignore', '*.log\nbuild/\n!keep.log\n');
    write('sub/.gitignore', '/only-here\n!again.log\n');
    write('.git/info/exclude', 'private\n');
    for (const path of [
      'a.log',
      'keep.log',
      'build/x',
      'sub/build/x',
      'sub/again.log',
      'sub/b.log',
      'only-here',
      'sub/only-here',
      'private',
      'src/x',
    ])
      write(path);
    await it.connection.putFolder(here, 'sky_workdir');
    expect(await pushed()).toEqual(['.gitignore', 'keep.log', 'only-here', 'src/x', 'sub/.gitignore', 'sub/again.log']);
  });

  test('.skyignore takes the place of .gitignore', async () => {
    write('.gitignore', 'data\n');
    write('.skyignore', 'big\n/top\n');
    for (const path of ['data/x', 'big/x', 'top', 'sub/top']) write(path);
    await it.connection.putFolder(here, 'sky_workdir');
    expect(await pushed()).toEqual(['.gitignore', '.skyignore', 'data/x', 'sub/top']);
  });

  test('links that lead out become what they point to; loops end', async () => {
    const out = mkdtempSync(join(tmpdir(), 'skyplan-out-'));
    mkdirSync(join(out, 'deep'));
    writeFileSync(join(out, 'deep', 'f'), 'f');
    symlinkSync(out, join(out, 'deep', 'loop'));
    symlinkSync(out, join(here, 'data'));
    symlinkSync('.', join(here, 'self'));
    symlinkSync('/nowhere/at/all', join(here, 'broken'));
    await it.connection.putFolder(here, 'w');
    expect(readFileSync(it.at('w/data/deep/f'), 'utf8')).toBe('f');
    expect(readlinkSync(it.at('w/self'))).toBe('.');
    expect(existsSync(it.at('w/broken'))).toBe(false);
    rmSync(out, { recursive: true });
  });

  test('a single file; and one that is not there', async () => {
    write('model.bin', 'x');
    expect(await it.connection.putFolder(join(here, 'model.bin'), 'data/m.bin')).toEqual({ files: 1, bytes: 1 });
    expect(readFileSync(it.at('data/m.bin'), 'utf8')).toBe('x');
    await expect(it.connection.putFolder(join(here, 'none'), 'x')).rejects.toMatchObject({
      name: 'UserError',
      exitCode: 2,
    });
  });
});

test('pull brings a folder or a file, skips what is the same, keeps what is newer here', async () => {
  await it.connection.putFile('out/a', 'a');
  await it.connection.putFile('out/deep/b', 'bb');
  const to = join(here, 'results');
  expect(await it.connection.pull('out', to)).toEqual({ files: 2, bytes: 3, kept: [] });
  expect(await it.connection.pull('~/out', to)).toEqual({ files: 0, bytes: 0, kept: [] });
  writeFileSync(join(to, 'a'), 'edited here');
  const later = Date.now() / 1000 + 60;
  utimesSync(join(to, 'a'), later, later);
  await it.connection.putFile('out/deep/b', 'newer there');
  expect(await it.connection.pull('out', to)).toEqual({ files: 1, bytes: 11, kept: [join(to, 'a')] });
  expect(readFileSync(join(to, 'a'), 'utf8')).toBe('edited here');
  expect(await it.connection.pull('out/deep/b', here)).toMatchObject({ files: 1 });
  expect(readFileSync(join(here, 'b'), 'utf8')).toBe('newer there');
  await expect(it.connection.pull('none', to)).rejects.toMatchObject({ name: 'UserError', exitCode: 64 });
});

test('a follower that is told to stop, stops at once', async () => {
  await it.start({ run: 'echo x; sleep 20' });
  await until(() => existsSync(it.at('.skyplan/logs/run.log')) && it.read('.skyplan/logs/run.log') === 'x\n', 'output');
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 300);
  const at = Date.now();
  let text = '';
  for await (const bytes of followLog(it.connection, { signal: stop.signal })) text += Buffer.from(bytes).toString();
  expect(text).toBe('x\n');
  expect(Date.now() - at).toBeLessThan(2000);
});
