import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { assert } from '../../src/base/assert.ts';
import type { Provider } from '../../src/provider/provider.ts';
import { find, remove, sight } from './api.ts';
import { classify } from './failures.ts';
import { localOfferings } from './offerings.ts';
import { interpret } from './preemption.ts';
import { aim, aimStore } from './target.ts';

/** The built-in cloud: machines are process trees of this computer. */
export const provider: Provider = {
  cloud: 'local',
  consistencyLagSeconds: 0,
  offerings: async () => localOfferings(),
  aim,
  aimStore,
  plugins: () => [{ name: 'skyplan', path: pluginFolder() }],
  program: async (target) => (await import('./program.ts')).attemptProgram(target),
  storeProgram: async (target) => (await import('./store.ts')).storeProgram(target),
  classify,
  interpret: (sighting, _target, now) => interpret(sighting, now),
  sight: async (machines) => sight(machines),
  find: async (job, attempt, world) => find(job, attempt, world),
  remove,
};

/** The built plugin, seen from the bundles (dist/x.js, dist/chunks/x.js) and from this source file. */
function pluginFolder(): string {
  const places = ['./local', '../local', '../../dist/local'].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  );
  const folder = places.find((place) => existsSync(`${place}/pulumi-resource-skyplan`));
  assert(folder, `the local cloud's plugin is not built: none of ${places.join(', ')} has it`);
  return folder;
}
