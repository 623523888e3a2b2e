import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitCode } from '../base/exit-code.ts';
import { UserError } from '../base/user-error.ts';

/** Where a `file://` store lies. Other stores come with their clouds. */
export function storeFolder(storeUri: string): string {
  if (!storeUri.startsWith('file://')) {
    throw new UserError(
      exitCode.setUp,
      `The store ${storeUri} cannot be read: this version reads file:// stores only.`,
    );
  }
  return fileURLToPath(storeUri);
}

/** Bytes that a store holds: what its monthly cost is counted on. */
export async function storeBytes(storeUri: string): Promise<number> {
  const root = storeFolder(storeUri);
  const names = await readdir(root, { recursive: true }).catch(() => []);
  const infos = await Promise.all(names.map((name) => stat(join(root, name)).catch(() => undefined)));
  return infos.reduce((sum, info) => sum + (info?.isFile() ? info.size : 0), 0);
}

/** undefined: no such file. */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
