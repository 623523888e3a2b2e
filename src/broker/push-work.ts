import type { AgentSpec } from '../agent/layout.ts';
import { layout } from '../agent/layout.ts';
import { resolveLocalPath } from '../disk/local-paths.ts';
import type { Connection } from '../host/connection.ts';
import { startAgent } from '../host/start-agent.ts';
import type { Target } from '../provider/target.ts';
import type { AttemptContext } from './attempt.ts';

/** Brings the user's files and the agent to a machine, and starts the work there. */
export async function pushWork(
  input: AttemptContext & { readonly connection: Connection; readonly target: Target; readonly storeUri: string },
): Promise<void> {
  const { task, baseFolder, connection, storeUri, ledger, ports, job } = input;
  if (task.workdir?.kind === 'folder') {
    await connection.putFolder(resolveLocalPath(task.workdir.path, baseFolder), layout.workdir);
  }
  for (const mount of task.fileMounts) {
    if (mount.source.kind === 'path') {
      await connection.putFolder(resolveLocalPath(mount.source.path, baseFolder), onMachine(mount.target));
    }
  }
  const olderStoreUris = ledger
    .job()
    .stores.flatMap((store) => (store.uri !== undefined && store.uri !== storeUri && !store.downAt ? [store.uri] : []))
    .reverse();
  await startAgent(connection, {
    spec: specOf(input, olderStoreUris),
    secrets: await ports.backend.secrets(job),
  });
}

function specOf(
  { task, target, storeUri, job }: Parameters<typeof pushWork>[0],
  olderStoreUris: readonly string[],
): AgentSpec {
  const gpusPerNode = gpusAsked(task, target);
  return {
    schemaVersion: 1,
    job,
    attempt: target.attempt,
    rank: 0,
    nodes: target.nodes,
    nodeIps: ['127.0.0.1'],
    gpusPerNode,
    ...(gpusPerNode > 0 &&
      gpusPerNode < target.offering.acceleratorCount && { cudaVisibleDevices: firstDevices(gpusPerNode) }),
    envs: task.envs,
    setup: task.setup ?? null,
    run: task.run ?? null,
    storeUri,
    olderStoreUris,
    checkpointIntervalSeconds: (task.checkpoint?.intervalHours ?? 0) * 3600 || 60,
    settleSeconds: 2,
    stopAt: target.stopAt,
    graceSeconds: 30,
    notice: noticeOf(target),
    lingerSeconds,
  };
}

/** A machine whose work is done, and that nobody has taken down by then, ends itself. */
const lingerSeconds = 600;

/** `0,1,2,3` */
function firstDevices(count: number): string {
  return Array.from({ length: count }, (_, device) => device).join(',');
}

/** What the job asked for, though a host may have more: it must see what it would see elsewhere. */
function gpusAsked(task: AttemptContext['task'], target: Target): number {
  const asked = task.requests.find((r) => r.accelerator?.name === target.offering.accelerator)?.accelerator?.count;
  return Math.floor(asked ?? target.offering.acceleratorCount);
}

function noticeOf(target: Target): AgentSpec['notice'] {
  const path = target.extra.noticeFile;
  return path === undefined ? { kind: 'none' } : { kind: 'file', path };
}

/** `~/data` and `data` lie in the home folder there; an absolute path stays one. */
function onMachine(path: string): string {
  return path.startsWith('~/') ? path.slice(2) : path;
}
