import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Task } from '../task/task.ts';

/**
 * A task's local path: relative to where skyplan is called (SkyPilot's rule); where nothing lies there,
 * relative to the task file.
 * @param taskFolder the folder of the task file, absolute.
 */
export function resolveLocalPath(path: string, taskFolder: string, callerFolder = process.cwd()): string {
  const home = process.env.HOME || homedir();
  if (path === '~' || path.startsWith('~/')) return resolve(home, path.slice(2));
  const fromCaller = resolve(callerFolder, path);
  const fromTask = resolve(taskFolder, path);
  return !existsSync(fromCaller) && existsSync(fromTask) ? fromTask : fromCaller;
}

/** Local paths that a task names and that are not there, in words. */
export function missingLocalPaths(task: Task, taskFile: string, callerFolder = process.cwd()): string[] {
  const folder = dirname(resolve(callerFolder, taskFile));
  const named: { field: string; path: string }[] = [];
  if (task.workdir?.kind === 'folder') named.push({ field: 'workdir', path: task.workdir.path });
  for (const mount of task.fileMounts) {
    if (mount.source.kind === 'path') named.push({ field: `file_mounts ${mount.target}`, path: mount.source.path });
  }
  return named
    .map(({ field, path }) => ({ field, path, at: resolveLocalPath(path, folder, callerFolder) }))
    .filter(({ at }) => !existsSync(at))
    .map(({ field, path, at }) => `${field}: \`${path}\` is not there (looked at ${at})`);
}
