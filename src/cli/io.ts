import process from 'node:process';
import type { Readable } from 'node:stream';
import type { Provider } from '../provider/provider.ts';

/** All that a command may touch of the world around it, so that tests can stand in for a terminal. */
export interface Io {
  /** Results. The text brings its own line ends. */
  readonly stdout: (text: string) => void;
  /** Progress, warnings, errors. */
  readonly stderr: (text: string) => void;
  readonly stdin: Readable;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** stdout is a terminal. */
  readonly isTTY: boolean;
  /** Width to fit; 100 where stdout is no terminal. */
  readonly columns: number;
  /** Colour is wanted on stdout. */
  readonly color: boolean;
  readonly now: () => Date;
  /** Aborted by Ctrl-C or SIGTERM. Whoever never reads it dies of the signal at once. */
  readonly signal: AbortSignal;
  /** Asks yes or no; undefined: there is nobody to ask. */
  readonly confirm: (question: string) => Promise<boolean | undefined>;
  /** The clouds that skyplan can launch, from the composition root; undefined: no such cloud. */
  readonly providerOf: ProviderOf;
}

export type ProviderOf = (cloud: string) => Promise<Provider | undefined>;

/** Width of a piped output: fits a pull request, an e-mail and most terminals. */
const pipedColumns = 100;

export function processIo(providerOf: ProviderOf): Io {
  const { stdout, stderr, stdin, env } = process;
  endQuietlyWhenNobodyReads();
  let signal: AbortSignal | undefined;
  return {
    stdout: (text) => void stdout.write(text),
    stderr: (text) => void stderr.write(text),
    stdin,
    env,
    cwd: process.cwd(),
    isTTY: stdout.isTTY === true,
    columns: stdout.isTTY ? Math.max(stdout.columns || pipedColumns, 40) : pipedColumns,
    color: wantsColor(env, stdout.isTTY === true),
    now: () => new Date(),
    get signal() {
      signal ??= abortOnSignals();
      return signal;
    },
    confirm: async (question) => {
      if (!stdin.isTTY || !stderr.isTTY) return undefined;
      const { default: confirm } = await import('@inquirer/confirm');
      return await confirm({ message: question, default: false }, { input: stdin, output: stderr });
    },
    providerOf,
  };
}

/** By no-color.org and the FORCE_COLOR custom; an empty NO_COLOR counts as unset. */
export function wantsColor(env: Io['env'], isTTY: boolean): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return isTTY && env.TERM !== 'dumb';
}

/** The first signal asks commands to end in good order; a second one ends the process. */
function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  const numbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(128 + numbers[name]);
      controller.abort(name);
    });
  }
  return controller.signal;
}

/** `skyplan plan … | head` is no error. */
function endQuietlyWhenNobodyReads(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(0);
    });
  }
}
