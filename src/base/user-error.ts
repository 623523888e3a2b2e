import type { ExitCode } from './exit-code.ts';

/**
 * Something that the user can fix. Thrown at the edges, caught once in `cli/main.ts`.
 * `message` says what failed and why, `hint` how to fix it; both are whole sentences or short lists.
 */
export class UserError extends Error {
  override name = 'UserError';
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;

  constructor(exitCode: ExitCode, message: string, hint?: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
    this.hint = hint;
  }
}

/** One mistake in a text that the user wrote, with its place: `line` and `column` count from 1. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  /** How many characters the caret line underlines; at least 1. */
  readonly length: number;
  readonly message: string;
  readonly hint?: string;
  /** The command-line option that holds the mistake instead of the text; `line` and `column` are then 0. */
  readonly option?: string;
}
