import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../disk/package-root.ts';
import { userFolders } from '../disk/user-folders.ts';
import type { Backend } from './backend.ts';
import { type BackendContext, pulumi } from './backend-context.ts';
import { backendUrl } from './backend-url.ts';
import { append, createJob, findJob, readJobs, readSecrets, removeJob, stacksOf } from './job-stack.ts';
import { findOrMakeOwner, ownerIn } from './owner.ts';
import { projectFile } from './project.ts';
import { openStateFiles } from './state-files.ts';
import { down, upAttempt, upStore } from './target-stack.ts';
import { workRoot } from './work-folder.ts';

export interface BackendOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Path of the CLI; asked for only when one is needed, so that `status` works without any. */
  readonly pulumi: () => Promise<string>;
  /** The built worker; by default dist/worker.js. */
  readonly workerEntry?: string;
  /** Read only: makes no `skyplan:owner` in a backend that has none yet (it is '' then). */
  readonly readOnly?: boolean;
}

/** Opens the backend that the environment names. Nothing is contacted but its own files until something is written. */
export async function openBackend(options: BackendOptions): Promise<Backend> {
  const { env } = options;
  const url = backendUrl(env);
  const files = openStateFiles(url);
  const root = workRoot(userFolders(env).cache, url);
  mkdirSync(join(root, 'home'), { recursive: true, mode: 0o700 });
  writeFileSync(join(root, 'Pulumi.yaml'), projectFile([]));
  const workerEntry = options.workerEntry ?? join(packageRoot(), 'dist', 'worker.js');
  const base: BackendContext = { env, url, files, root, workerEntry, owner: '', pulumi: once(options.pulumi) };
  const owner = options.readOnly
    ? ((await ownerIn(files)) ?? '')
    : await findOrMakeOwner(files, async (...args) => (await pulumi(base, args)).exitCode === 0);
  const context: BackendContext = { ...base, owner };
  return {
    url,
    owner,
    jobs: () => readJobs(context),
    job: (nameOrId) => findJob(context, nameOrId),
    createJob: (job) => createJob(context, job),
    append: (job, events) => append(context, job, events),
    secrets: (job) => readSecrets(context, job),
    up: (provider, target, watch) => upAttempt(context, provider, target, watch),
    upStore: (provider, target) => upStore(context, provider, target),
    down: (provider, stackName, watch) => down(context, provider, stackName, watch),
    removeJob: (job) => removeJob(context, job),
    stacksOf: async (job) => stacksOf(await files.stacks(), job),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
