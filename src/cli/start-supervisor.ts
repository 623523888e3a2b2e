import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runFolder } from '../disk/notice-file.ts';
import { packageRoot } from '../disk/package-root.ts';
import type { Io } from './io.ts';
import type { SuperviseOrder } from './supervise-order.ts';

/** The detached process that drives a job. */
export interface Supervisor {
  readonly pid: number;
  readonly folder: string;
  alive(): boolean;
  /** Once it has ended; null where a signal ended it. */
  exitCode(): number | null | undefined;
  /** What it wrote to its standard error: its last words, where it died. */
  lastWords(): string;
}

/** Starts it in a session of its own, so that neither Ctrl-C nor a closed terminal reaches it. */
export function startSupervisor(order: SuperviseOrder, io: Io): Supervisor {
  const folder = runFolder(order.job, io.env);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const errors = join(folder, 'supervisor.err');
  const child = spawn(process.execPath, [join(packageRoot(), 'bin', 'skyplan.js'), 'supervise', order.job], {
    cwd: io.cwd,
    env: io.env as NodeJS.ProcessEnv,
    detached: true,
    stdio: ['pipe', openSync(join(folder, 'supervisor.out'), 'a', 0o600), openSync(errors, 'a', 0o600)],
  });
  let code: number | null | undefined;
  child.on('exit', (ended) => {
    code = ended;
  });
  child.stdin?.end(JSON.stringify(order));
  child.unref();
  if (child.pid === undefined) throw new Error('the process that drives the job could not be started');
  return {
    pid: child.pid,
    folder,
    alive: () => code === undefined,
    exitCode: () => code,
    lastWords: () => readFileSync(errors, 'utf8').trim(),
  };
}
