import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bootstrapScript } from './bootstrap.ts';

const verbs = ['power-off', 'add-user', 'install', 'service', 'mount', 'read-metadata'];
const tools = ['mkdir', 'chmod', 'date', 'sleep'];
const shells = ['/bin/sh', '/usr/bin/dash', '/bin/bash'].filter((shell) => existsSync(shell));
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'skyplan-boot-'));
  for (const folder of ['tools', 'verbs', 'home']) mkdirSync(join(root, folder));
  for (const tool of tools) {
    symlinkSync(
      execFileSync('/bin/sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim(),
      join(root, 'tools', tool),
    );
  }
  for (const verb of verbs) script(join('verbs', verb), `echo "${verb} $*" >> ${root}/called\n`);
});
afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));

describe.each(shells)('under %s, with nothing on the PATH but four small tools', (shell) => {
  test('makes the folders, and does not end the machine before its time', async () => {
    const result = boot(shell, bootstrapScript({ stopAt: new Date(Date.now() + 3600_000).toISOString() }));
    expect(result).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(statSync(join(root, 'home', 'sky_workdir')).isDirectory()).toBe(true);
    expect(statSync(join(root, 'home', '.skyplan', 'logs')).isDirectory()).toBe(true);
    await pause(300);
    expect(called()).toBe('');
    execFileSync(join(root, 'home', '.skyplan', 'power-off'), { env: { HOME: join(root, 'home'), PATH: '' } });
    await untilCalled();
    expect(called()).toBe('power-off \n');
  });

  test('ends the machine at the stop time plus slack, whatever its start time was', async () => {
    boot(shell, bootstrapScript({ stopAt: new Date(Date.now() - 4000).toISOString(), slackSeconds: 5 }));
    await pause(300);
    expect(called()).toBe('');
    await untilCalled();
    expect(called()).toBe('power-off \n');
  });

  test('ends the machine where the clock cannot be read', async () => {
    rmSync(join(root, 'tools', 'date'));
    boot(shell, bootstrapScript({ stopAt: '2999-01-01T00:00:00Z' }));
    await untilCalled();
    expect(called()).toBe('power-off \n');
  });

  test('makes the user by its verb, key on stdin', async () => {
    script(join('verbs', 'add-user'), `read -r key; echo "$1 $key" >> ${root}/called; echo ${root}/home\n`);
    const user = { name: "o'neil", publicKey: 'ssh-ed25519 AAAA key of $HOME' };
    expect(boot(shell, bootstrapScript({ stopAt: '2999-01-01T00:00:00Z', user })).status).toBe(0);
    expect(called()).toBe("o'neil ssh-ed25519 AAAA key of $HOME\n");
    expect(existsSync(join(root, 'home', '.skyplan', 'logs'))).toBe(true);
    writeFileSync(join(root, 'home', '.skyplan', 'power-off.asked'), '');
    await untilCalled(/power-off/);
  });
});

test('is small, and names nothing of the system but the verbs', () => {
  const text = bootstrapScript({
    stopAt: '2026-12-01T18:00:00Z',
    user: { name: 'sky', publicKey: 'ssh-ed25519 AAAA' },
  });
  expect(Buffer.byteLength(text)).toBeLessThan(12 * 1024);
  const code = text.replace(/^#.*$/gm, '').replace(/^\s*#.*$/gm, '');
  expect(code).not.toMatch(
    /\b(sudo|shutdown|poweroff|systemctl|apt|yum|curl|wget|useradd|halt|init|crontab|kill|rm)\b/,
  );
  expect(
    code.match(/\/(etc|dev|proc|sys|usr|var|run|root|tmp|home)\b[\w/]*/g)?.filter((p) => p !== '/dev/null'),
  ).toEqual([]);
});

test('a stop time that is none is a bug of the caller', () => {
  expect(() => bootstrapScript({ stopAt: 'soon' })).toThrow(/no stop time/);
});

function script(path: string, body: string): void {
  writeFileSync(join(root, path), `#!/bin/sh\n${body}`);
  chmodSync(join(root, path), 0o755);
}

function boot(shell: string, text: string) {
  writeFileSync(join(root, 'bootstrap.sh'), text);
  return spawnSync(shell, [join(root, 'bootstrap.sh')], {
    encoding: 'utf8',
    env: { PATH: join(root, 'tools'), HOME: join(root, 'home'), SKYPLAN_VERBS: join(root, 'verbs') },
    timeout: 5000,
  });
}

function called(): string {
  return existsSync(join(root, 'called')) ? readFileSync(join(root, 'called'), 'utf8') : '';
}

async function untilCalled(what = /./): Promise<void> {
  for (let tries = 0; !what.test(called()) && tries < 200; tries += 1) await pause(40);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((go) => setTimeout(go, milliseconds));
}
