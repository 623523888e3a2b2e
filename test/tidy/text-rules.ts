import { type Finding, isData, type SourceFile } from './source-file.ts';

/** Files that may be longer than 300 lines, and why. */
export const longFiles: Readonly<Record<string, string>> = {
  'test/task/corpus.test.ts': 'a table: what each recorded task file reads as',
};

const codeEnding = /\.(ts|mjs|js|py|sh)$/;
const shapelessName = /(^|[-/])(utils?|helpers?|common|managers?|services?|misc)([-./]|$)/;
const kebabCase = /^_?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/;
/** Names that tools or custom prescribe. */
const prescribed =
  /^(README|ARCHITECTURE|CONTRIBUTING|CHANGELOG|LICENSE|RESULTS|SECURITY)(\.md)?$|^Pulumi\.yaml$|^\.[a-z]+/;

export function fileNames(files: readonly SourceFile[]): Finding[] {
  return files
    .filter(({ path }) => !isData(path))
    .flatMap(({ path }) => {
      const found: Finding[] = [];
      if (shapelessName.test(path)) found.push(`${path}: a name that says nothing of what is inside`);
      const odd = path.split('/').find((part) => !kebabCase.test(part) && !prescribed.test(part));
      if (odd && !path.startsWith('catalog/')) found.push(`${path}: ${odd} is not kebab-case`);
      return found;
    });
}

export function fileLengths(files: readonly SourceFile[]): Finding[] {
  const tooLong = files
    .filter(({ path }) => codeEnding.test(path) && !isData(path) && !(path in longFiles))
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > 300);
  const idle = Object.keys(longFiles).filter(
    (path) => !files.some((f) => f.path === path && f.text.split('\n').length > 301),
  );
  return [
    ...tooLong.map(({ path, lines }) => `${path} has ${lines} lines; 300 is the most`),
    ...idle.map((path) => `${path} needs no exemption from the 300 lines any more`),
  ];
}

/** Written in pieces so that this file does not find itself. */
const leftovers = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].join('|')})\\b`);
const machinePath = new RegExp(
  [
    '/wo' + 'rk/(main|shared|\\.library)',
    '/tmp/' + 'brief',
    '/ro' + 'ot/',
    '/op' + 't/pulumi-test',
    '/Us' + 'ers/[a-z]+/',
  ].join('|'),
);
const outside = new RegExp('\\.\\./' + 'shared');
const registryHost = new RegExp(
  [
    'registry\\.npm' + 'js',
    'py' + 'pi\\.org',
    'files\\.python' + 'hosted',
    'proxy\\.go' + 'lang',
    'registry\\.yarn' + 'pkg',
    'sum\\.go' + 'lang',
  ].join('|'),
);

/** The one script that derives the catalog from data outside of the repository. */
const derivesFromOutside = /^tools\/catalog\//;

export function texts(files: readonly SourceFile[]): Finding[] {
  return files
    .filter(({ path }) => !isData(path) && !path.endsWith('go.mod'))
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => {
        const where = `${path}:${index + 1}`;
        const found: Finding[] = [];
        if (leftovers.test(line)) found.push(`${where} is left over: ${line.trim()}`);
        if (machinePath.test(line)) found.push(`${where} has a path of one machine: ${line.trim()}`);
        if (outside.test(line) && !derivesFromOutside.test(path))
          found.push(`${where} reads outside of the repository`);
        if (registryHost.test(line)) found.push(`${where} names a registry's host: ${line.trim()}`);
        return found;
      }),
    );
}
