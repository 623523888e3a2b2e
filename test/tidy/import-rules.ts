import { type Finding, type Import, importsOf, isTest, isTypeScript, type SourceFile } from './source-file.ts';

/** Left to right; folders of one level may use each other, but not in a circle. */
export const levels: readonly (readonly string[])[] = [
  ['base'],
  ['task'],
  ['catalog'],
  ['provider'],
  ['optimizer'],
  ['agent'],
  ['ledger'],
  ['policy'],
  ['backend', 'disk', 'host', 'monitor'],
  ['broker'],
  ['simulator', 'rehearsal', 'web'],
  ['cli'],
];

/** Left of the bar: no effects. provider/ holds types only. */
export const pureFolders = ['base', 'task', 'catalog', 'provider', 'optimizer', 'agent', 'ledger', 'policy'];

const compositionRoots = ['src/cli/main.ts', 'src/backend/worker-main.ts', 'stacks/main.ts'];

/** What a cloud's folder may use of ours. */
const openToClouds = ['base', 'task', 'catalog', 'provider', 'agent'];

/** Plain JavaScript that must run before anything is built; shared so that it exists once. */
const sharedTools = ['tools/find-pulumi.mjs', 'tools/progress.mjs', 'tools/lock.mjs'];

const mayUsePulumi = [
  /^src\/backend\//,
  /^stacks\/(job|main)\.ts$/,
  /^stacks\/[a-z]+\/(program|store)\.ts$/,
  // The provider plugin behind the local cloud speaks Pulumi's protocol.
  /^stacks\/local\/plugin-[a-z-]+\.ts$/,
  /^stacks\/[a-z]+\/stand-in\//,
];

/** Imports go one way (ARCHITECTURE.md). */
export function importDirections(files: readonly SourceFile[]): Finding[] {
  const sources = files.filter(({ path }) => isTypeScript(path) && !isTest(path) && /^(src|stacks)\//.test(path));
  return [
    ...sources.flatMap((file) => importsOf(file).flatMap((use) => faultsOf(file.path, use))),
    ...circles(sources),
  ];
}

function faultsOf(path: string, use: Import): Finding[] {
  const { target, specifier, where } = use;
  if (target === undefined) {
    if (!specifier.startsWith('@pulumi/') || mayUsePulumi.some((allowed) => allowed.test(path))) return [];
    return [`${where} imports ${specifier}; Pulumi belongs to src/backend and the clouds' program.ts and store.ts`];
  }
  if (sharedTools.includes(target)) return [];
  const [top, folder = ''] = path.split('/');
  const [targetTop, targetFolder = ''] = target.split('/');
  if (top === 'src' && targetTop === 'stacks') {
    return compositionRoots.includes(path) && ['stacks/index.ts', 'stacks/job.ts'].includes(target)
      ? []
      : [`${where} imports ${target}; only ${compositionRoots.join(', ')} import stacks/index.ts and job.ts`];
  }
  if (targetTop !== 'src' && targetTop !== 'stacks') return [`${where} imports ${target}, outside src/ and stacks/`];
  if (top === 'src') return path.split('/').length === 2 ? [] : leftward(where, folder, targetFolder, target);
  return fromStacks(path, use, target);
}

function leftward(where: string, folder: string, targetFolder: string, target: string): Finding[] {
  if (folder === targetFolder) return [];
  const [from, to] = [folder, targetFolder].map((name) => levels.findIndex((level) => level.includes(name)));
  if (from === undefined || from < 0) return [`${where}: src/${folder} is not among the folders of ARCHITECTURE.md`];
  if (to !== undefined && to >= 0 && to <= from) return [];
  return [`${where} imports ${target}: ${folder} stands left of ${targetFolder}`];
}

function fromStacks(path: string, { where }: Import, target: string): Finding[] {
  const [, cloud = ''] = path.split('/');
  const [targetTop, targetFolder = ''] = target.split('/');
  const isCloud = path.split('/').length > 2;
  if (!isCloud) return [];
  if (targetTop === 'stacks') {
    return targetFolder === cloud ? [] : [`${where} imports ${target}; a cloud's folder knows no other one`];
  }
  return openToClouds.includes(targetFolder)
    ? []
    : [`${where} imports ${target}; a cloud's folder uses ${openToClouds.join(', ')} only`];
}

/** Folders of one level that use each other in a circle, types left out. */
function circles(files: readonly SourceFile[]): Finding[] {
  const uses = new Map<string, Set<string>>();
  for (const file of files) {
    const [top, from = ''] = file.path.split('/');
    if (top !== 'src' || !file.path.slice(4).includes('/')) continue;
    for (const { target, kind } of importsOf(file)) {
      const [targetTop, to = ''] = target?.split('/') ?? [];
      if (kind === 'type' || targetTop !== 'src' || to === from) continue;
      uses.set(from, (uses.get(from) ?? new Set()).add(to));
    }
  }
  const reaches = (from: string, goal: string, seen: Set<string>): boolean =>
    [...(uses.get(from) ?? [])].some(
      (next) => next === goal || (!seen.has(next) && reaches(next, goal, seen.add(next))),
    );
  return [...uses.keys()]
    .filter((folder) => reaches(folder, folder, new Set()))
    .map((f) => `src/${f} uses itself in a circle`);
}

/** What loads at once with `entry` must not reach a package whose name starts with `prefix`. */
export function reaches(files: readonly SourceFile[], entry: string, prefix: string): Finding[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const found: Finding[] = [];
  const seen = new Set<string>();
  const walk = (path: string, trail: readonly string[]) => {
    const file = byPath.get(path);
    if (!file || seen.has(path)) return;
    seen.add(path);
    for (const { specifier, target, kind } of importsOf(file)) {
      if (kind !== 'static') continue;
      if (specifier.startsWith(prefix)) found.push(`${[...trail, path].join(' > ')} loads ${specifier}`);
      if (target) walk(target, [...trail, path]);
    }
  };
  walk(entry, []);
  return found;
}
