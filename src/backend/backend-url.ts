import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { exitCode } from '../base/exit-code.ts';
import { UserError } from '../base/user-error.ts';
import { userFolders } from '../disk/user-folders.ts';

/** Where all state lives: `SKYPLAN_BACKEND`, `PULUMI_BACKEND_URL`, else a folder of the user's data. */
export function backendUrl(env: NodeJS.ProcessEnv): string {
  const given = env.SKYPLAN_BACKEND || env.PULUMI_BACKEND_URL;
  const variable = env.SKYPLAN_BACKEND ? 'SKYPLAN_BACKEND' : 'PULUMI_BACKEND_URL';
  if (!given) return pathToFileURL(join(userFolders(env).data, 'backend')).href;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(given)?.[1]?.toLowerCase();
  switch (scheme) {
    case 'file':
      return pathToFileURL(filePath(given.slice('file://'.length), env)).href;
    case 's3':
    case 'gs':
    case 'azblob':
      throw new UserError(
        exitCode.backend,
        `${variable} is ${given}: skyplan cannot read ${scheme}:// backends yet.`,
        'Use a file:// backend, or unset the variable for the default one.',
      );
    default:
      throw new UserError(
        exitCode.badInput,
        `${variable} is ${given}, which is no backend that skyplan knows.`,
        'Write file:///path/to/folder, or unset the variable for the default one.',
      );
  }
}

/** Pulumi takes `file://~` and relative paths, which are no URLs: they are made whole here once. */
function filePath(path: string, env: NodeJS.ProcessEnv): string {
  const home = env.HOME || homedir();
  const plain = path.startsWith('/') ? fileURLToPath(`file://${path}`) : path;
  return resolve(plain === '~' || plain.startsWith('~/') ? join(home, plain.slice(1)) : plain);
}

/** The folder of a `file://` backend, made where it is missing. */
export function backendFolder(url: string): string {
  const folder = fileURLToPath(url);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new UserError(
      exitCode.backend,
      `The backend folder ${folder} cannot be made: ${(error as Error).message}`,
      'Set SKYPLAN_BACKEND to a folder that you can write to (file:///…).',
    );
  }
  return folder;
}
