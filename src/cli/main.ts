import process from 'node:process';
import { CommanderError } from 'commander';
import { providerOf } from '../../stacks/index.ts';
import { exitCode } from '../base/exit-code.ts';
import { UserError } from '../base/user-error.ts';
import { type Io, processIo } from './io.ts';
import { buildProgram } from './program.ts';

/** Runs one command line and ends the process with its exit code, once all output is written. */
export async function main(): Promise<void> {
  const code = await run(process.argv.slice(2), processIo(providerOf));
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}

/**
 * Runs one command line: `argv` without node and script. Resolves to the exit code and never rejects.
 * Touches nothing but `io`; the one place where errors are told to the user.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let code: number = exitCode.ok;
  const program = buildProgram(io, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.badInput;
    const json = wantsJson(argv);
    if (error instanceof UserError) {
      const { showUserError } = await import('./views/error.ts');
      showUserError(error, json, io);
      return error.exitCode;
    }
    const { showBug } = await import('./views/error.ts');
    showBug(error, json, io);
    return exitCode.bug;
  }
}

function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).includes('--json');
}
