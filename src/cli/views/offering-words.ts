import type { Offering } from '../../catalog/offering.ts';
import type { ResourceRequest, Task } from '../../task/task.ts';
import { duration, number, size, usd } from './format.ts';

/** `gcp us-central1-a`, `aws us-east-1/use1-az4`, `azure eastus`: as short as it stays unambiguous. */
export function place(offering: Pick<Offering, 'cloud' | 'region' | 'zone'>): string {
  const { cloud, region, zone } = offering;
  if (zone === 'any' || zone === region) return region === 'any' ? `${cloud} (any region)` : `${cloud} ${region}`;
  return `${cloud} ${zone.startsWith(region) ? zone : `${region}/${zone}`}`;
}

/** `4x A100`, `1/8 of an L4` as `0.125x L4`, `32 vCPUs`. */
export function hardware(offering: Pick<Offering, 'accelerator' | 'acceleratorCount' | 'vcpus' | 'memoryGiB'>): string {
  if (offering.accelerator === null) return `${number(offering.vcpus)} vCPUs, ${number(offering.memoryGiB)} GiB`;
  return `${number(offering.acceleratorCount)}x ${offering.accelerator}`;
}

/** What a task asks for, in one line: `2 nodes of 4x A100, spot or on-demand, 8 h, budget $50.00`. */
export function ask(task: Task): string {
  const kinds = unique(task.requests.map(hardwareAsked));
  const markets = unique(task.requests.map((request) => marketWords[request.market]));
  const places = unique(task.requests.map(placeAsked));
  const what = [
    `${task.nodes > 1 ? `${number(task.nodes)} nodes of ` : ''}${kinds.join(task.ordered ? ', else ' : ' or ')}`,
    places.includes('') ? '' : places.join(' or '),
    markets.join(' or '),
    ...(task.data.length > 0
      ? [`${task.data.map((data) => `${size(data.sizeGB)} in ${data.cloud} ${data.region}`).join(' + ')}`]
      : []),
    hoursWords(task),
    task.budgetUsd === undefined ? '' : `budget ${usd(task.budgetUsd)}`,
    deadlineWords(task),
  ];
  return what.filter((part) => part !== '').join(', ');
}

/** `8 h`, or `8 h assumed (no duration)`: the words that stand beside every total. */
export function hoursWords(task: Task): string {
  if (task.hoursByAccelerator !== undefined) {
    return Object.entries(task.hoursByAccelerator)
      .map(([name, hours]) => `${duration(hours)} on ${name}`)
      .join(' or ');
  }
  return task.hoursAssumed ? `${duration(task.hours)} assumed (no \`duration\`)` : duration(task.hours);
}

const marketWords = { spot: 'spot', 'on-demand': 'on-demand', any: 'spot or on-demand' } as const;

function hardwareAsked(request: ResourceRequest): string {
  const { accelerator, cpus, memoryGiB, memoryGiBPerCpu, instanceType } = request;
  if (accelerator !== undefined) return `${number(accelerator.count)}x ${accelerator.name}`;
  if (instanceType !== undefined) return instanceType;
  const vcpus = cpus === undefined ? 'a CPU host' : `${number(cpus.value)}${cpus.atLeast ? '+' : ''} vCPUs`;
  if (memoryGiB !== undefined) return `${vcpus} with ${number(memoryGiB.value)}${memoryGiB.atLeast ? '+' : ''} GiB`;
  if (memoryGiBPerCpu !== undefined) return `${vcpus} with ${number(memoryGiBPerCpu.value)} GiB each`;
  return vcpus;
}

function placeAsked({ cloud, region, zone }: ResourceRequest): string {
  return [cloud, zone ?? region].filter((part) => part !== undefined).join(' ');
}

function deadlineWords({ deadline }: Task): string {
  if (deadline === undefined) return '';
  return deadline.kind === 'instant' ? `done by ${deadline.at}` : `done in ${duration(deadline.hours)}`;
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)];
}
