import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot } from '../../src/disk/package-root.ts';

/** A user with a home of his own, and a backend beside it, so that the home can be lost. */
export interface User {
  readonly folder: string;
  readonly backend: string;
  readonly env: NodeJS.ProcessEnv;
  /** Runs one command line to its end. */
  run(...args: string[]): Promise<Ended>;
  start(...args: string[]): Started;
  /** Writes a task file into the user's folder and returns its path. */
  task(name: string, text: string): string;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** stdout and stderr so far, as they came. */
  output(): string;
  signal(name: NodeJS.Signals): void;
}

const folders: string[] = [];

/** @param backend a backend folder that is there already: another home, the same state. */
export function newUser(more: NodeJS.ProcessEnv = {}, backend?: string): User {
  const folder = mkdtempSync(join(tmpdir(), 'skyplan-e2e-'));
  folders.push(folder);
  const home = join(folder, 'home');
  mkdirSync(home);
  const at = backend ?? join(folder, 'backend');
  const { SKYPLAN_PULUMI, PATH } = process.env;
  const env = { PATH, SKYPLAN_PULUMI, HOME: home, SKYPLAN_BACKEND: `file://${at}`, ...more };
  const start = (...args: string[]) => startProcess(args, env, folder);
  return {
    folder,
    backend: at,
    env,
    start,
    run: (...args) => start(...args).ended,
    task(name, text) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return path;
    },
  };
}

/** Ends what tests have left, so that a failure leaves no process behind; call it in `afterAll`. */
export function forgetUsers(): void {
  for (const pid of processesNaming('skyplan-e2e-')) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

function startProcess(args: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Started {
  const child = spawn(process.execPath, [join(packageRoot(), 'bin', 'skyplan.js'), ...args], { env, cwd });
  let [stdout, stderr, output] = ['', '', ''];
  child.stdout.on('data', (data) => {
    stdout += data;
    output += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
    output += data;
  });
  const ended = new Promise<Ended>((done) => child.on('close', (code) => done({ code, stdout, stderr })));
  return { pid: child.pid ?? -1, ended, output: () => output, signal: (name) => void child.kill(name) };
}

/** Waits for something to become true; fails with what was seen where it does not. */
export async function until(condition: () => boolean | Promise<boolean>, seen: () => string, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${seconds} s; seen:\n${seen()}`);
    await sleep(50);
  }
}

/** Ids of processes whose command line or environment names a text (of ours only, as /proc and ps tell). */
export function processesNaming(text: string): number[] {
  const list = execFileSync('ps', ['-A', '-o', 'pid='], { encoding: 'utf8' }).trim().split(/\s+/);
  return list
    .map(Number)
    .filter(
      (pid) => pid !== process.pid && [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`].some((p) => holds(p, text)),
    );
}

function holds(path: string, text: string): boolean {
  try {
    return existsSync(path) && readFileSync(path, 'latin1').includes(text);
  } catch {
    return false;
  }
}

export function jobIn(output: string): string {
  const id = /\b([a-z][a-z0-9-]*-[a-z2-7]{8})\b/.exec(output.slice(output.indexOf('job  ')))?.[1];
  if (!id) throw new Error(`no job id in:\n${output}`);
  return id;
}
