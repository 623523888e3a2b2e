import { dirname } from 'node:path';
import { exitCode } from '../../base/exit-code.ts';
import { UserError } from '../../base/user-error.ts';
import { hoursAllowed, stopMarginSeconds } from '../../policy/aim.ts';
import type { Task } from '../../task/task.ts';
import { attach } from '../attach.ts';
import type { Io } from '../io.ts';
import { newJobId } from '../job-id.ts';
import { openBackendFor } from '../open-backend.ts';
import type { UpOptions } from '../options.ts';
import { type PlannedStep, type PlannedTask, planTask } from '../plan-task.ts';
import { requireProvider } from '../require-provider.ts';
import { readSavedPlan, requireUnmoved } from '../saved-plan.ts';
import { startSupervisor } from '../start-supervisor.ts';
import { duration, usd } from '../views/format.ts';
import { refuseImpossible } from '../views/impossible.ts';
import { plansText } from './plan.ts';

/** Shows the plan, asks, starts a process that drives the job, and follows it to its end. */
export async function up(args: { readonly file: string }, options: UpOptions, io: Io): Promise<number> {
  const saved = options.plan === undefined ? undefined : await readSavedPlan(options.plan, io);
  const planned = await planTask(args.file, { ...saved?.options, ...options }, io);
  if (saved) requireUnmoved(saved, planned);
  const step = onlyStep(planned, args.file);
  refuseImpossible(step, args.file);
  const winner = step.plan.ranked[0];
  if (!winner) throw new Error('skyplan bug: nothing is ranked, and nobody said so');
  await requireProvider(winner.offering.cloud, io);
  refuseWhatCannotRun(step);

  const job = newJobId(options.name ?? step.task.name);
  // Opened before anything is asked: a missing Pulumi or passphrase is said now, not after the yes.
  const backend = await openBackendFor(io, { needsEngine: true });
  if (!options.json) io.stderr(`${plansText(planned, { top: 3 }, io)}\nAll state goes to ${backend.url}\n`);
  if (!options.yes) {
    const yes = await io.confirm(`Start ${job} on ${winner.offering.id}?`);
    if (yes === undefined) {
      throw new UserError(
        exitCode.declined,
        'There is nobody to ask: this is no terminal.',
        'Add -y to start without asking.',
      );
    }
    if (!yes) return exitCode.declined;
  }
  const order = {
    job,
    task: step.task,
    taskText: planned.text,
    baseFolder: planned.file === '-' ? io.cwd : dirname(planned.file),
    plan: step.plan,
    checkIndex: step.checkIndex,
  };
  const supervisor = startSupervisor(order, io);
  return await attach(job, supervisor, options, io);
}

function onlyStep(planned: PlannedTask, file: string): PlannedStep {
  const [step, ...more] = planned.steps;
  if (step && more.length === 0) return step;
  throw new UserError(
    exitCode.badInput,
    `${file} is a pipeline of ${planned.steps.length} tasks; skyplan plans pipelines, and cannot run them yet.`,
    'Put each task into a file of its own and start them one after the other.',
  );
}

/** What a task may ask for and no machine of ours does yet; said before anything is created. */
function refuseWhatCannotRun(step: PlannedStep): void {
  const { task, warnings, plan } = step;
  const problems = [...warnings, ...unsupported(task, plan.ranked[0]?.request ?? 0), ...tooPoor(step)];
  if (problems.length === 0) return;
  throw new UserError(
    exitCode.badInput,
    `This task cannot be started:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    'Nothing was created.',
  );
}

/** A budget that would be spent before the machine has done any work. */
function tooPoor({ task, plan }: PlannedStep): string[] {
  const planned = plan.ranked[0];
  if (!planned || hoursAllowed({ task, planned, spentUsd: 0 }) * 3600 >= 30) return [];
  const spell = duration(stopMarginSeconds / 3600);
  return [
    `budget: ${usd(task.budgetUsd ?? 0)} does not last half a minute there, after the ${spell} that a safe stop may take`,
  ];
}

function unsupported(task: Task, request: number): string[] {
  const problems: string[] = [];
  if (task.nodes > 1) problems.push(`num_nodes: ${task.nodes}: several nodes are planned, and not run yet`);
  if (task.workdir?.kind === 'git') problems.push('workdir from a git repository: clone it in `setup` instead');
  const image = task.requests[request]?.imageId;
  if (image !== undefined && JSON.stringify(image).includes('docker:')) {
    problems.push('image_id: docker images are not run yet: leave it out');
  }
  for (const mount of task.fileMounts) {
    if (mount.source.kind === 'path') continue;
    problems.push(`file_mounts ${mount.target}: only local paths are mounted yet: fetch it in \`setup\` or \`run\``);
  }
  return problems;
}
