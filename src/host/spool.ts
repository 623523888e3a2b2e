import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandResult } from './connection.ts';
import { MachineGone } from './machine-gone.ts';

const pollMilliseconds = 15;
const aliveCheckMilliseconds = 500;
/** What the host's init may take beyond the command's own time limit. */
const slackSeconds = 10;

/**
 * Has the host's init process run one command: `.host/exec/<id>.json` goes in (temporary name, then rename),
 * `<id>.out`, `.err` and, last, `.exit` come back. A host that is still booting takes it when it is up.
 */
export async function runInHost(
  host: string,
  command: string,
  options: { readonly input?: string; readonly timeoutSeconds?: number } = {},
): Promise<CommandResult> {
  await assertAlive(host);
  const file = (suffix: string) => join(host, '.host', 'exec', `${id}.${suffix}`);
  const id = `${Date.now()}-${randomUUID()}`;
  try {
    await writeFile(file('json.tmp'), JSON.stringify({ command, ...options }), { mode: 0o600 });
    await rename(file('json.tmp'), file('json'));
    const exitCode = Number(await untilExit(host, file('exit'), options.timeoutSeconds));
    const [stdout, stderr] = await Promise.all([readFile(file('out'), 'utf8'), readFile(file('err'), 'utf8')]);
    return { exitCode, stdout, stderr };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw gone(host);
    throw error;
  } finally {
    await Promise.all(['json', 'json.tmp', 'out', 'err', 'exit'].map((suffix) => rm(file(suffix), { force: true })));
  }
}

async function untilExit(host: string, path: string, timeoutSeconds = Number.POSITIVE_INFINITY): Promise<string> {
  const end = Date.now() + (timeoutSeconds + slackSeconds) * 1000;
  for (let checkAt = Date.now() + aliveCheckMilliseconds; ; ) {
    const text = await readText(path);
    if (text !== undefined) return text;
    if (Date.now() > end) throw new MachineGone(`the machine in ${host} does not answer`);
    if (Date.now() > checkAt) {
      checkAt = Date.now() + aliveCheckMilliseconds;
      await assertAlive(host);
    }
    await new Promise((go) => setTimeout(go, pollMilliseconds));
  }
}

/** Throws `MachineGone` where the host's init process does not run (any more). */
export async function assertAlive(host: string): Promise<void> {
  const text = await readText(join(host, '.host', 'init.json'));
  if (text === undefined) throw gone(host);
  const { pid, startTime } = JSON.parse(text) as { pid: number; startTime?: string };
  if (!(await isAlive(pid, startTime))) throw gone(host);
}

/** A process id alone may be somebody else's by now: where the system tells start times cheaply, they must agree. */
async function isAlive(pid: number, startTime: string | undefined): Promise<boolean> {
  if (process.platform === 'linux') {
    const stat = await readText(`/proc/${pid}/stat`);
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields !== undefined && fields[0] !== 'Z' && (!startTime || fields[19] === startTime);
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function gone(host: string): MachineGone {
  return new MachineGone(`the machine in ${host} is gone`);
}
