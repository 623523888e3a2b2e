import { readFileSync } from 'node:fs';
import { explainProblems } from '../../src/task/explain-problems.ts';
import type { Overrides } from '../../src/task/overrides.ts';
import { parseTasks } from '../../src/task/schema.ts';
import type { Amount, ResourceRequest, Task } from '../../src/task/task.ts';
import { vocabulary } from './vocabulary.ts';

export const now = '2026-11-01T00:00:00Z';
export const folder = new URL('../data/tasks/', import.meta.url);

/** A corpus file's tasks or problems in few lines, for inline snapshots. `path` is relative to test/data/tasks. */
export function showFile(path: string, env: Record<string, string> = {}, overrides: Overrides = {}): string {
  const text = readFileSync(new URL(path, folder), 'utf8');
  const file = path.split('/').at(-1) ?? path;
  const parsed = parseTasks(text, { file, vocabulary, env, overrides, now });
  if (parsed.kind === 'problems') return explainProblems(file, text, parsed.problems);
  const header = parsed.name === undefined ? [] : [`header: ${parsed.name}`];
  const warnings = parsed.warnings.map((one) => `warning ${one.line}:${one.column}: ${one.message}`);
  return [...header, ...parsed.tasks.map(showTask), ...warnings].join('\n');
}

/** Only what differs from a task that says nothing. */
function showTask(task: Task): string {
  const { name, nodes, requests, ordered, notes, ...rest } = task;
  const plain: Record<string, unknown> = {
    exact: false,
    hours: 8,
    hoursAssumed: true,
    data: [],
    envs: {},
    secrets: {},
    fileMounts: [],
  };
  const others = Object.entries(rest).filter(([key, value]) => JSON.stringify(plain[key]) !== JSON.stringify(value));
  return [
    `${name}: ${nodes} node${nodes === 1 ? '' : 's'}${ordered ? ', ordered' : ''}`,
    ...requests.map((request) => `  ${showRequest(request)}`),
    ...others.map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`),
    ...notes.map((note) => `  note: ${note}`),
  ].join('\n');
}

function showRequest(request: ResourceRequest): string {
  const {
    cloud,
    region,
    zone,
    instanceType,
    accelerator,
    cpus,
    memoryGiB,
    memoryGiBPerCpu,
    arch,
    market,
    maxUsdPerHour,
    disk,
    imageId,
    ports,
    labels,
    autostop,
  } = request;
  const words = [
    `${cloud ?? '*'}/${region ?? '*'}/${zone ?? '*'}`,
    instanceType,
    accelerator && `${accelerator.name}x${accelerator.count}`,
    cpus && `cpus ${amount(cpus)}`,
    memoryGiB && `memory ${amount(memoryGiB)}`,
    memoryGiBPerCpu && `memory ${amount(memoryGiBPerCpu)} per cpu`,
    arch === 'x86_64' ? undefined : arch,
    market,
    maxUsdPerHour && `<= $${maxUsdPerHour}/h`,
    disk.sizeGiB === 256 && disk.tier === 'medium' ? undefined : `disk ${disk.sizeGiB} ${disk.tier}`,
    imageId && `image ${JSON.stringify(imageId)}`,
    ports.length > 0 && `ports ${ports.join(',')}`,
    Object.keys(labels).length > 0 && `labels ${JSON.stringify(labels)}`,
    autostop && `autostop ${autostop.idleMinutes}m${autostop.down ? ' down' : ''}`,
  ];
  return words.filter(Boolean).join(' ');
}

function amount({ value, atLeast }: Amount): string {
  return `${value}${atLeast ? '+' : ''}`;
}
