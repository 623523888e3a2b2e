import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/disk/package-root.ts';
import { build, isCurrent } from '../../tools/build.mjs';

const root = packageRoot();
const launcher = join(root, 'bin', 'skyplan.js');
const skyplan = (...args: string[]) => spawnSync(process.execPath, [launcher, ...args], { encoding: 'utf8' });

describe('bin/skyplan.js', () => {
  it('hands arguments in and the exit code out', () => {
    const help = skyplan('--help');
    expect(help).toMatchObject({ status: 0, stderr: '' });
    expect(help.stdout).toMatch(/^Usage: skyplan/);
    const mistake = skyplan('no-such-command');
    expect(mistake).toMatchObject({ status: 2, stdout: '' });
    expect(mistake.stderr).not.toMatch(/\n\s+at /);
  });

  it('ends quietly when its reader has seen enough', () => {
    const piped = spawnSync('/bin/sh', ['-c', `"${process.execPath}" "${launcher}" gpus | head -n 1`], {
      encoding: 'utf8',
    });
    expect(piped.stdout.trim().split('\n')).toHaveLength(1);
    expect(piped.stderr).toBe('');
  });

  it('says on an old Node what is wrong, and runs nothing', () => {
    const script = `
      Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.1' } });
      await import(${JSON.stringify(launcher)});`;
    const old = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(old).toMatchObject({ status: 65, stdout: '' });
    expect(old.stderr).toMatch(/needs Node\.js 20 or newer/);
  });
});

describe('dist/', () => {
  it('is built once for the same sources', async () => {
    await build();
    expect(isCurrent()).toBe(true);
    const { mtimeMs } = statSync(join(root, 'dist/skyplan.js'));
    expect(await build()).toMatchObject({ built: false });
    expect(statSync(join(root, 'dist/skyplan.js')).mtimeMs).toBe(mtimeMs);
  });

  it('holds one file per process, with the plugin executable under the name that the engine looks for', () => {
    for (const file of ['skyplan.js', 'worker.js', 'local/plugin.js', 'local/host.js']) {
      expect(existsSync(join(root, 'dist', file))).toBe(true);
    }
    expect(statSync(join(root, 'dist/local/pulumi-resource-skyplan')).mode & 0o111).toBe(0o111);
  });

  it('needs no package at run time but those in `dependencies`', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const { files } = JSON.parse(readFileSync(join(root, 'dist/.build.json'), 'utf8'));
    const packages = (files as string[])
      .filter((file) => file.endsWith('.js'))
      .flatMap((file) => [
        ...readFileSync(join(root, 'dist', file), 'utf8').matchAll(/(?:from|import\()"([a-z@][\w./@-]*)"/g),
      ])
      .map(([, name = '']) => name)
      .filter((name) => !name.startsWith('node:') && !/^[a-z_]+(\/promises)?$/.test(name))
      .map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      );
    expect(new Set(packages)).not.toEqual(new Set());
    for (const name of packages) expect(Object.keys(dependencies)).toContain(name);
    expect(readdirSync(join(root, 'dist/chunks')).length).toBeGreaterThan(5);
  });
});
