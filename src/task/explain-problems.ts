import type { Problem } from '../base/user-error.ts';

/** Every problem as `file:line:column`, its line, a caret line and the fix; one empty line between them. */
export function explainProblems(file: string, text: string, problems: readonly Problem[]): string {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  return problems.map((problem) => explainProblem(file, lines, problem)).join('\n\n');
}

function explainProblem(file: string, lines: readonly string[], problem: Problem): string {
  const hint = problem.hint === undefined ? [] : [`  fix: ${problem.hint}`];
  if (problem.option !== undefined) return [`${problem.option}: ${problem.message}`, ...hint].join('\n');
  const line = lines[problem.line - 1] ?? '';
  const number = String(problem.line);
  const before = line.slice(0, problem.column - 1).replace(/[^\t]/g, ' ');
  return [
    `${file}:${problem.line}:${problem.column}: ${problem.message}`,
    `  ${number} | ${line}`,
    `  ${' '.repeat(number.length)} | ${before}${'^'.repeat(problem.length)}`,
    ...hint,
  ].join('\n');
}
