// @ts-check
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { againstBaseline, cleanEnv, launcher, peakMB, scratch, timeInTurns } from './measure.mjs';

/** Times a bare `node -e 0` of the same run; memory in MB. */
const budget = { help: 2, gpu: 3, cpu: 6, gpuMB: 100, cpuMB: 200 };

const gpuTask = `name: train
resources: { accelerators: A100:4 }
market: any
budget: $50
duration: 8h
data: [{ source: s3://corpus, size: 10TB, region: us-east-1 }]
`;
const cpuTask = `name: prepare
resources: { cpus: 4+, memory: 16+ }
market: any
duration: 2h
`;

/** Whole processes as a user starts them, over all clouds of the catalog. */
export async function startUp() {
  const folder = scratch('start-up');
  const env = cleanEnv(folder);
  const [gpu, cpu] = [join(folder, 'gpu.yaml'), join(folder, 'cpu.yaml')];
  writeFileSync(gpu, gpuTask);
  writeFileSync(cpu, cpuTask);
  const commands = {
    bare: ['-e', '0'],
    help: [launcher, '--help'],
    gpu: [launcher, 'plan', gpu],
    cpu: [launcher, 'plan', cpu],
  };
  const times = timeInTurns(commands, { rounds: 15, env });
  return [
    againstBaseline('skyplan --help', times.help, times.bare, budget.help, 'node -e 0'),
    againstBaseline('skyplan plan, 4x A100 and 10 TB of data', times.gpu, times.bare, budget.gpu, 'node -e 0'),
    memoryRow('its memory', peakMB(commands.gpu, env), budget.gpuMB),
    againstBaseline('skyplan plan, CPU task', times.cpu, times.bare, budget.cpu, 'node -e 0'),
    memoryRow('its memory', peakMB(commands.cpu, env), budget.cpuMB),
  ];
}

/** @param {string} what @param {number} megabytes @param {number} most @returns {import('./measure.mjs').Row} */
function memoryRow(what, megabytes, most) {
  return { what, budget: `<= ${most} MB`, median: `${Math.round(megabytes)} MB`, p95: '', ok: megabytes <= most };
}
