import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalWorkspace, Stack } from '@pulumi/pulumi/automation/index.js';
import { bootstrapScript } from '../src/agent/bootstrap.ts';
import type { StoreTarget, Target } from '../src/provider/target.ts';
import { jobProgram } from '../stacks/job.ts';
import { provider } from '../stacks/local/index.ts';

/**
 * The yardstick of `up` to `down`: the three stacks of a job (job, store, attempt) with the very programs that skyplan
 * uses, by plain Pulumi and one after the other: `stack init`, `up`, `destroy`, `stack rm`. No ledger, no agent, no job.
 * Only `up` goes through the SDK, which an inline program needs. Prints the milliseconds.
 */
async function rawStacks(folder: string, cli: string): Promise<void> {
  const work = join(folder, 'work');
  const backendUrl = `file://${join(folder, 'backend')}`;
  for (const at of [work, join(folder, 'backend'), join(folder, 'home')]) mkdirSync(at, { recursive: true });
  writeFileSync(
    join(work, 'Pulumi.yaml'),
    JSON.stringify({ name: 'skyplan', runtime: 'nodejs', plugins: { providers: provider.plugins() } }),
  );
  Object.assign(process.env, {
    PULUMI_BACKEND_URL: backendUrl,
    PULUMI_HOME: join(folder, 'home'),
    PULUMI_CONFIG_PASSPHRASE: 'bench',
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    PATH: `${join(cli, '..')}:${process.env.PATH}`,
  });
  const pulumi = (...args: string[]) =>
    execFileSync(cli, [...args, '--non-interactive'], { cwd: work, stdio: ['ignore', 'ignore', 'inherit'] });
  const start = performance.now();
  const workspace = await LocalWorkspace.create({ workDir: work });
  const stacks = await programs(backendUrl);
  for (const { name, program } of stacks) {
    pulumi('stack', 'init', name);
    const stack = await Stack.select(name, workspace);
    await stack.up({ program });
  }
  for (const { name } of stacks.toReversed()) {
    pulumi('destroy', '--yes', '--skip-preview', '--stack', name);
    pulumi('stack', 'rm', '--yes', '--stack', name);
  }
  console.log(performance.now() - start);
}

async function programs(backendUrl: string) {
  const world = { backendUrl, owner: 'bench' };
  const [offering] = await provider.offerings();
  if (!offering) throw new Error('the local cloud offers nothing');
  const job = 'bench-aaaaaaaa';
  const stopAt = new Date(Date.now() + 3_600_000).toISOString();
  const target: Target = {
    job,
    attempt: 1,
    stackName: `${job}.1`,
    offering,
    nodes: 1,
    diskGiB: 256,
    diskTier: 'medium',
    ports: [],
    tags: { 'skyplan:owner': 'bench', 'skyplan:job': job, 'skyplan:attempt': '1' },
    stopAt,
    bootstrap: bootstrapScript({ stopAt }),
    extra: {},
  };
  const store: StoreTarget = {
    job,
    cloud: 'local',
    region: offering.region,
    stackName: `${job}.store.local.${offering.region}`,
    tags: target.tags,
    extra: {},
  };
  return [
    { name: job, program: jobProgram({ taskText: 'name: bench\n', summary: { name: 'bench' }, secrets: {} }) },
    { name: store.stackName, program: await provider.storeProgram(provider.aimStore(store, world)) },
    { name: target.stackName, program: await provider.program(provider.aim(target, world)) },
  ];
}

const [folder = '', cli = ''] = process.argv.slice(2);
await rawStacks(folder, cli);
process.exit(0);
