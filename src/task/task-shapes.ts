import { deadline } from './deadline.ts';
import { workDir } from './file-mounts.ts';
import { duration, pause, sizeGB, usd, usdPerHour } from './scalars.ts';
import { anything, byKind, checked, mapOf, oneOf, type Shape, text, turned, wholeNumber, yesOrNo } from './shape.ts';

/** Top-level keys that SkyPilot knows, that are accepted here, and that change nothing yet. */
export const unusedTaskKeys = [
  'api_server_access',
  'config',
  'event_callback',
  'file_mounts_mapping',
  'inputs',
  'managed_secrets',
  'outputs',
  'volume_mounts',
  'volumes',
] as const;

type Duration = { readonly kind: 'all'; readonly hours: number } | { readonly kind: 'per-accelerator' };

/** Read apart, because nothing is filled in. */
const script = anything;

/** One shape per top-level key. */
export const taskShapes = {
  name: checked(text, (name) =>
    name.trim() === ''
      ? { message: 'A name cannot be empty.', hint: 'Leave `name` out to use the name of the file.' }
      : undefined,
  ),
  num_nodes: wholeNumber(1),
  resources: anything,
  envs: anything,
  secrets: anything,
  workdir: workDir,
  file_mounts: anything,
  setup: script,
  run: script,
  market: oneOf(['spot', 'on-demand', 'any'], { ondemand: 'on-demand', on_demand: 'on-demand' }),
  budget: usd,
  deadline,
  duration: byKind<Duration>('a duration such as `8h`, or one per accelerator', {
    string: turned(duration, (hours) => ({ kind: 'all', hours })),
    number: turned(duration, (hours) => ({ kind: 'all', hours })),
    map: turned(anything, () => ({ kind: 'per-accelerator' })),
  }),
  data: anything,
  checkpoint: turned(mapOf({ interval: duration, size: sizeGB, restart: pause }), (map) => ({
    ...(map.interval === undefined ? {} : { intervalHours: map.interval }),
    ...(map.size === undefined ? {} : { sizeGB: map.size }),
    ...(map.restart === undefined ? {} : { restartHours: map.restart }),
  })),
  max_price: usdPerHour,
  arch: oneOf(['x86_64', 'arm64', 'any'], {
    'x86-64': 'x86_64',
    x86: 'x86_64',
    x64: 'x86_64',
    amd64: 'x86_64',
    aarch64: 'arm64',
    arm: 'arm64',
  }),
  exact: yesOrNo,
  ...(Object.fromEntries(unusedTaskKeys.map((key) => [key, anything])) as Record<
    (typeof unusedTaskKeys)[number],
    Shape<unknown>
  >),
};
