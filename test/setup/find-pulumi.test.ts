import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPulumi as find } from '../../src/backend/pulumi-cli.ts';
import { cacheFolder, findPulumi, NoPulumiError } from '../../tools/find-pulumi.mjs';

/** A machine with an empty home, nothing but the system's own tools on PATH, and skyplan's folder without packages. */
function machine() {
  const root = mkdtempSync(join(tmpdir(), 'skyplan-pulumi-'));
  const packageRoot = join(root, 'skyplan');
  write(join(packageRoot, 'package.json'), '{}');
  write(join(packageRoot, 'tools/pulumi/go.mod'), 'module x\n');
  const env: Record<string, string> = { HOME: join(root, 'home'), PATH: `${join(root, 'bin')}:/usr/bin:/bin` };
  const folder = cacheFolder(packageRoot, env);
  return { root, packageRoot, env, folder, calls: join(root, 'calls') };
}

function write(path: string, text: string) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

/** A `pulumi` that says a version, and notes that it was asked. */
const pulumi = (version: string, calls: string) => `#!/bin/sh\necho asked >> '${calls}'\necho v${version}\n`;

/** A `go` whose build takes a while and puts such a `pulumi` where -o says. */
function go(calls: string, seconds: number) {
  return `#!/bin/sh
if [ "$1" = env ]; then echo go1.26.0; exit 0; fi
echo build >> '${calls}'
sleep ${seconds}
while [ "$1" != -o ]; do shift; done
mkdir -p "$(dirname "$2")"
printf '#!/bin/sh\\necho v3.259.0\\n' > "$2"
chmod +x "$2"
`;
}

const count = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').length : 0);

describe('findPulumi', () => {
  it('takes what SKYPLAN_PULUMI names before anything else', async () => {
    const { root, env, packageRoot, calls } = machine();
    write(join(root, 'bin/pulumi'), pulumi('3.260.0', calls));
    write(join(root, 'own'), pulumi('3.251.1', calls));
    const found = await findPulumi({ packageRoot, env: { ...env, SKYPLAN_PULUMI: join(root, 'own') } });
    expect(found).toMatchObject({ path: join(root, 'own'), version: '3.251.1', passedOver: [] });
  });

  it.each([
    ['missing', undefined, 'there is no such file'],
    ['too old', '3.249.9', 'version 3.249.9 is older than 3.250.0'],
  ])('never passes over SKYPLAN_PULUMI in silence: %s', async (_, version, why) => {
    const { root, env, packageRoot, calls } = machine();
    write(join(root, 'bin/pulumi'), pulumi('3.260.0', calls));
    if (version) write(join(root, 'own'), pulumi(version, calls));
    const result = findPulumi({ packageRoot, env: { ...env, SKYPLAN_PULUMI: join(root, 'own') } });
    await expect(result).rejects.toThrow(NoPulumiError);
    await expect(result).rejects.toThrow(why);
  });

  it('takes the one on PATH, and asks for its version once until the file changes', async () => {
    const { root, env, packageRoot, calls } = machine();
    const path = join(root, 'bin/pulumi');
    write(path, pulumi('3.260.0', calls));
    const first = await findPulumi({ packageRoot, env });
    expect(first).toMatchObject({ path, version: '3.260.0', passedOver: ['SKYPLAN_PULUMI is not set'] });
    await findPulumi({ packageRoot, env });
    expect(count(calls)).toBe(1);
    write(path, `${pulumi('3.261.0', calls)}# newer\n`);
    expect((await findPulumi({ packageRoot, env })).version).toBe('3.261.0');
  });

  it('passes over one on PATH that is too old, builds one, says why, and finds it the next time', async () => {
    const { root, env, packageRoot, folder, calls } = machine();
    write(join(root, 'bin/pulumi'), pulumi('3.100.0', join(root, 'asked')));
    write(join(root, 'bin/go'), go(calls, 0));
    const lines: string[] = [];
    const found = await findPulumi({ packageRoot, env, onProgress: ({ text }) => lines.push(text) });
    expect(found).toMatchObject({ path: join(folder, 'bin/pulumi'), version: '3.259.0' });
    expect(found.origin).toBe('built from its Go modules');
    expect(found.passedOver.join('\n')).toMatch(
      /PATH\): version 3.100.0 is older[\s\S]*official installer: Cannot find/,
    );
    expect(lines.join('\n')).toMatch(/about 4 minutes on two cores, once/);
    const again = await findPulumi({ packageRoot, env, onProgress: () => expect.fail('nothing is to be done') });
    expect(again).toMatchObject({ path: found.path, origin: 'skyplan got it earlier' });
    expect(count(calls)).toBe(1);
  });

  it('builds once when several start at once, and a start after a kill -9 goes on', async () => {
    const { root, env, packageRoot, folder, calls } = machine();
    write(join(root, 'bin/go'), go(calls, 1));
    const script = `
      import { findPulumi } from '${new URL('../../tools/find-pulumi.mjs', import.meta.url).href}';
      const say = ({ kind, text }) => kind === 'line' && console.log(text);
      console.log((await findPulumi({ packageRoot: process.argv[1], onProgress: say })).path);`;
    const start = () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script, packageRoot], { env });
      let output = '';
      child.stdout.on('data', (data) => {
        output += data;
      });
      child.stderr.on('data', (data) => {
        output += data;
      });
      return { child, ended: new Promise<string>((done) => child.on('close', () => done(output))) };
    };
    const doomed = start();
    while (count(calls) === 0) await new Promise((done) => setTimeout(done, 20));
    doomed.child.kill('SIGKILL');
    await doomed.ended;
    const outputs = await Promise.all([start(), start(), start()].map(({ ended }) => ended));
    for (const output of outputs) expect(output).toContain(join(folder, 'bin/pulumi'));
    expect(outputs.filter((output) => output.includes('waiting'))).toHaveLength(2);
    expect(count(calls)).toBe(2);
    expect(readdirSync(dirname(folder)).sort()).toEqual(['3.259.0', 'known-versions.json']);
  });

  it('says every way that it tried, and what the user can do', async () => {
    const { env, packageRoot } = machine();
    const failure = await findPulumi({ packageRoot, env }).catch((error) => error);
    expect(failure).toBeInstanceOf(NoPulumiError);
    expect(failure.message).toMatch(
      /SKYPLAN_PULUMI is not set[\s\S]*no `pulumi` on PATH[\s\S]*installer[\s\S]*no `go` on PATH/,
    );
    expect(failure.hint).toMatch(/Install Pulumi 3.250.0 or newer/);
  });

  it('is a UserError with exit code 65 for the commands', async () => {
    const failure = find({ env: { SKYPLAN_PULUMI: '/none' } });
    await expect(failure).rejects.toMatchObject({ name: 'UserError', exitCode: 65 });
  });
});
