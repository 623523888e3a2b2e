import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';

/** The files of one Pulumi operation. All of it is cache: what it leaves is in the backend. */
export interface WorkFolder {
  readonly folder: string;
  /** The worker process. */
  readonly worker: string;
  /** The `pulumi` process that it runs now. */
  readonly engine: string;
  readonly result: string;
  /** What a watcher is shown, one line each. */
  readonly lines: string;
  /** The worker's own stdout and stderr: empty unless it is wrong. */
  readonly log: string;
  readonly home: string;
}

export function workFolder(root: string, stack: string, operation: string): WorkFolder {
  const folder = join(root, `${stack}~${operation}`);
  const at = (name: string) => join(folder, name);
  return {
    folder,
    worker: at('worker.json'),
    engine: at('engine.json'),
    result: at('result.json'),
    lines: at('lines.log'),
    log: at('worker.log'),
    home: at('home'),
  };
}

/** One root per backend: two backends may hold stacks of one name. */
export function workRoot(cache: string, url: string): string {
  return join(cache, 'work', createHash('sha256').update(url).digest('hex').slice(0, 12));
}

/** True where this call made the folder: whoever makes it starts the worker, others attach to it. */
export function claimFolder(work: WorkFolder): boolean {
  mkdirSync(join(work.folder, '..'), { recursive: true, mode: 0o700 });
  try {
    mkdirSync(work.folder, { mode: 0o700 });
    mkdirSync(work.home, { mode: 0o700 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

export function dropFolder(work: WorkFolder): void {
  rmSync(work.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

/** Whole or not at all. */
export function writeWhole(path: string, content: unknown): void {
  writeFileSync(`${path}.draft`, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  renameSync(`${path}.draft`, path);
}

/** undefined: not there, or not of this shape. */
export function readChecked<T>(path: string, schema: z.ZodType<T>): T | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return schema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
