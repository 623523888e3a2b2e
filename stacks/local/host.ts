import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import {
  type HostEnd,
  type HostInit,
  type HostNotice,
  type HostRecord,
  hostFiles,
  readJson,
  writeWhole,
} from './host-files.ts';
import { endProcesses, markerVariable, processesOf, startTimeOf } from './processes.ts';

/** A host to be made. */
export interface HostWish {
  readonly folder: string;
  readonly job: string;
  readonly attempt: number;
  readonly owner: string;
  readonly rank: number;
  readonly bootstrap: string;
}

/** What is seen of a host from outside. */
export type HostState =
  | { readonly kind: 'none' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly booted: boolean; readonly notice?: HostNotice }
  | { readonly kind: 'dead'; readonly end?: HostEnd; readonly notice?: HostNotice };

/** How long SIGTERM has before SIGKILL when a host is deleted. */
const deletionGraceMilliseconds = 2000;

/**
 * Makes a host: its folder with its tags first, so that a listing finds it whatever dies next, then its init process,
 * detached in a session of its own. Resolves once init runs.
 */
export async function createHost(wish: HostWish, initScript: string): Promise<void> {
  const files = hostFiles(wish.folder);
  for (const folder of [files.exec, files.bin, files.tmp]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { job, attempt, owner, rank } = wish;
  const record: HostRecord = { job, attempt, owner, rank, marker: randomUUID(), createdAt: new Date().toISOString() };
  writeWhole(files.record, `${JSON.stringify(record)}\n`);
  writeWhole(files.bootstrap, wish.bootstrap, 0o700);
  writeWhole(join(files.bin, 'power-off'), `#!/bin/sh\n: > "$HOME/.host/power-off"\n`, 0o755);
  const log = openSync(join(wish.folder, '.host', 'init.log'), 'a');
  const init = spawn(process.execPath, [initScript, wish.folder], {
    cwd: wish.folder,
    env: hostEnvironment(wish.folder, record.marker),
    detached: true,
    stdio: ['ignore', log, log],
  });
  init.unref();
  const failure = new Promise<never>((_, reject) => init.once('error', reject));
  await Promise.race([failure, untilInit(wish.folder)]);
}

async function untilInit(folder: string): Promise<void> {
  const end = Date.now() + 20_000;
  while (Date.now() < end) {
    if (existsSync(hostFiles(folder).init)) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const said = readText(join(folder, '.host', 'init.log'))
    .trim()
    .slice(-500);
  throw new Error(`the host's init process did not start within 20 s: ${said || 'it said nothing'}`);
}

/** Small and clean: nothing of the caller's environment reaches a host but its PATH and language. */
function hostEnvironment(folder: string, marker: string): NodeJS.ProcessEnv {
  const path = [join(folder, '.host', 'bin'), process.env.PATH || '/usr/local/bin:/usr/bin:/bin'].join(delimiter);
  const language = process.env.LANG ? { LANG: process.env.LANG } : {};
  return {
    ...language,
    PATH: path,
    HOME: folder,
    TMPDIR: hostFiles(folder).tmp,
    USER: process.env.USER ?? 'user',
    SHELL: '/bin/sh',
    [markerVariable]: marker,
  };
}

export function readHost(folder: string): HostState {
  const files = hostFiles(folder);
  const record = readJson<HostRecord>(files.record);
  if (!record) return { kind: 'none' };
  const init = readJson<HostInit>(files.init);
  const notice = readJson<HostNotice>(files.notice);
  const told = notice ? { notice } : {};
  if (!init)
    return Date.now() - Date.parse(record.createdAt) < 20_000 ? { kind: 'starting' } : { kind: 'dead', ...told };
  if (startTimeOf(init.pid) === init.startTime) return { kind: 'running', booted: existsSync(files.booted), ...told };
  const end = readJson<HostEnd>(files.ended);
  return { kind: 'dead', ...told, ...(end ? { end } : {}) };
}

/** Ends every process of a host and removes its folder. Gone already is a success. */
export async function deleteHost(folder: string): Promise<void> {
  const files = hostFiles(folder);
  const record = readJson<HostRecord>(files.record);
  if (record) {
    const pid = () => liveInit(folder);
    const left = await endProcesses(() => processesOf(record.marker, pid()), deletionGraceMilliseconds);
    if (left.length > 0) throw new Error(`processes ${left.join(', ')} of host ${basename(folder)} cannot be ended`);
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

function liveInit(folder: string): number | undefined {
  const init = readJson<HostInit>(hostFiles(folder).init);
  return init && startTimeOf(init.pid) === init.startTime ? init.pid : undefined;
}

/**
 * Every host folder of one job (or attempt), dead or alive: what must not be left behind. Known by the folder's own
 * name, which is there before anything else is.
 */
export function listHosts(hosts: string, job: string, attempt?: number): { folder: string; attempt: number }[] {
  if (!existsSync(hosts)) return [];
  return readdirSync(hosts).flatMap((name) => {
    const found = /^(.+)\.(\d+)\.(\d+)$/.exec(name);
    const its = Number(found?.[2]);
    return found?.[1] === job && (attempt === undefined || its === attempt)
      ? [{ folder: join(hosts, name), attempt: its }]
      : [];
  });
}

/** `<job>.<attempt>.<rank>` */
export function hostName(job: string, attempt: number, rank: number): string {
  return `${job}.${attempt}.${rank}`;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Marks why a host ended; init's last act, read by whoever asks later. */
export function writeEnd(folder: string, why: HostEnd['why']): void {
  const end: HostEnd = { why, at: new Date().toISOString() };
  try {
    writeFileSync(hostFiles(folder).ended, `${JSON.stringify(end)}\n`);
  } catch {
    // The folder is being deleted.
  }
}
