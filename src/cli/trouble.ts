import { hostname } from 'node:os';
import { isAlive } from '../backend/process-start.ts';
import { parseStackName } from '../backend/project.ts';
import { type Job, openAttempt } from '../ledger/replay.ts';

/** What is wrong with a job and which command mends it; undefined where nothing is. */
export function troubleOf(job: Job, stacks: readonly string[]): string | undefined {
  const open = openAttempt(job);
  const held = stacks.filter((stack) => parseStackName(stack)?.kind === 'attempt');
  if (job.end) {
    const left = open ? [open.target.stackName] : held;
    if (left.length === 0) return undefined;
    return `it has ended, but ${left.join(', ')} may still be billed: \`skyplan down ${job.id}\` ends it`;
  }
  if (isSupervised(job) !== false) return undefined;
  return `the process that drove it has died; its machine goes on by itself until its own limit: \`skyplan down ${job.id}\` ends it`;
}

/** true or false where its supervisor belongs to this machine; undefined where that cannot be known from here. */
export function isSupervised(job: Job): boolean | undefined {
  if (!job.supervisor || job.supervisor.hostname !== hostname()) return undefined;
  return isAlive(job.supervisor);
}
