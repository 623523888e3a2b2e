import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

/** One file of the repository: its path from the root with `/`, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** What a rule found: `path:line what is wrong`. */
export type Finding = string;

const skippedFolders = new Set(['node_modules', 'dist', '.git', '.cache', 'coverage', '__pycache__']);
const textEnding = /\.(ts|mjs|js|py|sh|go|json|yaml|yml|md|csv|txt)$|(^|\/)(run|LICENSE|\.gitignore)$/;

/** Every text file of the repository but what git ignores; `catalog/` and recorded data are listed with empty text. */
export function repositoryFiles(root: string, folder = ''): SourceFile[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : repositoryFiles(root, path);
    if (!entry.isFile() || !textEnding.test(path) || /\.(tgz|log|draft)$/.test(path)) return [];
    return [{ path, text: isData(path) ? '' : readFileSync(join(root, path), 'utf8') }];
  });
}

/** Rows and recordings: nobody's prose and nobody's code. */
export function isData(path: string): boolean {
  return (
    (path.startsWith('catalog/') && path.endsWith('.csv')) ||
    path.startsWith('test/data/') ||
    path.includes('__fixtures__/') ||
    path === 'package-lock.json' ||
    path === 'LICENSE' ||
    path.endsWith('go.sum')
  );
}

export function isTest(path: string): boolean {
  return /\.test\.ts$/.test(path) || path.startsWith('test/');
}

export function isTypeScript(path: string): boolean {
  return path.endsWith('.ts') && !path.endsWith('.d.ts');
}

const parsed = new WeakMap<SourceFile, ts.SourceFile>();

export function syntaxOf(file: SourceFile): ts.SourceFile {
  const known = parsed.get(file);
  if (known) return known;
  const tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2023, true);
  parsed.set(file, tree);
  return tree;
}

export function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

export function at(file: SourceFile, node: ts.Node): string {
  const { line } = syntaxOf(file).getLineAndCharacterOfPosition(node.getStart());
  return `${file.path}:${line + 1}`;
}

export interface Import {
  readonly specifier: string;
  /** Path from the root for a relative import; undefined for a package. */
  readonly target: string | undefined;
  readonly kind: 'static' | 'dynamic' | 'type';
  readonly where: string;
}

/** All imports and re-exports of a file, those of types and dynamic ones included. */
export function importsOf(file: SourceFile): Import[] {
  const found: Import[] = [];
  const add = (node: ts.Node, specifier: string, kind: Import['kind']) => {
    const target = specifier.startsWith('.') ? posix.join(posix.dirname(file.path), specifier) : undefined;
    found.push({ specifier, target, kind, where: at(file, node) });
  };
  visit(syntaxOf(file), (node) => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      const typeOnly = ts.isImportDeclaration(node)
        ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
        : node.isTypeOnly;
      if (ts.isStringLiteral(node.moduleSpecifier)) add(node, node.moduleSpecifier.text, typeOnly ? 'type' : 'static');
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [first] = node.arguments;
      if (first && ts.isStringLiteral(first)) add(node, first.text, 'dynamic');
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      if (ts.isStringLiteral(node.argument.literal)) add(node, node.argument.literal.text, 'type');
    }
  });
  return found;
}
