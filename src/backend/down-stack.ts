import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Found, Provider } from '../provider/provider.ts';
import { runEngine } from './engine-process.ts';
import { processRefSchema } from './process-start.ts';
import { fullName, parseStackName, projectFile } from './project.ts';
import { pulumiEnvironment, runPulumi, stackNotFound } from './pulumi-process.ts';
import { heldError, judgeLocks, stopOurEngine, untilGone } from './stack-lock.ts';
import { type Checkpoint, openStateFiles, type StateFiles, stackResourceType } from './state-files.ts';
import { readChecked, type WorkFolder } from './work-folder.ts';
import type { WorkerResult } from './worker-request.ts';

export interface StackDown {
  readonly stackName: string;
  readonly cli: string;
  readonly url: string;
  readonly owner: string;
  /** This operation's own folder, and that of the `up` which it ends. */
  readonly work: WorkFolder;
  readonly upWork: WorkFolder;
  readonly provider: Provider;
}

/** Looks at the cloud so often before it says that something is left over. */
const sweeps = 5;

/**
 * Ends everything of one stack and removes it, whatever happened to it before: a killed engine's lock and pending
 * operations, machines that Pulumi never heard of or has forgotten. The engine's own "destroyed" is never believed: the
 * state is read again, and the cloud is asked by tag. Gone already is a success; a second call repeats what failed.
 */
export async function downStack(down: StackDown): Promise<WorkerResult> {
  const start = performance.now();
  const { stackName, cli, url, work } = down;
  const env = pulumiEnvironment(process.env, { cli, url, home: work.home });
  const files = openStateFiles(url);
  writeFileSync(join(work.folder, 'Pulumi.yaml'), projectFile(down.provider.plugins()));
  await stopOurEngine(down.upWork);
  const upWorker = readChecked(down.upWork.worker, processRefSchema);
  if (upWorker) await untilGone(upWorker);
  await files.mend(stackName);
  let checkpoint = await files.checkpoint(stackName);
  const cutOff = (checkpoint?.pending.length ?? 0) > 0;
  let complaint = '';
  if (checkpoint) {
    await freeStack(down, files, env);
    if (cutOff) await dropPending(down, env);
    complaint = await destroy(down, env, files);
    checkpoint = await files.checkpoint(stackName);
  }
  const left = leftOf(checkpoint);
  if (left.length > 0)
    return { kind: 'left-over', leftOver: left, message: complaint || 'the engine left them in its state' };
  const strays = await sweep(down, cutOff);
  if (strays.length > 0) {
    const leftOver = strays.map((found) => `${found.kind} ${found.id}`);
    return { kind: 'left-over', leftOver, message: complaint || 'the cloud still lists them after they were removed' };
  }
  if (checkpoint) {
    const removed = await runPulumi(cli, ['stack', 'rm', fullName(stackName), '--yes', '--remove-backups'], {
      env,
      cwd: work.folder,
    });
    if (removed.exitCode !== 0 && removed.exitCode !== stackNotFound) {
      return { kind: 'left-over', leftOver: [`stack ${stackName}`], message: removed.stderr.trim() };
    }
  }
  return { kind: 'down', seconds: (performance.now() - start) / 1000 };
}

async function freeStack(down: StackDown, files: StateFiles, env: NodeJS.ProcessEnv): Promise<void> {
  const verdict = judgeLocks(await files.locks(down.stackName));
  if (verdict.kind === 'free') return;
  if (verdict.kind === 'held') throw heldError(down.stackName, verdict.by);
  say(down, `freeing ${down.stackName}: the process that locked it is dead`);
  // On these backends `cancel` does nothing but delete the lock files.
  await runPulumi(down.cli, ['cancel', fullName(down.stackName), '--yes'], { env, cwd: down.work.folder });
}

/**
 * A killed engine leaves what it was doing as pending operations. What was being deleted is in the state as well; what was
 * being created is not, and `destroy` would exit 0 over it: the sweep by tag finds that one.
 */
async function dropPending(down: StackDown, env: NodeJS.ProcessEnv): Promise<void> {
  const { cli, work, stackName } = down;
  say(down, `${stackName} was cut off in the middle; clearing its unfinished operations`);
  const file = join(work.folder, 'state.json');
  const exported = await runPulumi(cli, ['stack', 'export', '--stack', fullName(stackName), '--file', file], {
    env,
    cwd: work.folder,
  });
  if (exported.exitCode !== 0) throw new Error(`stack ${stackName} cannot be exported: ${exported.stderr.trim()}`);
  const state = JSON.parse(readFileSync(file, 'utf8'));
  delete state.deployment.pending_operations;
  writeFileSync(file, JSON.stringify(state));
  const imported = await runPulumi(cli, ['stack', 'import', '--stack', fullName(stackName), '--file', file], {
    env,
    cwd: work.folder,
  });
  if (imported.exitCode !== 0) throw new Error(`stack ${stackName} cannot be imported: ${imported.stderr.trim()}`);
}

/**
 * With refresh, so that what is gone already is no error; where a read fails that fails whole, hence without one next.
 * Returns what the engine said last where it never succeeded.
 */
async function destroy(down: StackDown, env: NodeJS.ProcessEnv, files: StateFiles): Promise<string> {
  const args = [
    'destroy',
    '--yes',
    '--skip-preview',
    '--continue-on-error',
    '--suppress-outputs',
    '--stack',
    fullName(down.stackName),
  ];
  let complaint = '';
  for (const refresh of [true, false, true]) {
    const checkpoint = await files.checkpoint(down.stackName);
    if (!checkpoint || checkpoint.resources.length === 0) return '';
    await files.mend(down.stackName);
    const run = await runEngine(down.cli, refresh ? [...args, '--refresh'] : args, { env, work: down.work });
    if (run.exitCode === 0 || run.exitCode === stackNotFound) continue;
    complaint = `${run.stderr}\n${run.stdout}`.trim();
    const why = complaint.split('\n').find((line) => /error:/.test(line)) ?? `exit code ${run.exitCode}`;
    say(down, `destroy of ${down.stackName} failed (${why.trim()}); trying another way`);
  }
  return complaint;
}

/** Urns of what is still in the state; Pulumi's own root and provider resources cost nothing. */
function leftOf(checkpoint: Checkpoint | undefined): string[] {
  const real = (checkpoint?.resources ?? []).filter(
    (resource) => resource.type !== stackResourceType && !resource.type.startsWith('pulumi:providers:'),
  );
  return [...real, ...(checkpoint?.pending ?? []).map((operation) => operation.resource)].map(
    (resource) => resource.urn,
  );
}

/** Removes what the cloud itself still lists of an attempt; stores hold what the user wants to keep, and are never swept. */
async function sweep(down: StackDown, cutOff: boolean): Promise<readonly Found[]> {
  const name = parseStackName(down.stackName);
  if (name?.kind !== 'attempt') return [];
  const { provider, url, owner } = down;
  const world = { backendUrl: url, owner };
  // After a cut-off create a machine may surface only after the cloud's listing has caught up.
  if (cutOff) await seconds(provider.consistencyLagSeconds);
  for (let turn = 0; turn < sweeps; turn += 1) {
    const found = await provider.find(name.job, name.attempt, world);
    if (found.length === 0) return [];
    for (const one of found) {
      say(down, `removing ${one.kind}, which the engine did not know of`);
      await provider.remove(one);
    }
    await seconds(provider.consistencyLagSeconds);
  }
  return provider.find(name.job, name.attempt, world);
}

function seconds(count: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, count * 1000));
}

function say(down: StackDown, line: string): void {
  appendFileSync(down.work.lines, `${line}\n`);
}
