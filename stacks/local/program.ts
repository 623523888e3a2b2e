import { CustomResource, type Input, type Output } from '@pulumi/pulumi';
import { assert } from '../../src/base/assert.ts';
import type { Machine, Target } from '../../src/provider/target.ts';
import { hostName } from './host.ts';
import { localWorld } from './world.ts';

/** An attempt on the local cloud: one host per node. */
export function attemptProgram(target: Target): () => Promise<Record<string, unknown>> {
  return async () => {
    const hosts = Array.from({ length: target.nodes }, (_, rank) => localHost(target, rank));
    return { machines: hosts.map((host, rank) => machineOf(host, hostName(target.job, target.attempt, rank), rank)) };
  };
}

function localHost(target: Target, rank: number): LocalHost {
  const cloud = target.extra.localCloud;
  assert(cloud, 'a local target is aimed before it is launched');
  return new LocalHost(`host-${rank}`, {
    folder: `${localWorld(cloud).hosts}/${hostName(target.job, target.attempt, rank)}`,
    job: target.job,
    attempt: target.attempt,
    owner: target.tags['skyplan:owner'] ?? '',
    rank,
    market: target.offering.market,
    bootstrap: target.bootstrap,
    tags: target.tags,
  });
}

function machineOf(host: LocalHost, name: string, rank: number): Record<keyof Machine, unknown> {
  return { id: host.id, name, rank, reach: { kind: 'folder', path: host.folder } };
}

class LocalHost extends CustomResource {
  declare readonly folder: Output<string>;

  constructor(name: string, inputs: Record<string, Input<unknown>>) {
    super('skyplan:index:LocalHost', name, inputs);
  }
}
