import { spawn } from 'node:child_process';
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { isAlive, type ProcessRef, processRef, processRefSchema } from './process-start.ts';
import { stopOurEngine } from './stack-lock.ts';
import { claimFolder, dropFolder, readChecked, type WorkFolder, workFolder, writeWhole } from './work-folder.ts';
import { type WorkerRequest, type WorkerResult, type WorkerTask, workerResultSchema } from './worker-request.ts';

/** How often a worker's files are looked at. */
const pollMilliseconds = 20;
/** A worker that another process has claimed and not started by then never will be. */
const startMilliseconds = 5000;

export interface WorkerContext {
  readonly entry: string;
  readonly cli: string;
  readonly url: string;
  readonly owner: string;
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Runs one Pulumi operation in a detached process, or attaches to the one that runs it already; resolves to its result,
 * or to undefined where the worker was killed. The work folder stays: the caller drops it once the result is in the ledger.
 */
export async function runWorker(
  task: WorkerTask,
  context: WorkerContext,
  watch?: (line: string) => void,
): Promise<{ readonly result: WorkerResult | undefined; readonly work: WorkFolder; readonly attached: boolean }> {
  const work = workFolder(context.root, task.stackName, operationOf(task));
  const claimed = claimFolder(work);
  if (claimed) startWorker(task, context, work);
  const result = await follow(work, watch);
  return { result, work, attached: !claimed };
}

/** The name of a task's work folder. An attempt or a store is made once, so there is one of each. */
export function operationOf(task: { readonly kind: WorkerTask['kind'] }): 'up' | 'down' {
  return task.kind === 'down' ? 'down' : 'up';
}

/** The worker that owns a folder, where it still runs. */
export function liveWorker(work: WorkFolder): ProcessRef | undefined {
  const worker = readChecked(work.worker, processRefSchema);
  return worker && isAlive(worker) ? worker : undefined;
}

/** Clears the folder of an operation whose worker is dead, and ends its engine, so that it can be started anew. */
export async function dropIfDead(work: WorkFolder): Promise<void> {
  if (liveWorker(work)) return;
  await stopOurEngine(work);
  dropFolder(work);
}

function startWorker(task: WorkerTask, context: WorkerContext, work: WorkFolder): void {
  const { entry, env, cli, url, owner, root } = context;
  const log = openSync(work.log, 'a', 0o600);
  const child = spawn(process.execPath, [entry], {
    cwd: work.folder,
    env,
    detached: true,
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  child.on('error', () => {});
  if (child.pid !== undefined) writeWhole(work.worker, processRef(child.pid));
  const request: WorkerRequest = { task, cli, url, owner, root, folder: work.folder };
  child.stdin?.on('error', () => {});
  child.stdin?.end(JSON.stringify(request));
  child.unref();
}

async function follow(work: WorkFolder, watch?: (line: string) => void): Promise<WorkerResult | undefined> {
  const lines = lineReader(work.lines);
  const started = Date.now();
  for (;;) {
    // Asked in this order: a worker that ends between the two has left its result.
    const alive =
      liveWorker(work) !== undefined || (!existsSync(work.worker) && Date.now() - started < startMilliseconds);
    const result = readChecked(work.result, workerResultSchema);
    for (const line of lines()) watch?.(line);
    if (result || !alive) return result;
    await new Promise((resolve) => setTimeout(resolve, pollMilliseconds));
  }
}

/** What a worker that left no result said last, for an error message. */
export function lastWords(work: WorkFolder): string {
  try {
    return readFileSync(work.log, 'utf8').trim().split('\n').slice(-5).join('\n');
  } catch {
    return '';
  }
}

/** A function that returns the whole lines that were added since it was last called. */
function lineReader(path: string): () => string[] {
  let position = 0;
  let rest = '';
  return () => {
    if (!existsSync(path)) return [];
    const file = openSync(path, 'r');
    try {
      const size = fstatSync(file).size - position;
      if (size <= 0) return [];
      const buffer = Buffer.alloc(size);
      position += readSync(file, buffer, 0, size, position);
      const parts = (rest + buffer.toString('utf8')).split('\n');
      rest = parts.pop() ?? '';
      return parts;
    } finally {
      closeSync(file);
    }
  };
}
