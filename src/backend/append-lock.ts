import { linkSync, mkdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { exitCode } from '../base/exit-code.ts';
import { UserError } from '../base/user-error.ts';
import { isAlive, processRef, processRefSchema } from './process-start.ts';

const holderSchema = processRefSchema.extend({ host: z.string() });
const waitMilliseconds = 15_000;
/** A holder on another computer cannot be asked whether it lives; an append takes less than a second. */
const foreignMilliseconds = 10_000;

/**
 * Runs one append while no other process appends to the same job. The CLI's tag write reads, changes and writes the whole
 * file without a lock, so that two at once lose one (measured). The lock lies in the backend's own folder, where every
 * HOME and container that uses the backend sees it; a dead holder's is taken away.
 */
export async function whileAppending<T>(backendFolder: string, job: string, append: () => Promise<T>): Promise<T> {
  const folder = join(backendFolder, '.skyplan');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${job}.append`);
  const draft = `${path}.${hostname()}.${process.pid}`;
  const start = Date.now();
  writeFileSync(draft, JSON.stringify({ ...processRef(process.pid), host: hostname() }));
  try {
    while (!tryLink(draft, path)) {
      if (isStale(path, start)) rmSync(path, { force: true });
      else if (Date.now() - start > waitMilliseconds) throw busy(job, path);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } finally {
    unlinkSync(draft);
  }
  try {
    return await append();
  } finally {
    rmSync(path, { force: true });
  }
}

function tryLink(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function isStale(path: string, waitingSince: number): boolean {
  try {
    const holder = holderSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return holder.host === hostname() ? !isAlive(holder) : Date.now() - waitingSince > foreignMilliseconds;
  } catch (error) {
    // Gone meanwhile: the next turn takes it. Anything else was written by no one of us.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

function busy(job: string, path: string): UserError {
  return new UserError(
    exitCode.busy,
    `The ledger of ${job} is being written by another process for more than 15 s.`,
    `If no skyplan runs, delete ${path}.`,
  );
}
