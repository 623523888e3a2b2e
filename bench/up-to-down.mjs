// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPulumi } from '../tools/find-pulumi.mjs';
import { bundled } from './bundle.mjs';
import { againstBaseline, againstLimit, cleanEnv, launcher, run, scratch } from './measure.mjs';

/** Times the raw stacks of the same run; milliseconds from `up -y` to the job's first line. */
const budget = { upToDown: 1.5, firstLineMs: 10_000 };
const rounds = 3;

/** A whole job on the local cloud, from `up -y` to the end of `down --purge`, against plain Pulumi on the same stacks. */
export async function upToDown() {
  const raw = await bundled('bench/raw-stacks.ts');
  const { path: cli } = await findPulumi();
  /** @type {{ ours: number[], raw: number[], firstLine: number[] }} */
  const times = { ours: [], raw: [], firstLine: [] };
  for (let round = 0; round < rounds; round++) {
    const rawFolder = scratch('raw');
    const { code, stdout, stderr } = await run(process.execPath, [raw, rawFolder, cli], { env: cleanEnv(rawFolder) });
    if (code !== 0) throw new Error(`the raw stacks ended with ${code}:\n${stderr}`);
    times.raw.push(Number(stdout.trim().split('\n').at(-1)));
    const { ours, firstLine } = await oneJob(scratch('job'), cli);
    times.ours.push(ours);
    times.firstLine.push(firstLine);
  }
  return [
    againstBaseline('up to down on local', times.ours, times.raw, budget.upToDown, 'the same stacks by raw Pulumi'),
    againstLimit("up -y to the job's first line", times.firstLine, budget.firstLineMs),
  ];
}

/** @param {string} folder @param {string} cli */
async function oneJob(folder, cli) {
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const env = cleanEnv(home, { SKYPLAN_PULUMI: cli });
  const task = join(folder, 'task.yaml');
  writeFileSync(task, 'name: bench\nresources: { cpus: 1+, memory: 1+ }\nrun: echo first line of the job\n');
  let firstLine = Number.NaN;
  const start = performance.now();
  const onFirst = {
    pattern: /first line of the job/,
    seen: () => {
      firstLine = performance.now() - start;
    },
  };
  await skyplan(['up', task, '--cloud', 'local', '-y'], { env, onFirst });
  const jobs = JSON.parse((await skyplan(['status', '--json'], { env })).stdout).jobs;
  await skyplan(['down', jobs[0].job, '--purge', '-y'], { env });
  const ours = performance.now() - start;
  if (Number.isNaN(firstLine)) throw new Error('skyplan up never showed the line that the job printed');
  return { ours, firstLine };
}

/** @param {string[]} args @param {Parameters<typeof run>[2]} options */
async function skyplan(args, options) {
  const ended = await run(process.execPath, [launcher, ...args], options);
  if (ended.code !== 0)
    throw new Error(`skyplan ${args.join(' ')} ended with ${ended.code}:\n${ended.stderr}${ended.stdout}`);
  return ended;
}
