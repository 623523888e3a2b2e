import { hostname } from 'node:os';
import { exitCode } from '../base/exit-code.ts';
import { UserError } from '../base/user-error.ts';
import { stopInSteps } from './engine-process.ts';
import { commandOf, isAlive, type ProcessRef, processRefSchema, startTimeOf } from './process-start.ts';
import type { Lock } from './state-files.ts';
import { readChecked, type WorkFolder } from './work-folder.ts';

/** Whether a stack's lock files may be taken away. */
export type LockVerdict =
  | { readonly kind: 'free' }
  /** Every holder is dead: a killed engine leaves its lock for ever. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'held'; readonly by: string };

/** Looks at processes of this computer only; a lock from elsewhere is taken for a live one. */
export function judgeLocks(locks: readonly Lock[], here = hostname()): LockVerdict {
  if (locks.length === 0) return { kind: 'free' };
  const live = locks.find((lock) => lock.hostname !== here || isPulumi(lock.pid));
  if (!live) return { kind: 'stale' };
  return { kind: 'held', by: `${live.username}@${live.hostname}, process ${live.pid}, since ${live.timestamp}` };
}

/** A process id is given anew sooner or later: only a `pulumi` can hold a lock. */
function isPulumi(pid: number): boolean {
  return startTimeOf(pid) !== undefined && commandOf(pid).includes('pulumi');
}

/** Ends the engine that a worker of ours runs on a stack, gently first, and waits for it. */
export async function stopOurEngine(work: WorkFolder): Promise<void> {
  const engine = readChecked(work.engine, processRefSchema);
  if (!engine || !isAlive(engine)) return;
  await stopInSteps(untilGone(engine), (signal) => {
    try {
      process.kill(engine.pid, signal);
    } catch {
      // It has just ended.
    }
  });
}

export async function untilGone(ref: ProcessRef): Promise<void> {
  while (isAlive(ref)) await new Promise((resolve) => setTimeout(resolve, 25));
}

export function heldError(stackName: string, by: string): UserError {
  return new UserError(
    exitCode.busy,
    `Stack ${stackName} is in use by ${by}.`,
    `Wait until it is done, or end that process. If it runs no more (another computer that is switched off), free the stack with \`pulumi cancel organization/skyplan/${stackName}\` and try again.`,
  );
}
