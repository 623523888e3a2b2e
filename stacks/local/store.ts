import { pathToFileURL } from 'node:url';
import { CustomResource, type Input, type Output } from '@pulumi/pulumi';
import { assert } from '../../src/base/assert.ts';
import type { StoreTarget } from '../../src/provider/target.ts';
import { localWorld } from './world.ts';

/** A job's checkpoint store on the local cloud: one folder. Its stack's destroy removes it with all that is in it. */
export function storeProgram(target: StoreTarget): () => Promise<Record<string, unknown>> {
  const cloud = target.extra.localCloud;
  assert(cloud, 'a local store is aimed before it is made');
  return async () => {
    const store = new LocalStore('store', { folder: `${localWorld(cloud).stores}/${target.job}`, tags: target.tags });
    return { uri: store.folder.apply((folder) => pathToFileURL(folder).href) };
  };
}

class LocalStore extends CustomResource {
  declare readonly folder: Output<string>;

  constructor(name: string, inputs: Record<string, Input<unknown>>) {
    super('skyplan:index:LocalStore', name, inputs);
  }
}
