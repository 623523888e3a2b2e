import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The variable in the environment of every process of a host; a process may leave its group and session, not this. */
export const markerVariable = 'SKYPLAN_HOST';

/** When a process started, as its system says it; undefined: there is no such process, or only its corpse. */
export function startTimeOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const fields = linuxStat(pid);
    return fields && fields[0] !== 'Z' ? fields[19] : undefined;
  }
  try {
    const line = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return line === '' || line.startsWith('Z') ? undefined : line.slice(line.indexOf(' ')).trim();
  } catch {
    return undefined;
  }
}

/**
 * Every live process of a host but this one: those with its marker in their environment, those in the session or group of
 * its init, and the children of any of them.
 */
export function processesOf(marker: string, initPid: number | undefined): number[] {
  const all = process.platform === 'linux' ? linuxProcesses(marker) : psProcesses(marker);
  const ours = new Set(
    all.filter((one) => one.marked || (initPid !== undefined && one.families.includes(initPid))).map((one) => one.pid),
  );
  for (let grew = true; grew; ) {
    const children = all.filter((one) => !ours.has(one.pid) && ours.has(one.parent));
    for (const child of children) ours.add(child.pid);
    grew = children.length > 0;
  }
  ours.delete(process.pid);
  return [...ours];
}

/** SIGTERM to all, then SIGKILL to whoever is left after the grace; resolves to those that outlived even that. */
export async function endProcesses(list: () => number[], graceMilliseconds: number): Promise<number[]> {
  signal(list(), 'SIGTERM');
  const graceEnd = Date.now() + graceMilliseconds;
  const end = graceEnd + 5000;
  for (;;) {
    const left = list();
    if (left.length === 0) return [];
    const now = Date.now();
    if (now > end) return left;
    // Again at each turn: a process may have forked meanwhile.
    if (now > graceEnd) signal(left, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has just ended.
    }
  }
}

interface Seen {
  readonly pid: number;
  readonly parent: number;
  readonly marked: boolean;
  /** Ids of its process group and session. */
  readonly families: readonly number[];
}

function linuxProcesses(marker: string): Seen[] {
  const wanted = `${markerVariable}=${marker}`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const pid = Number(name);
      const stat = linuxStat(pid);
      if (!stat || stat[0] === 'Z' || stat[0] === 'X') return [];
      let environment = '';
      try {
        environment = readFileSync(`/proc/${pid}/environ`, 'latin1');
      } catch {
        // Another user's process.
      }
      const marked = environment.split('\0').includes(wanted);
      return [{ pid, parent: Number(stat[1]), marked, families: [Number(stat[2]), Number(stat[3])] }];
    });
}

/** Fields of /proc/<pid>/stat from the third on: state, parent, group, session, … (the second may hold spaces). */
function linuxStat(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** macOS: `-E` shows the environment of one's own processes, except of those that the system protects. */
function psProcesses(marker: string): Seen[] {
  const text = execFileSync('ps', ['-A', '-E', '-ww', '-o', 'pid=,ppid=,pgid=,state=,command='], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return text.split('\n').flatMap((line) => {
    const found = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line);
    if (!found || found[4]?.startsWith('Z')) return [];
    const marked = ` ${found[5]} `.includes(` ${markerVariable}=${marker} `);
    return [{ pid: Number(found[1]), parent: Number(found[2]), marked, families: [Number(found[3])] }];
  });
}
