import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Backend, NewJob } from '../../src/backend/backend.ts';
import { openBackend } from '../../src/backend/open-backend.ts';
import { findPulumi } from '../../src/backend/pulumi-cli.ts';
import type { StoreTarget, Target } from '../../src/provider/target.ts';
import { provider } from '../../stacks/local/index.ts';

/** A backend of its own in a temporary folder, with the real engine and the local cloud. */
export interface LocalWorld {
  readonly root: string;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly backend: Backend;
  /** A second skyplan on the same backend, from another HOME. */
  another(env?: NodeJS.ProcessEnv): Promise<Backend>;
  faults(faults: Readonly<Record<string, unknown>>): void;
  target(job: string, attempt?: number, nodes?: number): Promise<Target>;
  store(job: string): StoreTarget;
  /** The plain CLI, as a Pulumi user would call it. */
  pulumi(...args: string[]): string;
  remove(): Promise<void>;
}

export async function localWorld(): Promise<LocalWorld> {
  const root = mkdtempSync(join(tmpdir(), 'skyplan-backend-'));
  const folder = join(root, 'backend');
  const env = envOf(join(root, 'home'), folder);
  writeFileSync(join(root, 'Pulumi.yaml'), 'name: skyplan\nruntime: nodejs\n');
  const cli = (await findPulumi()).path;
  const open = (its: NodeJS.ProcessEnv) => openBackend({ env: its, pulumi: async () => cli });
  const backend = await open(env);
  const world = { backendUrl: backend.url, owner: backend.owner };
  const cloud = join(folder, 'local-cloud');
  return {
    root,
    folder,
    env,
    backend,
    another: (more = {}) => open({ ...envOf(join(root, 'elsewhere'), folder), ...more }),
    faults(faults) {
      mkdirSync(cloud, { recursive: true });
      writeFileSync(join(cloud, 'faults.json'), JSON.stringify(faults));
    },
    async target(job, attempt = 1, nodes = 1) {
      const [offering] = await provider.offerings();
      if (!offering) throw new Error('local has no offering');
      const stackName = `${job}.${attempt}`;
      const tags = { 'skyplan:owner': backend.owner, 'skyplan:job': job, 'skyplan:attempt': String(attempt) };
      const base = { job, attempt, stackName, offering, nodes, tags, diskGiB: 10, diskTier: 'medium', ports: [] };
      return provider.aim({ ...base, stopAt: '2999-01-01T00:00:00Z', bootstrap: 'echo up\n', extra: {} }, world);
    },
    store(job) {
      const stackName = `${job}.store.local.here`;
      return provider.aimStore({ job, cloud: 'local', region: 'here', stackName, tags: {}, extra: {} }, world);
    },
    pulumi: (...args) =>
      execFileSync(cli, args, {
        cwd: root,
        encoding: 'utf8',
        env: {
          ...env,
          PULUMI_BACKEND_URL: backend.url,
          PULUMI_HOME: join(root, 'pulumi'),
          PULUMI_CONFIG_PASSPHRASE: 'any',
        },
      }),
    async remove() {
      for (const found of await hostFolders(folder)) {
        await provider.remove({ cloud: 'local', id: found, kind: 'host', job: '', attempt: 0 });
      }
      rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

function envOf(home: string, folder: string): NodeJS.ProcessEnv {
  return { ...process.env, HOME: home, SKYPLAN_BACKEND: pathToFileURL(folder).href };
}

export async function hostFolders(folder: string): Promise<string[]> {
  const hosts = join(folder, 'local-cloud', 'hosts');
  try {
    return readdirSync(hosts).map((name) => join(hosts, name));
  } catch {
    return [];
  }
}

export function newJob(job: string, secrets: Readonly<Record<string, string>> = {}): NewJob {
  const summary = { name: 'demo', winner: 'local/here/here/this-machine/on-demand', expectedUsd: 1.25 };
  const at = new Date().toISOString();
  return { job, taskText: 'run: echo hi\n', summary, secrets, events: [{ at, kind: 'job-start', job, task: 'demo' }] };
}

/** Every file below a folder, with its text. */
export function filesBelow(folder: string): { readonly path: string; readonly text: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, text: readFileSync(path, 'latin1') }));
}

export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited 30 s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
