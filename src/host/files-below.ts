import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Paths of all files below a folder, relative to it, sorted; links are followed, but never round in circles. */
export async function filesBelow(root: string): Promise<string[]> {
  return walk(root, '', []);
}

async function walk(root: string, folder: string, trail: readonly string[]): Promise<string[]> {
  const real = await realpath(join(root, folder));
  if (trail.includes(real)) return [];
  const found: string[] = [];
  for (const name of (await readdir(join(root, folder))).sort()) {
    const path = folder === '' ? name : `${folder}/${name}`;
    const info = await stat(join(root, path)).catch(() => undefined);
    if (info?.isDirectory()) found.push(...(await walk(root, path, [...trail, real])));
    else if (info?.isFile()) found.push(path);
  }
  return found;
}
