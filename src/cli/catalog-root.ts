import { join } from 'node:path';
import { packageRoot } from '../disk/package-root.ts';
import type { Io } from './io.ts';

/** The folder of price files: `SKYPLAN_CATALOG`, or the one in this package. */
export function catalogRoot(env: Io['env']): string {
  return env.SKYPLAN_CATALOG || join(packageRoot(), 'catalog');
}
