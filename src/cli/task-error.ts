import { exitCode } from '../base/exit-code.ts';
import { type Problem, UserError } from '../base/user-error.ts';
import { explainProblems } from '../task/explain-problems.ts';

/** All the mistakes of a task file at once, each with its place. */
export class TaskError extends UserError {
  override name = 'TaskError';
  readonly problems: readonly Problem[];

  constructor(file: string, text: string, problems: readonly Problem[]) {
    const count = problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`;
    super(exitCode.badInput, `${file} has ${count}:\n\n${explainProblems(file, text, problems)}\n`);
    this.problems = problems;
  }
}
