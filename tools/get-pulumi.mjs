// @ts-check
// The two ways to a Pulumi CLI on a machine that has none.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { spell } from './progress.mjs';

/** The version that we install or build. */
export const pulumiVersion = '3.259.0';

export const executable = process.platform === 'win32' ? 'pulumi.exe' : 'pulumi';

const installerLimitMs = 120_000;
const buildLimitMs = 45 * 60_000;

/**
 * Pulumi's own installer, in a process of its own so that a dead network can be given up on.
 * @param {string} draft @param {string} packageRoot @param {Readonly<Record<string, string | undefined>>} env
 * @returns {Promise<string | undefined>} why not
 */
export async function install(draft, packageRoot, env) {
  const script = `import { PulumiCommand } from '@pulumi/pulumi/automation/index.js';
    import semver from 'semver';
    await PulumiCommand.install({ root: process.argv[1], version: new semver.SemVer('${pulumiVersion}') });`;
  const args = ['--input-type=module', '-e', script, draft];
  const { code, stderr } = await run(process.execPath, args, { cwd: packageRoot, env, limitMs: installerLimitMs });
  if (code === 0) return undefined;
  if (code === 'too long') return `no answer within ${installerLimitMs / 1000} s`;
  return reasonIn(stderr);
}

/** @param {string} draft @param {string} packageRoot @param {Readonly<Record<string, string | undefined>>} env */
export async function buildFromSource(draft, packageRoot, env) {
  const recipe = join(packageRoot, 'tools', 'pulumi');
  if (!existsSync(join(recipe, 'go.mod'))) return `its recipe ${recipe} is missing`;
  const go = await run('go', ['env', 'GOVERSION', 'GOCACHE'], { cwd: recipe, env, limitMs: 120_000 });
  if (go.code !== 0) return go.code === 'ENOENT' ? 'there is no `go` on PATH' : reasonIn(go.stderr);
  const flags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${pulumiVersion}`;
  const out = join(draft, 'bin', executable);
  const built = await run(
    'go',
    ['build', '-trimpath', '-ldflags', flags, '-o', out, 'github.com/pulumi/pulumi/pkg/v3/cmd/pulumi'],
    { cwd: recipe, env: { ...env, GOWORK: 'off', CGO_ENABLED: '0' }, limitMs: buildLimitMs },
  );
  if (built.code === 0) return undefined;
  return built.code === 'too long' ? `not done after ${spell(buildLimitMs / 1000)}` : reasonIn(built.stderr);
}

/** The line of an error output that says most. @param {string} stderr */
export function reasonIn(stderr) {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const own = lines.find((line) => /^\w*Error( \[\w+\])?: /.test(line));
  if (own !== undefined) return own.replace(/^\w*Error( \[\w+\])?: /, '');
  return (
    lines.find((line) => /error|cannot|unable|fail|denied|not found/i.test(line)) ?? lines.at(-1) ?? 'it said nothing'
  );
}

/**
 * @param {string} command @param {string[]} args
 * @param {{ cwd?: string, env?: Readonly<Record<string, string | undefined>>, limitMs: number }} options
 * @returns {Promise<{ code: number | string, stdout: string, stderr: string }>}
 */
export function run(command, args, { cwd, env = process.env, limitMs }) {
  return new Promise((resolve) => {
    const options = {
      cwd,
      env: { ...env },
      timeout: limitMs,
      maxBuffer: 1e7,
      killSignal: /** @type {const} */ ('SIGKILL'),
    };
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      process.off('exit', end);
      resolve({ code: error === null ? 0 : error.killed ? 'too long' : (error.code ?? 1), stdout, stderr });
    });
    const end = () => child.kill();
    process.on('exit', end);
    child.stdin?.end();
  });
}
