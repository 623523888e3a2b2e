import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What lies in a host's folder beside its user's files, below `.host/`. */
export interface HostFiles {
  /** Written before the first process: who owns this host. */
  readonly record: string;
  /** Written by the host's init process. */
  readonly init: string;
  /** Exit code of the bootstrap script; the host takes commands from then on. */
  readonly booted: string;
  readonly bootstrap: string;
  readonly bootLog: string;
  /** Commands for the host: see README.md, "How a command gets in". */
  readonly exec: string;
  /** A preemption notice; a tester writes it. */
  readonly notice: string;
  /** Why the host ended: written by init as its last act. */
  readonly ended: string;
  readonly powerOff: string;
  readonly bin: string;
  readonly tmp: string;
}

/** `.host/record.json`: the tags of a host, and the marker that all its processes carry in their environment. */
export interface HostRecord {
  readonly job: string;
  readonly attempt: number;
  readonly owner: string;
  readonly rank: number;
  readonly marker: string;
  readonly createdAt: string;
}

/** `.host/init.json`. `startTime` tells a reused process id from the process that was meant. */
export interface HostInit {
  readonly pid: number;
  readonly startTime: string;
}

/** `.host/ended.json` */
export interface HostEnd {
  readonly why: 'power-off' | 'preemption' | 'deletion';
  readonly at: string;
}

/** `.host/notice.json`: the host is taken at `killAt`. */
export interface HostNotice {
  readonly reason: string;
  /** ISO 8601 UTC. */
  readonly killAt: string;
}

/** `.host/exec/<id>.json` */
export interface ExecRequest {
  readonly command: string;
  readonly input?: string;
  readonly timeoutSeconds?: number;
}

export function hostFiles(folder: string): HostFiles {
  const at = (...name: string[]) => join(folder, '.host', ...name);
  return {
    record: at('record.json'),
    init: at('init.json'),
    booted: at('booted'),
    bootstrap: at('bootstrap.sh'),
    bootLog: at('bootstrap.log'),
    exec: at('exec'),
    notice: at('notice.json'),
    ended: at('ended.json'),
    powerOff: at('power-off'),
    bin: at('bin'),
    tmp: at('tmp'),
  };
}

/** undefined: no such file, or not whole yet. */
export function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

/** Whole or not at all, for whoever reads at the same time. */
export function writeWhole(path: string, content: string, mode = 0o644): void {
  const draft = `${path}.${process.pid}.draft`;
  writeFileSync(draft, content, { mode });
  renameSync(draft, path);
}
