import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { processRef } from './process-start.ts';
import type { PulumiRun } from './pulumi-process.ts';
import { type WorkFolder, writeWhole } from './work-folder.ts';

/** Between the steps SIGINT (running creates end and are saved), SIGINT again (they do not), SIGKILL. */
const ladderMilliseconds = [0, 60_000, 15_000] as const;

/**
 * A long `pulumi` command (up, destroy): detached, its output in files, so that neither Ctrl-C nor the death of whoever
 * started it cuts it off. `engine.json` names it while it runs.
 */
export async function runEngine(
  cli: string,
  args: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly work: WorkFolder; readonly signal?: AbortSignal },
): Promise<PulumiRun> {
  const { env, work, signal } = options;
  const files = { stdout: join(work.folder, `${args[0]}.out`), stderr: join(work.folder, `${args[0]}.err`) };
  const output = openSync(files.stdout, 'w', 0o600);
  const errors = openSync(files.stderr, 'w', 0o600);
  const child = spawn(cli, [...args, '--non-interactive', '--color', 'never'], {
    cwd: work.folder,
    env,
    detached: true,
    stdio: ['ignore', output, errors],
  });
  closeSync(output);
  closeSync(errors);
  if (child.pid !== undefined) writeWhole(work.engine, processRef(child.pid));
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, name) => resolve(code ?? 128 + (name === 'SIGKILL' ? 9 : 15)));
  });
  const stop = () => void stopInSteps(ended, (name) => child.kill(name));
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop);
  const exitCode = await ended;
  signal?.removeEventListener('abort', stop);
  rmSync(work.engine, { force: true });
  return { exitCode, stdout: readFileSync(files.stdout, 'utf8'), stderr: readFileSync(files.stderr, 'utf8') };
}

/** Ends an engine as gently as it lets itself be ended; resolves when `ended` does. */
export async function stopInSteps(ended: Promise<unknown>, kill: (signal: NodeJS.Signals) => void): Promise<void> {
  const steps = ['SIGINT', 'SIGINT', 'SIGKILL'] as const;
  let over = false;
  const done = ended.then(
    () => {
      over = true;
    },
    () => {
      over = true;
    },
  );
  for (const [index, step] of steps.entries()) {
    await Promise.race([done, new Promise((resolve) => setTimeout(resolve, ladderMilliseconds[index]))]);
    if (over) return;
    kill(step);
  }
  await done;
}
