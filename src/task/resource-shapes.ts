import { accelerators } from './accelerators.ts';
import { cpuAmount, diskGiB, idleMinutes, memoryAmount, usdPerHour } from './scalars.ts';
import {
  anything,
  byKind,
  listOf,
  mapOf,
  oneOf,
  parsed,
  recordOf,
  type Shape,
  text,
  turned,
  wholeNumber,
  yesOrNo,
} from './shape.ts';
import type { JobRecovery, ResourceRequest } from './task.ts';

export const diskTiers = ['low', 'medium', 'high', 'ultra', 'best'] as const;
export const defaultDisk = { sizeGiB: 256, tier: 'medium' } as const;

/** Keys of `resources` that SkyPilot knows, that are accepted here, and that change nothing yet. */
export const unusedResourceKeys = [
  'accelerator_args',
  'ephemeral_storage',
  'hooks',
  'local_disk',
  'network_tier',
  'preemption',
  'priority',
  'priority_class',
  'termination_hook',
  'volumes',
] as const;

/** One shape per key of `resources`, and of an entry of `any_of` or `ordered`. */
export const resourceShapes = {
  infra: parsed('a place such as `aws`, `aws/us-east-1` or `k8s`', (value) =>
    typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined,
  ),
  cloud: onePlace('cloud'),
  region: onePlace('region'),
  zone: onePlace('zone'),
  instance_type: text,
  accelerators,
  gpus: accelerators,
  cpus: cpuAmount,
  memory: memoryAmount,
  use_spot: yesOrNo,
  max_hourly_cost: usdPerHour,
  disk_size: diskGiB,
  disk_tier: oneOf(diskTiers, { none: 'medium' }),
  ports: portsShape(),
  image_id: imageShape(),
  labels: recordOf(text),
  autostop: autostopShape(),
  job_recovery: jobRecoveryShape(),
  accelerator_args: anything,
  ephemeral_storage: anything,
  hooks: anything,
  local_disk: anything,
  network_tier: oneOf(['standard', 'best']),
  preemption: anything,
  priority: anything,
  priority_class: anything,
  termination_hook: anything,
  volumes: anything,
};

function onePlace(what: string): Shape<string> {
  return parsed(
    `one ${what}`,
    (value) => {
      if (typeof value === 'number') return String(value);
      return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
    },
    `To allow several, write \`any_of: [{${what}: …}, {${what}: …}]\` under \`resources\`.`,
  );
}

function portsShape(): Shape<string[]> {
  const port = parsed('a port such as `8080` or a range such as `8000-8010`, from 1 to 65535', (value) => {
    const match = /^(\d+)(?:\s*-\s*(\d+))?$/.exec(String(value).trim());
    if (!match || typeof value === 'object') return undefined;
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (first < 1 || last > 65535 || first > last) return undefined;
    return match[2] === undefined ? `${first}` : `${first}-${last}`;
  });
  const one = turned(port, (value) => [value]);
  return byKind('a port, a range or a list of them', { number: one, string: one, list: listOf(port) });
}

function imageShape(): Shape<string | Record<string, string>> {
  return byKind<string | Record<string, string>>('an image id, or a map of one per region', {
    string: text,
    map: recordOf(text),
  });
}

function autostopShape(): Shape<ResourceRequest['autostop'] | 'off'> {
  const minutes = turned(
    idleMinutes,
    (idle) => (idle < 0 ? 'off' : { idleMinutes: idle, down: false }) as ResourceRequest['autostop'] | 'off',
  );
  return byKind<ResourceRequest['autostop'] | 'off'>('idle minutes, true, false or a map', {
    boolean: turned(yesOrNo, (on) => (on ? { idleMinutes: defaultIdleMinutes, down: false } : 'off')),
    number: minutes,
    string: minutes,
    map: turned(
      mapOf({
        idle_minutes: idleMinutes,
        down: yesOrNo,
        wait_for: oneOf(['jobs_and_ssh', 'jobs', 'none']),
        hook: text,
        hook_timeout: wholeNumber(1),
      }),
      (map) => ({ idleMinutes: map.idle_minutes ?? defaultIdleMinutes, down: map.down ?? false }),
    ),
  });
}

const defaultIdleMinutes = 5;

function jobRecoveryShape(): Shape<JobRecovery> {
  const strategy = oneOf(['EAGER_NEXT_REGION', 'FAILOVER', 'DYNAMIC_NODE_SET', 'none']);
  const exitCode = wholeNumber(0, 255);
  const exitCodes = byKind('an exit code or a list of them', {
    number: turned(exitCode, (code) => [code]),
    list: listOf(exitCode),
  });
  return byKind<JobRecovery>('a strategy or a map', {
    string: turned(strategy, (name) => ({ strategy: name })),
    map: turned(
      mapOf({
        strategy,
        max_restarts_on_errors: wholeNumber(0),
        recover_on_exit_codes: exitCodes,
        min_nodes: wholeNumber(1),
      }),
      (map) => ({
        ...(map.strategy === undefined ? {} : { strategy: map.strategy }),
        ...(map.max_restarts_on_errors === undefined ? {} : { maxRestartsOnErrors: map.max_restarts_on_errors }),
        ...(map.recover_on_exit_codes === undefined ? {} : { recoverOnExitCodes: map.recover_on_exit_codes }),
      }),
    ),
  });
}
