import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { World } from '../../src/provider/provider.ts';

/** The folders that are the local cloud. Its machines and stores are folders below it. */
export interface LocalWorld {
  /** One folder per host, also its HOME. */
  readonly hosts: string;
  /** One folder per job. */
  readonly stores: string;
  /** Written by a tester: see README.md, "Faults". */
  readonly faults: string;
}

/**
 * Where the local cloud lies. Inside a `file://` backend's own folder, so that whoever keeps the backend keeps
 * the checkpoints; beside the user's data for any other backend.
 */
export function localCloudFolder(world: World, env: NodeJS.ProcessEnv = process.env): string {
  if (world.backendUrl.startsWith('file://')) return join(fileURLToPath(world.backendUrl), 'local-cloud');
  const home = env.HOME ?? '';
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'skyplan', 'local-cloud');
}

export function localWorld(folder: string): LocalWorld {
  return { hosts: join(folder, 'hosts'), stores: join(folder, 'stores'), faults: join(folder, 'faults.json') };
}

/** The cloud that a host's folder belongs to: `<cloud>/hosts/<host>`. */
export function cloudOfHost(hostFolder: string): string {
  return dirname(dirname(hostFolder));
}
