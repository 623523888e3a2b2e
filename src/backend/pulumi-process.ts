import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { openPhrase } from './passphrase.ts';

/** How a `pulumi` process ended. */
export interface PulumiRun {
  /** The real one: 128 + signal for a signal, as a shell says it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The variables of every `pulumi` process of ours: the caller's, and what must not depend on them. */
export function pulumiEnvironment(
  env: NodeJS.ProcessEnv,
  options: { readonly cli: string; readonly url: string; readonly home: string; readonly phrase?: string },
): NodeJS.ProcessEnv {
  const { PULUMI_CONFIG_PASSPHRASE_FILE: _file, PULUMI_STACK: _stack, ...rest } = env;
  return {
    ...rest,
    // First the CLI's own folder, for the plugins that come with it, and this very Node, for our plugin's start script.
    PATH: [dirname(options.cli), dirname(process.execPath), env.PATH ?? ''].join(delimiter),
    PULUMI_BACKEND_URL: options.url,
    PULUMI_HOME: options.home,
    PULUMI_CONFIG_PASSPHRASE: options.phrase ?? openPhrase,
    // Work folders are new each time: what encrypts a stack is read from its state.
    PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: 'true',
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: 'true',
    PULUMI_DIY_BACKEND_GZIP: 'false',
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    PULUMI_AUTOMATION_API: 'true',
    NO_COLOR: '1',
  };
}

/**
 * One short `pulumi` command (tag, output, cancel, rm, import) with its output in memory. In a process group of its own,
 * so that Ctrl-C in the terminal does not cut a write in half.
 */
export function runPulumi(
  cli: string,
  args: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly cwd: string },
): Promise<PulumiRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(cli, [...args, '--non-interactive'], {
      ...options,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => output.push(part));
    child.stderr.on('data', (part: Buffer) => errors.push(part));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({
        exitCode: code ?? 128 + (signal === 'SIGKILL' ? 9 : 15),
        stdout: Buffer.concat(output).toString('utf8'),
        stderr: Buffer.concat(errors).toString('utf8'),
      });
    });
  });
}

/** Pulumi's exit code for a stack that is not there. */
export const stackNotFound = 6;
