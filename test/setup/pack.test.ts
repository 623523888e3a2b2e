import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/disk/package-root.ts';

/**
 * The package as a user has it: `npm pack`, then a plain `npm install` of the tarball into an empty folder, with an
 * empty home. Slow (npm brings some 200 packages), and the only proof that nothing of the checkout is missed.
 */
describe('the installed package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'skyplan-pack-'));
  const home = join(folder, 'home');
  const installed = join(folder, 'node_modules', 'skyplan');
  const env = { ...process.env, HOME: home };
  let packed: string[] = [];
  const npm = (cwd: string, ...args: string[]) =>
    execFileSync('npm', [...args, '--prefer-offline', '--no-audit', '--no-fund'], { cwd, env, encoding: 'utf8' });
  const skyplan = (...args: string[]) =>
    spawnSync('npx', ['--no-install', 'skyplan', ...args], { cwd: folder, env, encoding: 'utf8' });

  beforeAll(() => {
    mkdirSync(home);
    // dist/ is current here; the clean build of `prepack` would pull it from under the other tests.
    const [pack] = JSON.parse(npm(packageRoot(), 'pack', '--json', '--ignore-scripts', '--pack-destination', folder));
    packed = pack.files.map((file: { path: string }) => file.path);
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    npm(folder, 'install', `./${pack.filename}`);
  }, 300_000);

  it('plans over its own catalog', () => {
    writeFileSync(join(folder, 'task.yaml'), 'name: train\nresources: { accelerators: A100:4 }\nduration: 8h\n');
    const { status, stdout, stderr } = skyplan('plan', 'task.yaml', '--json');
    // npx may warn of the user's own npm settings; skyplan has nothing to say there.
    expect(stderr.replace(/^npm warn .*\n/gm, '')).toBe('');
    expect(status).toBe(0);
    const { ranked } = JSON.parse(stdout);
    expect(ranked[0].offering).toMatchObject({ accelerator: 'A100' });
    expect(ranked[0].expectedUsd).toBeGreaterThan(0);
  });

  it('runs a job on the local cloud, with its files home and nothing left running', () => {
    writeFileSync(
      join(folder, 'hello.yaml'),
      'name: hello\nresources: { cpus: 1+, memory: 1+ }\nrun: echo hello from $PWD\n',
    );
    const { status, stdout, stderr } = skyplan('up', 'hello.yaml', '--cloud', 'local', '-y');
    expect(`${stderr}${stdout}`).toContain('hello from ');
    expect(status).toBe(0);
  }, 180_000);

  it('holds what it needs and nothing else', () => {
    for (const file of [
      'bin/skyplan.js',
      'dist/worker.js',
      'src/agent/agent.py',
      'tools/pulumi/go.sum',
      'catalog/index.json',
    ]) {
      expect(existsSync(join(installed, file))).toBe(true);
    }
    for (const file of ['README.md', 'LICENSE']) expect(packed).toContain(file);
    expect(
      packed.filter((path) => /\.test\.ts$|^(test|bench|node_modules|\.cache)\/|\.build\.json$/.test(path)),
    ).toEqual([]);
    const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    expect(Object.keys(dependencies)).toEqual(['@grpc/grpc-js', '@pulumi/pulumi', 'google-protobuf']);
  });
});
