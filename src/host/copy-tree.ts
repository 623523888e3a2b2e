import type { Stats } from 'node:fs';
import {
  copyFile,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  utimes,
} from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { exitCode } from '../base/exit-code.ts';
import { UserError } from '../base/user-error.ts';

interface Copied {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Copies a folder (or one file) of this machine; what has the same size and modification time there already is left
 * as it is, and nothing is deleted there. `files` and `bytes` count what was copied.
 *
 * Left out: `.git`, and what `.skyignore` names, or without one `.gitignore` (in every folder) and `.git/info/exclude`:
 * SkyPilot's rule. A symbolic link within the folder stays a link; one that leads out is copied as what it points to.
 */
export async function copyTree(
  from: string,
  to: string,
  onProgress?: (files: number, bytes: number) => void,
): Promise<Copied> {
  let [files, bytes] = [0, 0];
  for await (const entry of selectFiles(from)) {
    const size = await copyOne(entry, join(to, entry.path));
    if (size === undefined) continue;
    files += 1;
    bytes += size;
    onProgress?.(files, bytes);
  }
  return { files, bytes };
}

interface Entry {
  /** Relative to the copied folder; empty where a single file is copied. */
  readonly path: string;
  readonly source: string;
  readonly info: Stats;
  /** Set for a link that stays one. */
  readonly link?: string;
}

/** Every file, link and folder to be copied, folders before what is in them. */
async function* selectFiles(root: string): AsyncGenerator<Entry> {
  const info = await stat(root).catch(() => {
    throw new UserError(
      exitCode.badInput,
      `${root} does not exist.`,
      'Check the path; it is relative to the task file.',
    );
  });
  if (!info.isDirectory()) {
    yield { path: '', source: root, info };
    return;
  }
  const home = await realpath(root);
  const own = await readRules(join(root, '.skyignore'));
  const rules: Rules[] = own ? [{ base: '', ignore: own }] : [];
  if (!own) {
    const exclude = await readRules(join(root, '.git', 'info', 'exclude'));
    if (exclude) rules.push({ base: '', ignore: exclude });
  }
  yield { path: '', source: root, info };
  yield* walk({ root, home, nested: !own }, '', rules, []);
}

interface Rules {
  readonly base: string;
  readonly ignore: Ignore;
}

async function* walk(
  tree: { readonly root: string; readonly home: string; readonly nested: boolean },
  folder: string,
  above: readonly Rules[],
  /** Real paths of the folders above: a link back to one of them would never end. */
  trail: readonly string[],
): AsyncGenerator<Entry> {
  const real = await realpath(join(tree.root, folder));
  if (trail.includes(real)) return;
  const found = tree.nested ? await readRules(join(tree.root, folder, '.gitignore')) : undefined;
  const rules = found ? [...above, { base: folder, ignore: found }] : above;
  for (const name of (await readdir(join(tree.root, folder))).sort()) {
    if (name === '.git') continue;
    const path = folder === '' ? name : `${folder}/${name}`;
    const source = join(tree.root, path);
    const link = await innerLink(source, tree.home);
    const info = link === undefined ? await stat(source).catch(() => undefined) : await lstat(source);
    if (!info || isIgnored(rules, path, info.isDirectory())) continue;
    if (link !== undefined) yield { path, source, info, link };
    else if (info.isFile() || info.isDirectory()) yield { path, source, info };
    if (info.isDirectory()) yield* walk(tree, path, rules, [...trail, real]);
  }
}

/** The text of a relative link that stays within the folder; undefined for everything else. */
async function innerLink(source: string, home: string): Promise<string | undefined> {
  if (!(await lstat(source)).isSymbolicLink()) return undefined;
  const link = await readlink(source);
  const real = await realpath(source).catch(() => '');
  return !link.startsWith('/') && `${real}${sep}`.startsWith(home + sep) ? link : undefined;
}

/** As git does: the rules of the nearest folder that say anything of the path decide. */
function isIgnored(rules: readonly Rules[], path: string, isFolder: boolean): boolean {
  for (const { base, ignore } of rules.toReversed()) {
    const way = base === '' ? path : relative(base, path).split(sep).join('/');
    const verdict = ignore.test(isFolder ? `${way}/` : way);
    if (verdict.ignored) return true;
    if (verdict.unignored) return false;
  }
  return false;
}

async function readRules(path: string): Promise<Ignore | undefined> {
  try {
    return ignore().add(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Bytes copied; undefined where nothing was to be done. */
async function copyOne(entry: Entry, target: string): Promise<number | undefined> {
  const there = await lstat(target).catch(() => undefined);
  if (entry.info.isDirectory()) {
    await mkdir(target, { recursive: true });
    return undefined;
  }
  if (entry.link !== undefined) {
    if (there?.isSymbolicLink() && (await readlink(target)) === entry.link) return undefined;
    await rm(target, { recursive: true, force: true });
    await symlink(entry.link, target);
    return 0;
  }
  const { size, mtime } = entry.info;
  if (there?.isFile() && there.size === size && Math.abs(there.mtimeMs - entry.info.mtimeMs) < 1) return undefined;
  await mkdir(dirname(target), { recursive: true });
  const draft = `${target}.${process.pid}.draft`;
  // `copyFile` keeps the mode.
  await copyFile(entry.source, draft);
  await utimes(draft, mtime, mtime);
  await rename(draft, target);
  return size;
}
