import ts from 'typescript';
import { pureFolders } from './import-rules.ts';
import { at, type Finding, importsOf, isTest, isTypeScript, type SourceFile, syntaxOf, visit } from './source-file.ts';

/** No effects left of the bar: time, randomness and data come in as arguments. */
export function purity(files: readonly SourceFile[]): Finding[] {
  const pure = files.filter(
    ({ path }) =>
      isTypeScript(path) && !isTest(path) && pureFolders.some((folder) => path.startsWith(`src/${folder}/`)),
  );
  return pure.flatMap((file) => {
    const found: Finding[] = importsOf(file)
      .filter(({ specifier }) => specifier.startsWith('node:'))
      .map(({ where, specifier }) => `${where} imports ${specifier}`);
    visit(syntaxOf(file), (node) => {
      const what = effectOf(node);
      if (what) found.push(`${at(file, node)} uses ${what}`);
    });
    return found;
  });
}

function effectOf(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return 'async';
  if (ts.isAwaitExpression(node)) return 'await';
  if (ts.isPropertyAccessExpression(node)) {
    const text = node.getText();
    if (text === 'Date.now' || text === 'Math.random' || text === 'performance.now') return text;
    if (['process', 'console'].includes(node.expression.getText())) return node.expression.getText();
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length) return 'new Date()';
  return undefined;
}

/** Names of clouds and of their products. `local` is a word of its own, so only the bare literal counts. */
const cloudWord = /(?<![a-z])(aws|amazon|ec2|s3|gcp|gcs|gce|google|azure|azblob|microsoft|runpod|lambdalabs)(?![a-z])/i;
const uriScheme =
  /^(s3|gs|gcs|r2|cos|oci|nebius|azure|azblob|https?)(:|:\/\/.*)?$|(s3|gs|r2|cos|oci|nebius|azblob):\/\//i;

/** Files that may name clouds, and why. */
const mayNameClouds: Readonly<Record<string, string>> = {
  'src/cli/views/': 'views speak of clouds',
  'src/cli/examples.ts': 'the examples under --help',
  'src/cli/program.ts': 'option texts under --help',
  'src/backend/backend-url.ts': "the schemes of Pulumi's own backend URLs",
  'src/task/data.ts': 'which cloud a URI scheme of a data place belongs to',
};

/** src/ knows no cloud by name: whatever differs between clouds stands in stacks/. Comments may give examples. */
export function cloudNames(files: readonly SourceFile[]): Finding[] {
  const sources = files.filter(
    ({ path }) =>
      path.startsWith('src/') &&
      isTypeScript(path) &&
      !isTest(path) &&
      !Object.keys(mayNameClouds).some((at) => path.startsWith(at)),
  );
  return sources.flatMap((file) => {
    const found: Finding[] = [];
    visit(syntaxOf(file), (node) => {
      const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
      if (!isText && !ts.isIdentifier(node)) return;
      const text = isText ? node.text : node.text.replace(/([a-z0-9])([A-Z])/g, '$1 $2');
      if (file.path.startsWith('src/task/') && isText && uriScheme.test(text)) return;
      if (isText && isProse(text) && /^src\/(task|cli)\//.test(file.path)) return;
      const bare = isText && text === 'local' && ts.isBinaryExpression(node.parent);
      const word = bare ? 'local' : cloudWord.exec(text)?.[0];
      if (word) found.push(`${at(file, node)} names ${word}: ${text.slice(0, 60)}`);
    });
    return found;
  });
}

/** A sentence for the user (a hint with an example), not a value that code compares. */
function isProse(text: string): boolean {
  return text.trim().split(/\s+/).length >= 4;
}

/** No `enum`, no default export, no function over 70 lines. */
export function shapes(files: readonly SourceFile[]): Finding[] {
  const sources = files.filter(({ path }) => isTypeScript(path) && /^(src|stacks)\//.test(path));
  return sources.flatMap((file) => {
    const found: Finding[] = [];
    visit(syntaxOf(file), (node) => {
      if (ts.isEnumDeclaration(node)) found.push(`${at(file, node)} is an enum; use a union`);
      if (ts.isExportAssignment(node)) found.push(`${at(file, node)} is a default export`);
      if (!isTest(file.path) && ts.isFunctionLike(node) && lineCount(file, node) > 70) {
        found.push(`${at(file, node)} is a function of ${lineCount(file, node)} lines; 70 is the most`);
      }
    });
    return found;
  });
}

function lineCount(file: SourceFile, node: ts.Node): number {
  const tree = syntaxOf(file);
  const line = (position: number) => tree.getLineAndCharacterOfPosition(position).line;
  return line(node.getEnd()) - line(node.getStart()) + 1;
}

/** A test that runs alone or not at all. */
export function lonelyTests(files: readonly SourceFile[]): Finding[] {
  return files
    .filter(({ path }) => path.endsWith('.test.ts'))
    .flatMap((file) => {
      const found: Finding[] = [];
      visit(syntaxOf(file), (node) => {
        if (!ts.isPropertyAccessExpression(node)) return;
        const [head] = node.getText().split('.');
        if (
          ['it', 'test', 'describe', 'bench'].includes(head ?? '') &&
          ['only', 'skip', 'todo', 'fails'].includes(node.name.text)
        ) {
          found.push(`${at(file, node)} ${node.getText()}`);
        }
      });
      return found;
    });
}
