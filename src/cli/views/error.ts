import { exitCode } from '../../base/exit-code.ts';
import type { Problem, UserError } from '../../base/user-error.ts';
import type { Io } from '../io.ts';
import { colors } from './colors.ts';

/** The user's mistake: to stderr for people, or as one JSON document on stdout. */
export function showUserError(error: UserError, json: boolean, io: Io): void {
  if (json) {
    io.stdout(`${JSON.stringify({ schemaVersion: 1, error: errorFields(error) }, null, 2)}\n`);
    return;
  }
  const paint = colors(io.color);
  io.stderr(`${paint.red('error:')} ${error.message}\n`);
  if (error.hint) io.stderr(`${paint.cyan('hint:')} ${error.hint}\n`);
}

/** A bug of ours: loud, with its stack. */
export function showBug(error: unknown, json: boolean, io: Io): void {
  const message = error instanceof Error ? error.message : String(error);
  if (json) {
    const fields = { code: codeName(exitCode.bug), exitCode: exitCode.bug, message, hint: null, problems: [] };
    io.stdout(`${JSON.stringify({ schemaVersion: 1, error: fields }, null, 2)}\n`);
  }
  io.stderr(`${error instanceof Error ? (error.stack ?? message) : message}\n`);
  io.stderr('This is a bug in skyplan, not a mistake of yours. Please report it with the lines above.\n');
}

/** `error` of a JSON document. */
export function errorFields(error: UserError): Record<string, unknown> {
  const { exitCode: code, message, hint } = error;
  return { code: codeName(code), exitCode: code, message, hint: hint ?? null, problems: problemsOf(error) };
}

function codeName(code: number): string {
  const name = Object.entries(exitCode).find(([, value]) => value === code)?.[0] ?? 'bug';
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function problemsOf(error: UserError): readonly Problem[] {
  return 'problems' in error && Array.isArray(error.problems) ? (error.problems as Problem[]) : [];
}
