/**
 * Every exit code that skyplan itself uses; a job's own exit code is passed on as it is.
 * Codes 64 to 79 follow the spirit of sysexits(3). They are a contract: never renumber.
 */
export const exitCode = {
  ok: 0,
  /** The task file or the command line is wrong: nothing was done. */
  badInput: 2,
  /** The request is well-formed, and no offering can satisfy it. */
  impossible: 3,
  /** No job, stack or file of that name. */
  notFound: 64,
  /** Something that skyplan needs is missing here: the Pulumi CLI, Python, a passphrase. */
  setUp: 65,
  /** The backend cannot be reached or read. */
  backend: 66,
  /** A cloud refused, and no target was left to try. */
  noTarget: 67,
  /** The world moved since the saved plan was made. */
  planMoved: 68,
  /** Another process holds what this command needs. */
  busy: 69,
  /** skyplan is wrong: a bug. */
  bug: 70,
  /** Teardown left something behind; the output lists it. */
  leftOver: 71,
  /** The run stopped at its budget or time limit. */
  limit: 72,
  /** The machine was lost, and nothing replaced it. */
  lost: 73,
  /** The user said no, or there was nobody to ask. */
  declined: 74,
  /** Interrupted by Ctrl-C; what runs on was printed. */
  interrupted: 75,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
