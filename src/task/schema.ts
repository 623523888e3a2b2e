import { type Document, isMap, isScalar, type Node, type Pair } from 'yaml';
import type { Problem } from '../base/user-error.ts';
import { findTemplates } from './foreign-dialects.ts';
import { checkOverrides, type Overrides } from './overrides.ts';
import type { Reading } from './read-fields.ts';
import { readTask } from './read-task.ts';
import type { Task } from './task.ts';
import type { Vocabulary } from './vocabulary.ts';
import { entriesOf, parseYaml, problemAt, syntaxProblems, type YamlText } from './yaml-text.ts';

export interface ParseOptions {
  /** For the default name and for messages. */
  readonly file: string;
  readonly vocabulary: Vocabulary;
  /** The caller's environment: gives null secrets and `--env NAME` their values. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly overrides?: Overrides;
  /** The instant to hold a deadline against, ISO 8601 UTC. */
  readonly now: string;
  /** True for a plan, which needs no secret's value: a missing one is then only a warning. */
  readonly secretsOptional?: boolean;
}

export type ParsedTasks =
  | {
      readonly kind: 'tasks';
      /** Of the pipeline, where the file has a header document. */
      readonly name?: string;
      /** One per document, in order. Never empty. */
      readonly tasks: readonly Task[];
      /** Nothing that stops a plan, with its place. */
      readonly warnings: readonly Problem[];
    }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

/** A task file's text as tasks with all defaults filled in, or every mistake in it with its place. */
export function parseTasks(text: string, options: ParseOptions): ParsedTasks {
  const yaml = parseYaml(text);
  const templates = findTemplates(yaml);
  if (templates.length > 0) return { kind: 'problems', problems: templates };
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const documents = yaml.documents.filter((document) => document.errors.length > 0 || !isEmpty(document));
  const header =
    documents[0] && isHeader(documents[0], documents.length)
      ? readHeader(yaml, documents[0], problems, warnings)
      : undefined;
  const bodies = header && documents.length > 1 ? documents.slice(1) : documents;
  const tasks: Task[] = [];
  for (const [index, document] of bodies.entries()) {
    const name = defaultName(options.file, header?.name, bodies.length > 1 ? index + 1 : undefined);
    const task = readDocument(yaml, document, name, options, problems, warnings);
    if (task) tasks.push(task);
  }
  if (documents.length === 0)
    problems.push(
      problemAt(
        yaml,
        null,
        'The file holds no task.',
        'Start with `resources:` and `run:`; examples/ has tasks to copy.',
      ),
    );
  if (options.overrides) problems.push(...checkOverrides(options.overrides, options.vocabulary, options.env));
  if (problems.length > 0) return { kind: 'problems', problems: inOrder(problems) };
  return {
    kind: 'tasks',
    ...(header?.name === undefined ? {} : { name: header.name }),
    tasks,
    warnings: inOrder(warnings),
  };
}

function readDocument(
  yaml: YamlText,
  document: Document.Parsed,
  defaultName: string,
  options: ParseOptions,
  problems: Problem[],
  warnings: Problem[],
): Task | undefined {
  const syntax = syntaxProblems(yaml, document);
  const reading: Reading = { yaml, document, problems: [], warnings: [], envs: {}, whole: syntax.length === 0 };
  const root = document.contents;
  const task = isMap(root) ? readTask(reading, root as Node, defaultName, options) : undefined;
  if (!isMap(root) && syntax.length === 0) {
    problems.push(
      problemAt(
        yaml,
        root as Node | null,
        'This is no task: a task is a map of keys such as `resources:` and `run:`.',
        'Check that each key ends in a colon and a space.',
      ),
    );
  }
  const firstSyntaxLine = Math.min(...syntax.map((problem) => problem.line));
  problems.push(...syntax, ...reading.problems.filter((problem) => problem.line < firstSyntaxLine));
  warnings.push(...reading.warnings);
  return problems.length === 0 ? task : undefined;
}

function isEmpty(document: Document): boolean {
  return document.contents === null || (isScalar(document.contents) && document.contents.value === null);
}

const headerKeys = new Set(['name', 'execution', 'primary_tasks', 'termination_delay']);

/** A first document with nothing but a name, or with a job group's keys. */
function isHeader(document: Document.Parsed, documents: number): boolean {
  if (document.errors.length > 0 || !isMap(document.contents)) return false;
  const keys = [...entriesOf(document.contents as Node, document).entries.keys()];
  return documents > 1 && keys.length > 0 && keys.every((key) => headerKeys.has(key));
}

function readHeader(
  yaml: YamlText,
  document: Document.Parsed,
  problems: Problem[],
  warnings: Problem[],
): { name?: string } {
  const { entries, repeated } = entriesOf(document.contents as Node, document);
  for (const { pair } of repeated)
    problems.push(problemAt(yaml, pair, 'This key is given twice.', 'Keep one of the two.'));
  const execution = scalarOf(entries.get('execution'));
  if (execution !== undefined && !['parallel', 'serial'].includes(execution)) {
    problems.push(
      problemAt(
        yaml,
        entries.get('execution')?.value as Node,
        `Expected \`parallel\` or \`serial\`, found \`${execution}\`.`,
      ),
    );
  } else if (execution === 'parallel') {
    warnings.push(
      problemAt(
        yaml,
        entries.get('execution'),
        'A job group: each task is planned by itself.',
        'skyplan does not run the tasks of a group side by side yet.',
      ),
    );
  }
  const name = scalarOf(entries.get('name'));
  return name === undefined ? {} : { name };
}

function scalarOf(pair: Pair | undefined): string | undefined {
  const value = pair?.value;
  return isScalar(value) && value.value !== null ? String(value.value) : undefined;
}

/** The pipeline's name or the file's base name; with its number where the file holds several tasks. */
function defaultName(file: string, header: string | undefined, number: number | undefined): string {
  const base = header ?? (file.replaceAll('\\', '/').split('/').at(-1) ?? '').replace(/(\.sky)?\.ya?ml$/i, '');
  const name = base === '' || base === '-' ? 'task' : base;
  return number === undefined ? name : `${name}-${number}`;
}

function inOrder(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  const once = problems.filter((problem) => {
    const key = `${problem.line}:${problem.column}:${problem.option}:${problem.message}`;
    return !seen.has(key) && seen.add(key);
  });
  return once.sort((a, b) => a.line - b.line || a.column - b.column);
}
