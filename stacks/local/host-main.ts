import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, renameSync, unlinkSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeEnd } from './host.ts';
import {
  type ExecRequest,
  type HostEnd,
  type HostInit,
  type HostNotice,
  hostFiles,
  readJson,
  writeWhole,
} from './host-files.ts';
import { endProcesses, markerVariable, processesOf, startTimeOf } from './processes.ts';

/**
 * The init process of a local host (`node host.js <folder>`): runs the bootstrap script, then every command that is put
 * into its exec folder, and ends the whole host at power-off, at a notice's kill time, or when its folder is removed.
 * It leads a session of its own; whatever it starts stays in it unless it leaves on purpose, and carries the marker.
 */
const folder = process.argv[2] ?? '';
const files = hostFiles(folder);
const marker = process.env[markerVariable] ?? '';
/** Half of the 50 ms that a command may wait; `watch` is quicker where it works. */
const pollMilliseconds = 25;
const running = new Map<string, ChildProcess>();
let booted = false;
let ending = false;

process.on('SIGTERM', () => end('deletion'));
process.on('SIGHUP', () => {});
process.on('SIGINT', () => {});
start();

function start(): void {
  const startTime = startTimeOf(process.pid) ?? '';
  const init: HostInit = { pid: process.pid, startTime };
  try {
    writeWhole(files.init, `${JSON.stringify(init)}\n`);
  } catch {
    process.exit(1);
  }
  boot();
  setInterval(turn, pollMilliseconds);
  try {
    watch(files.exec, takeCommands).on('error', () => {});
  } catch {
    // The poll does it.
  }
}

function boot(): void {
  const log = openSync(files.bootLog, 'a');
  const child = spawn('/bin/sh', [files.bootstrap], { cwd: folder, stdio: ['ignore', log, log] });
  closeSync(log);
  const done = (code: number) => {
    if (booted) return;
    booted = true;
    try {
      writeWhole(files.booted, `${code}\n`);
    } catch {
      return;
    }
    takeCommands();
  };
  child.on('error', () => done(127));
  child.on('exit', (code) => done(code ?? 128));
}

function turn(): void {
  if (ending) return;
  if (!existsSync(files.record)) return void end('deletion');
  if (existsSync(files.powerOff)) return void end('power-off');
  const notice = readJson<HostNotice>(files.notice);
  if (notice && Date.parse(notice.killAt) <= Date.now()) return void end('preemption');
  takeCommands();
}

function takeCommands(): void {
  if (!booted || ending) return;
  let names: string[] = [];
  try {
    names = readdirSync(files.exec).filter((name) => name.endsWith('.json'));
  } catch {
    return;
  }
  for (const name of names.sort()) {
    const id = name.slice(0, -'.json'.length);
    if (running.has(id)) continue;
    const request = readJson<ExecRequest>(join(files.exec, name));
    if (request) runCommand(id, request);
  }
}

/** Output goes straight into files, so that a long one needs no memory and outlives whoever asked for it. */
function runCommand(id: string, request: ExecRequest): void {
  const at = (suffix: string) => join(files.exec, `${id}.${suffix}`);
  const output = openSync(at('out'), 'w', 0o600);
  const errors = openSync(at('err'), 'w', 0o600);
  const child = spawn('/bin/sh', ['-c', request.command], { cwd: folder, stdio: ['pipe', output, errors] });
  closeSync(output);
  closeSync(errors);
  running.set(id, child);
  child.stdin?.on('error', () => {});
  child.stdin?.end(request.input ?? '');
  const seconds = request.timeoutSeconds;
  const timer = seconds === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
  const done = (code: number) => {
    clearTimeout(timer);
    try {
      unlinkSync(at('json'));
      writeFileSync(at('exit.draft'), `${code}\n`);
      renameSync(at('exit.draft'), at('exit'));
    } catch {
      // Whoever asked has cleaned up, or the host is being deleted.
    }
    running.delete(id);
  };
  child.on('error', () => done(127));
  child.on('exit', (code, signal) => done(code ?? 128 + (signal === 'SIGKILL' ? 9 : 15)));
}

async function end(why: HostEnd['why']): Promise<void> {
  if (ending) return;
  ending = true;
  writeEnd(folder, why);
  // A cloud pulls the plug at a notice's kill time; everywhere else processes may say goodbye.
  await endProcesses(() => processesOf(marker, process.pid), why === 'preemption' ? 0 : 1500);
  process.exit(0);
}
