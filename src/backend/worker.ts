import { never } from '../base/assert.ts';
import { UserError } from '../base/user-error.ts';
import type { Provider } from '../provider/provider.ts';
import { downStack } from './down-stack.ts';
import { openPhrase } from './passphrase.ts';
import { parseStackName } from './project.ts';
import { upStack } from './up-stack.ts';
import { workFolder, writeWhole } from './work-folder.ts';
import type { WorkerRequest, WorkerResult, WorkerTask } from './worker-request.ts';

/** What a worker cannot know by itself, given by `worker-main.ts`: the clouds' own code. */
export interface WorkerPrograms {
  providerOf(cloud: string): Promise<Provider | undefined>;
  jobProgram(task: WorkerTask & { kind: 'job' }): Promise<() => Promise<Record<string, unknown>>>;
}

/** One Pulumi operation, then the end of the process: an SDK that still holds something must not keep it. */
export async function runOneOperation(programs: WorkerPrograms): Promise<never> {
  const request = JSON.parse(await readStdin()) as WorkerRequest;
  const { stackName } = request.task;
  const work = workFolder(request.root, stackName, request.task.kind === 'down' ? 'down' : 'up');
  const result = await perform(request, programs).catch(resultOfError);
  writeWhole(work.result, result);
  process.exit(0);
}

async function perform(request: WorkerRequest, programs: WorkerPrograms): Promise<WorkerResult> {
  const { task, cli, url, owner, root } = request;
  const { stackName } = task;
  const upWork = workFolder(root, stackName, 'up');
  const common = { stackName, cli, url, work: upWork };
  switch (task.kind) {
    case 'job':
      return upStack({
        ...common,
        phrase: task.phrase,
        plugins: [],
        tags: task.tags,
        program: () => programs.jobProgram(task),
      });
    case 'attempt':
    case 'store': {
      const provider = await known(programs, task.kind === 'attempt' ? task.target.offering.cloud : task.target.cloud);
      const program = () =>
        task.kind === 'attempt' ? provider.program(task.target) : provider.storeProgram(task.target);
      const job = parseStackName(stackName)?.job ?? '';
      const tags = [
        ['skyplan:kind', task.kind],
        ['skyplan:job', job],
      ] as const;
      return upStack({ ...common, phrase: openPhrase, plugins: provider.plugins(), tags, program });
    }
    case 'down': {
      const provider = await known(programs, task.cloud);
      return downStack({ ...common, owner, provider, upWork, work: workFolder(root, stackName, 'down') });
    }
    default:
      return never(task);
  }
}

async function known(programs: WorkerPrograms, cloud: string): Promise<Provider> {
  const provider = await programs.providerOf(cloud);
  if (!provider) throw new Error(`the worker knows no cloud ${cloud}`);
  return provider;
}

function resultOfError(error: unknown): WorkerResult {
  if (error instanceof UserError) {
    const { exitCode, message, hint } = error;
    return { kind: 'user-error', exitCode, message, ...(hint === undefined ? {} : { hint }) };
  }
  return { kind: 'crash', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

async function readStdin(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
