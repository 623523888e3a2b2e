import { z } from 'zod';
import { assert } from '../base/assert.ts';
import { exitCode } from '../base/exit-code.ts';
import { UserError } from '../base/user-error.ts';
import type { Event } from '../ledger/event.ts';
import { whileAppending } from './append-lock.ts';
import type { JobRecord, NewJob } from './backend.ts';
import { type BackendContext, failureOf, operate, pulumi } from './backend-context.ts';
import { backendFolder } from './backend-url.ts';
import { parseLedger, tagsFor } from './ledger-tags.ts';
import { findPassphrase } from './passphrase.ts';
import { fullName, parseStackName } from './project.ts';
import { stackNotFound } from './pulumi-process.ts';
import { stackResourceType } from './state-files.ts';
import { dropFolder, workFolder } from './work-folder.ts';

const kindTag = 'skyplan:kind';

/** Makes the job stack. The tags come before the outputs, and the kind last: a job that is seen has its first events. */
export async function createJob(context: BackendContext, job: NewJob): Promise<void> {
  assert(parseStackName(job.job)?.kind === 'job', `${job.job} is no job id`);
  const { value: phrase } = findPassphrase(context.env);
  const { taskText, summary, secrets } = job;
  const tags = [...tagsFor(job.events, {}), [kindTag, 'job'] as const];
  const { result, work } = await operate(context, {
    kind: 'job',
    stackName: job.job,
    phrase,
    taskText,
    summary,
    secrets,
    tags,
  });
  if (result?.kind !== 'up') throw failureOf(result, job.job, work);
  dropFolder(work);
}

/** Newest first. */
export async function readJobs(context: BackendContext): Promise<readonly JobRecord[]> {
  const names = await context.files.stacks();
  const jobs = names.filter((name) => parseStackName(name)?.kind === 'job');
  const records = await Promise.all(jobs.map((job) => readJob(context, job, names)));
  return records
    .filter((record) => record !== undefined)
    .sort((a, b) => (b.events[0]?.at ?? '').localeCompare(a.events[0]?.at ?? '') || a.job.localeCompare(b.job));
}

async function readJob(context: BackendContext, job: string, names: readonly string[]): Promise<JobRecord | undefined> {
  const tags = await context.files.tags(job);
  if (tags?.[kindTag] !== 'job') return undefined;
  return { job, events: parseLedger(job, tags), stacks: stacksOf(names, job) };
}

export async function findJob(context: BackendContext, nameOrId: string): Promise<JobRecord | undefined> {
  const names = await context.files.stacks();
  if (names.includes(nameOrId)) {
    const exact = await readJob(context, nameOrId, names);
    if (exact) return exact;
  }
  // A job's id is its name and 8 random characters.
  const candidates = names.filter((name) => name.startsWith(`${nameOrId}-`) && name.length === nameOrId.length + 9);
  const found = (await Promise.all(candidates.map((name) => readJob(context, name, names)))).filter(
    (record) => record !== undefined,
  );
  if (found.length < 2) return found[0];
  throw new UserError(
    exitCode.badInput,
    `${found.length} jobs are called ${nameOrId}: ${found.map((record) => record.job).join(', ')}.`,
    'Give the whole id of the one you mean.',
  );
}

/** Attempt and store stacks of a job, attempts in order. */
export function stacksOf(names: readonly string[], job: string): readonly string[] {
  return names
    .filter((name) => {
      const parsed = parseStackName(name);
      return parsed?.job === job && parsed.kind !== 'job';
    })
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/**
 * Read again after each write: one that does not know our lock (a person, another tool) may have come between, or a CLI
 * that was killed may have taken tags along. What was there before is put back, what was overwritten is appended again.
 */
export async function append(context: BackendContext, job: string, events: readonly Event[]): Promise<void> {
  if (events.length === 0) return;
  await whileAppending(backendFolder(context.url), job, async () => {
    const before = await tagsOf(context, job);
    let rest = tagsFor(events, before);
    const kept = new Map(Object.entries(before));
    for (let tries = 0; tries < 5; tries += 1) {
      await setTags(context, job, rest);
      for (const [key, value] of rest) kept.set(key, value);
      const present = (await context.files.tags(job)) ?? {};
      const gone = [...kept].filter(([key]) => present[key] === undefined);
      const overwritten = rest.filter(([key, value]) => present[key] !== undefined && present[key] !== value);
      if (gone.length === 0 && overwritten.length === 0) return;
      for (const [key] of overwritten) kept.delete(key);
      const again = overwritten.flatMap(([key, value]) => parseLedger(job, { [key]: value }));
      rest = [...gone, ...tagsFor(again, { ...present, ...Object.fromEntries(kept) })];
    }
    throw new UserError(exitCode.backend, `The ledger of ${job} does not keep what is written to it.`);
  });
}

async function setTags(
  context: BackendContext,
  job: string,
  tags: readonly (readonly [string, string])[],
): Promise<void> {
  await context.files.mend(job);
  for (const [key, value] of tags) {
    const run = await pulumi(context, ['stack', 'tag', 'set', key, value, '--stack', fullName(job)]);
    if (run.exitCode === 0) continue;
    throw new UserError(exitCode.backend, `The ledger of ${job} cannot be written: ${run.stderr.trim()}`);
  }
}

async function tagsOf(context: BackendContext, job: string): Promise<Readonly<Record<string, string>>> {
  const tags = await context.files.tags(job);
  if (tags?.[kindTag] === 'job') return tags;
  throw new UserError(
    exitCode.notFound,
    `There is no job ${job} in ${context.url}.`,
    '`skyplan status` lists the jobs.',
  );
}

/** {} where the job has none. */
export async function readSecrets(context: BackendContext, job: string): Promise<Readonly<Record<string, string>>> {
  await tagsOf(context, job);
  const checkpoint = await context.files.checkpoint(job);
  const root = checkpoint?.resources.find((resource) => resource.type === stackResourceType);
  if (root?.outputs?.secrets === undefined) return {};
  await context.files.mend(job);
  const { value: phrase, from } = findPassphrase(context.env);
  const run = await pulumi(
    context,
    ['stack', 'output', 'secrets', '--json', '--show-secrets', '--stack', fullName(job)],
    phrase,
  );
  if (run.exitCode === 0) return z.record(z.string(), z.string()).parse(JSON.parse(run.stdout));
  throw new UserError(
    exitCode.setUp,
    `The secrets of ${job} cannot be decrypted with the passphrase from ${from}: ${run.stderr.trim()}`,
    'Set PULUMI_CONFIG_PASSPHRASE to the phrase that the job was made with. status, cost and down work without it.',
  );
}

/** The job stack has no resource but Pulumi's own root, and removing it needs no passphrase. */
export async function removeJob(context: BackendContext, job: string): Promise<void> {
  const left = stacksOf(await context.files.stacks(), job);
  if (left.length > 0) {
    throw new UserError(
      exitCode.leftOver,
      `Job ${job} still has ${left.join(', ')}.`,
      `\`skyplan down ${job} --purge\` ends them.`,
    );
  }
  await context.files.mend(job);
  const { exitCode: code, stderr } = await pulumi(context, [
    'stack',
    'rm',
    fullName(job),
    '--yes',
    '--force',
    '--remove-backups',
  ]);
  if (code !== 0 && code !== stackNotFound)
    throw new UserError(exitCode.backend, `Job ${job} cannot be removed: ${stderr.trim()}`);
  dropFolder(workFolder(context.root, job, 'up'));
}
