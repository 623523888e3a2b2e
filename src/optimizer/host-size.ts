import type { Amount, ResourceRequest } from '../task/task.ts';

/** The least that a node must have; undefined where an instance type was named, which settles it. */
export interface HostNeed {
  readonly cpus?: Amount;
  readonly memoryGiB?: Amount;
}

/** For each accelerator asked for (never for those that a larger host adds: the job does not see them). */
const vcpusPerAccelerator = 4;
const memoryGiBPerAccelerator = 14;
/** A CPU task. */
const cpuTaskVcpus = 8;
const memoryGiBPerVcpu = 4;

/**
 * The one rule of host sizes. A field that the task gives is kept as it is; each field that it leaves out gets its own
 * default, whatever the other says: with accelerators 4 vCPUs and 14 GiB for each one asked for, else 8 vCPUs and
 * 4 GiB for each vCPU asked for. All are minimums, so a host with more is never refused for it.
 */
export function hostNeed(request: ResourceRequest): HostNeed {
  const { accelerator, cpus, memoryGiB, memoryGiBPerCpu } = request;
  const named = request.instanceType !== undefined;
  const vcpus =
    cpus ?? (named ? undefined : atLeast(accelerator ? vcpusPerAccelerator * accelerator.count : cpuTaskVcpus));
  const byDefault = accelerator ? memoryGiBPerAccelerator * accelerator.count : memoryGiBPerVcpu * (vcpus?.value ?? 0);
  const ruled = named || memoryGiBPerCpu !== undefined;
  const memory = memoryGiB ?? (ruled ? undefined : atLeast(byDefault));
  return {
    ...(vcpus === undefined ? {} : { cpus: vcpus }),
    ...(memory === undefined ? {} : { memoryGiB: memory }),
  };
}

/** The rule in words for one request, printed with the plan. Undefined where the task leaves nothing to a default. */
export function explainHostSize(request: ResourceRequest): string | undefined {
  const need = hostNeed(request);
  const parts: string[] = [];
  if (request.cpus === undefined && need.cpus !== undefined) parts.push(`${need.cpus.value}+ vCPUs`);
  if (request.memoryGiB === undefined && need.memoryGiB !== undefined) parts.push(`${need.memoryGiB.value}+ GiB`);
  if (parts.length === 0) return undefined;
  const rule = request.accelerator
    ? `${vcpusPerAccelerator} vCPUs and ${memoryGiBPerAccelerator} GiB for each accelerator`
    : `${cpuTaskVcpus} vCPUs, ${memoryGiBPerVcpu} GiB for each vCPU`;
  return `Host size not given: ${parts.join(' and ')} a node (${rule}); ${sayArch(request.arch)}, no burstable types.`;
}

function sayArch(arch: ResourceRequest['arch']): string {
  return arch === 'any' ? 'any architecture' : arch === 'arm64' ? 'arm64 only' : 'x86-64 only';
}

function atLeast(value: number): Amount {
  return { value, atLeast: true };
}
