import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AgentSpec, AgentStatus } from '../../agent/layout.ts';
import { layout } from '../../agent/layout.ts';
import { connectFolder } from '../folder.ts';
import { parseStatus } from '../read-status.ts';
import { startAgent } from '../start-agent.ts';

interface HostWish {
  readonly name?: string;
  /** Hosts of one root share a store. */
  readonly root?: string;
  readonly path?: string | undefined;
  /** Another user, where this process is root. */
  readonly uid?: number;
}

/** A host of a folder under the system's temp folder, with a real init process; and a store beside it. */
export async function makeHost(
  { name = 'host', root = mkdtempSync(join(tmpdir(), 'skyplan-host-')), path = process.env.PATH, uid = 0 }: HostWish = {},
) {
  const folder = join(root, name);
  const store = join(root, 'store');
  mkdirSync(join(folder, '.host', 'exec'), { recursive: true });
  if (uid !== 0) for (const own of [root, folder, join(folder, '.host'), join(folder, '.host', 'exec')]) chownSync(own, uid, uid);
  // Straight from text: another user may not be able to read the checkout.
  const script = readFileSync(join(import.meta.dirname, 'init.mjs'), 'utf8');
  const init = spawn(process.execPath, ['--input-type=module', '-', folder], {
    detached: true,
    ...(uid !== 0 && { uid, gid: uid }),
    cwd: folder,
    stdio: ['pipe', 'ignore', 'inherit'],
    env: { PATH: path, HOME: folder, SKYPLAN_TEST_HOST: folder },
  });
  init.stdin?.end(script);
  init.unref();
  await until(() => existsSync(join(folder, '.host', 'init.json')), 'init');
  const connection = await connectFolder(folder);
  const at = (path: string) => join(folder, path);
  return {
    root,
    folder,
    store,
    storeUri: pathToFileURL(store).href,
    connection,
    at,
    read: (path: string) => readFileSync(at(path), 'utf8'),
    status: (): AgentStatus => parseStatus(readFileSync(at(layout.status), 'utf8')),
    start: (more: Partial<AgentSpec> = {}, secrets: Record<string, string> = {}) =>
      startAgent(connection, { spec: { ...spec(pathToFileURL(store).href), ...more }, secrets }),
    done: () => until(() => existsSync(at(layout.done)), 'done', 30),
    killInit: () => process.kill(init.pid ?? 0, 'SIGKILL'),
    /** Every process of the host, also those that left its session. */
    end() {
      for (const pid of processesOf(folder)) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {}
      }
      rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },
  };
}

export type TempHost = Awaited<ReturnType<typeof makeHost>>;

function spec(storeUri: string): AgentSpec {
  return {
    schemaVersion: 1,
    job: 'digits-abcdefgh',
    attempt: 1,
    rank: 0,
    nodes: 1,
    nodeIps: ['127.0.0.1'],
    gpusPerNode: 0,
    envs: {},
    setup: null,
    run: null,
    storeUri,
    olderStoreUris: [],
    checkpointIntervalSeconds: 0.3,
    settleSeconds: 0.3,
    stopAt: new Date(Date.now() + 3600_000).toISOString(),
    graceSeconds: 5,
    notice: { kind: 'file', path: '.host/notice.json' },
  };
}

/** Linux only; elsewhere a test's processes end by themselves. */
export function processesOf(folder: string): number[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc').flatMap((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`SKYPLAN_TEST_HOST=${folder}`)
        ? [Number(pid)]
        : [];
    } catch {
      return [];
    }
  });
}

export async function until(holds: () => boolean, what: string, seconds = 15): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited ${seconds} s in vain for: ${what}`);
    await new Promise((go) => setTimeout(go, 20));
  }
}
