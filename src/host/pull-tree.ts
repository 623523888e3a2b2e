import { copyFile, mkdir, rename, stat, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exitCode } from '../base/exit-code.ts';
import { UserError } from '../base/user-error.ts';
import { filesBelow } from './files-below.ts';

export interface Pulled {
  readonly files: number;
  readonly bytes: number;
  /** Paths here that are newer than what the machine has: left as they are. */
  readonly kept: readonly string[];
}

/**
 * Brings a file, or a folder's content, into the local folder `to` (made where missing). What is the same already is
 * skipped, what is newer here is kept and named. Links are followed.
 */
export async function pullTree(from: string, to: string): Promise<Pulled> {
  const info = await stat(from).catch(() => {
    throw new UserError(
      exitCode.notFound,
      `The machine has no ${from}.`,
      'Paths are relative to the home folder there; the work folder is sky_workdir.',
    );
  });
  const paths = info.isDirectory() ? await filesBelow(from) : [''];
  let [files, bytes] = [0, 0];
  const kept: string[] = [];
  for (const path of paths) {
    const target = path === '' ? join(to, basename(from)) : join(to, path);
    const took = await bringOne(join(from, path), target);
    if (took === 'kept') kept.push(target);
    else if (took !== 'same') {
      files += 1;
      bytes += took;
    }
  }
  return { files, bytes, kept };
}

/** Bytes copied, or why not. */
export async function bringOne(source: string, target: string, mtimeMs?: number): Promise<number | 'kept' | 'same'> {
  const there = await stat(source);
  const time = mtimeMs ?? there.mtimeMs;
  const verdict = await compare(target, there.size, time);
  if (verdict !== 'older') return verdict;
  await mkdir(dirname(target), { recursive: true });
  const draft = `${target}.${process.pid}.draft`;
  await copyFile(source, draft);
  await utimes(draft, time / 1000, time / 1000);
  await rename(draft, target);
  return there.size;
}

/** Times are compared to 2 ms: a manifest keeps milliseconds, a file system more. */
async function compare(target: string, size: number, mtimeMs: number): Promise<'kept' | 'same' | 'older'> {
  const here = await stat(target).catch(() => undefined);
  if (!here) return 'older';
  if (here.size === size && Math.abs(here.mtimeMs - mtimeMs) < 2) return 'same';
  return here.mtimeMs > mtimeMs ? 'kept' : 'older';
}
