import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { exitCode } from '../base/exit-code.ts';
import { UserError } from '../base/user-error.ts';
import { type PulumiRun, pulumiEnvironment, runPulumi } from './pulumi-process.ts';
import { lastWords, runWorker } from './run-worker.ts';
import type { StateFiles } from './state-files.ts';
import type { WorkFolder } from './work-folder.ts';
import type { WorkerResult, WorkerTask } from './worker-request.ts';

/** What every function of an open backend needs. */
export interface BackendContext {
  readonly env: NodeJS.ProcessEnv;
  readonly url: string;
  readonly owner: string;
  readonly files: StateFiles;
  /** Root of the work folders. */
  readonly root: string;
  readonly workerEntry: string;
  /** Path of the CLI. */
  readonly pulumi: () => Promise<string>;
}

/** How often a command is given again that met a file in the middle of being written. */
const retries = 3;

/**
 * One short CLI command on this backend. The CLI's own files are not replaced as one (see `StateFiles.mend`): who reads one
 * while another process writes it gets an `EOF`, and the whole file a moment later.
 */
export async function pulumi(context: BackendContext, args: readonly string[], phrase?: string): Promise<PulumiRun> {
  const { env, url, root } = context;
  const cli = await context.pulumi();
  const home = join(root, 'home');
  // A cache: it may have been deleted since the backend was opened.
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const environment = pulumiEnvironment(env, { cli, url, home, ...(phrase === undefined ? {} : { phrase }) });
  for (let tries = 0; ; tries += 1) {
    const run = await runPulumi(cli, args, { env: environment, cwd: root });
    if (run.exitCode === 0 || tries === retries || !/\bEOF\b/.test(run.stderr)) return run;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** One Pulumi operation in a detached process of its own. */
export async function operate(
  context: BackendContext,
  task: WorkerTask,
  watch?: (line: string) => void,
): ReturnType<typeof runWorker> {
  const { workerEntry: entry, url, owner, root, env } = context;
  return runWorker(task, { entry, url, owner, root, env, cli: await context.pulumi() }, watch);
}

/** What to throw for a result that is no answer to what was asked. */
export function failureOf(result: WorkerResult | undefined, stackName: string, work: WorkFolder): Error {
  switch (result?.kind) {
    case 'user-error':
      return new UserError(result.exitCode as UserError['exitCode'], result.message, result.hint);
    case 'refused':
      return new UserError(exitCode.backend, `Stack ${stackName} cannot be made: ${result.texts.join('\n')}`);
    case 'taken':
      return new UserError(exitCode.busy, `Stack ${stackName} exists already: ${result.message}`);
    case 'crash':
      return new Error(`the Pulumi worker of ${stackName} crashed: ${result.message}`);
    default:
      return new Error(`the Pulumi worker of ${stackName} ended without a result. ${lastWords(work)}`.trim());
  }
}
