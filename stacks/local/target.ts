import type { World } from '../../src/provider/provider.ts';
import type { StoreTarget, Target } from '../../src/provider/target.ts';
import { localCloudFolder } from './world.ts';

/** Adds where the local cloud lies. */
export function aim(base: Target, world: World): Target {
  return { ...base, extra: { ...base.extra, localCloud: localCloudFolder(world) } };
}

export function aimStore(base: StoreTarget, world: World): StoreTarget {
  return { ...base, extra: { ...base.extra, localCloud: localCloudFolder(world) } };
}
