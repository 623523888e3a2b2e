import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFaults } from './faults.ts';
import { createHost, deleteHost, readHost } from './host.ts';
import type { ResourceKind } from './plugin-server.ts';
import { cloudOfHost, localWorld } from './world.ts';

/** The local cloud's resources, by Pulumi type. */
export function localResources(): Readonly<Record<string, ResourceKind>> {
  return { 'skyplan:index:LocalHost': localHost, 'skyplan:index:LocalStore': localStore };
}

const initScript = join(dirname(fileURLToPath(import.meta.url)), 'host.js');

const localHost: ResourceKind = {
  replaceOn: ['folder', 'job', 'attempt', 'rank', 'market', 'bootstrap'],
  async create(inputs) {
    const folder = text(inputs, 'folder');
    const faults = readFaults(localWorld(cloudOfHost(folder)).faults);
    const market = text(inputs, 'market');
    if (faults.noCapacity?.some((one) => one === market)) {
      throw new Error(`InsufficientLocalCapacity: no ${market} machine is to be had on this computer now`);
    }
    await seconds(faults.createDelaySeconds);
    if (existsSync(folder))
      throw new Error(`HostExists: ${folder} is there already; a host's name is never used twice`);
    const { job, owner, bootstrap } = {
      job: text(inputs, 'job'),
      owner: text(inputs, 'owner'),
      bootstrap: text(inputs, 'bootstrap'),
    };
    await createHost(
      { folder, job, owner, bootstrap, attempt: Number(inputs.attempt), rank: Number(inputs.rank) },
      initScript,
    );
    await seconds(faults.answerDelaySeconds);
    return { id: folder, outputs: { ...inputs, name: basename(folder) } };
  },
  async read(id) {
    if (readFaults(localWorld(cloudOfHost(id)).faults).readError)
      throw new Error('ServiceUnavailable: cannot read hosts now');
    const state = readHost(id).kind;
    return state === 'running' || state === 'starting';
  },
  async delete(id) {
    await seconds(readFaults(localWorld(cloudOfHost(id)).faults).deleteDelaySeconds);
    await deleteHost(id);
  },
};

const localStore: ResourceKind = {
  replaceOn: ['folder'],
  async create(inputs) {
    const folder = text(inputs, 'folder');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return { id: folder, outputs: inputs };
  },
  async read(id) {
    return existsSync(id);
  },
  async delete(id) {
    rmSync(id, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  },
};

function text(inputs: Record<string, unknown>, name: string): string {
  const value = inputs[name];
  if (typeof value !== 'string') throw new Error(`input ${name} must be a string`);
  return value;
}

async function seconds(count: number | undefined): Promise<void> {
  if (count) await new Promise((resolve) => setTimeout(resolve, count * 1000));
}
