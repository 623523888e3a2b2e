import { basename } from 'node:path';
import type { Sighting } from '../../src/provider/interruption.ts';
import type { Found, World } from '../../src/provider/provider.ts';
import type { Machine } from '../../src/provider/target.ts';
import { deleteHost, type HostState, listHosts, readHost } from './host.ts';
import { localCloudFolder, localWorld } from './world.ts';

/** How each host is now, asked of its folder and its process. */
export function sight(machines: readonly Machine[]): readonly Sighting[] {
  return machines.map(({ id }) => sightingOf(id, readHost(id)));
}

function sightingOf(id: string, host: HostState): Sighting {
  switch (host.kind) {
    case 'none':
      return { machineId: id, state: 'gone', raw: { folder: false } };
    case 'starting':
      return { machineId: id, state: 'starting' };
    case 'running':
      return {
        machineId: id,
        state: 'running',
        raw: { booted: host.booted, ...(host.notice ? { notice: host.notice } : {}) },
      };
    case 'dead': {
      const { end, notice } = host;
      return {
        machineId: id,
        state: 'gone',
        raw: { folder: true, ...(end ? { end } : {}), ...(notice ? { notice } : {}) },
      };
    }
  }
}

export function find(job: string, attempt: number | undefined, world: World): readonly Found[] {
  return listHosts(localWorld(localCloudFolder(world)).hosts, job, attempt).map((host) => ({
    cloud: 'local',
    id: host.folder,
    kind: `host ${basename(host.folder)}`,
    job,
    attempt: host.attempt,
  }));
}

export async function remove(found: Found): Promise<void> {
  await deleteHost(found.id);
}
