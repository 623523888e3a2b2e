import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineEvent, PulumiCommand } from '@pulumi/pulumi/automation/index.js';
import { runEngine } from './engine-process.ts';
import { fullName, projectFile } from './project.ts';
import { pulumiEnvironment, runPulumi } from './pulumi-process.ts';
import { openStateFiles, stackResourceType } from './state-files.ts';
import type { WorkFolder } from './work-folder.ts';
import type { WorkerResult } from './worker-request.ts';

/** Longer than any cloud takes to make a machine; an engine that hangs is ended then. */
const upTimeoutMilliseconds = 30 * 60_000;

export interface StackUp {
  readonly stackName: string;
  readonly cli: string;
  readonly url: string;
  readonly work: WorkFolder;
  readonly phrase: string;
  readonly plugins: readonly { readonly name: string; readonly path: string }[];
  /** Set before the `up`, in this order: beside it the CLI may find the checkpoint's `.attrs` half-written (`EOF`). */
  readonly tags: readonly (readonly [string, string])[];
  /** Loads the program; called while `stack init` runs. */
  readonly program: () => Promise<() => Promise<Record<string, unknown>>>;
}

/**
 * Makes one stack and `up`s it by an inline program. `stack init` is the claim: it fails where the stack exists.
 * Pulumi's SDK drives the program; the CLI is run by us (detached, output in files), and the SDK's calls after an `up`
 * (outputs twice, history: 0.5 s and more) are answered without one: outputs are read from the backend.
 */
export async function upStack(stack: StackUp): Promise<WorkerResult> {
  const start = performance.now();
  const { stackName, cli, url, work, phrase } = stack;
  const name = fullName(stackName);
  const env = pulumiEnvironment(process.env, { cli, url, home: work.home, phrase });
  writeFileSync(join(work.folder, 'Pulumi.yaml'), projectFile(stack.plugins));
  await openStateFiles(url).mend(stackName);
  const init = runPulumi(cli, ['stack', 'init', name, '--no-select'], { env, cwd: work.folder });
  // The CLI makes and tags the stack while the SDK loads.
  const tagged = init.then((run) => (run.exitCode === 0 ? setTags(stack, env) : undefined));
  const [automation, program, made] = await Promise.all([
    import('@pulumi/pulumi/automation/index.js'),
    stack.program(),
    init,
    tagged,
  ]);
  if (made.exitCode !== 0) {
    const message = made.stderr.trim();
    return /already exists/.test(message)
      ? { kind: 'taken', message }
      : { kind: 'refused', texts: [message], seconds: 0 };
  }
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), upTimeoutMilliseconds);
  const errors: { readonly text: string; readonly ofResource: boolean }[] = [];
  const workspace = await automation.LocalWorkspace.create({
    workDir: work.folder,
    pulumiHome: work.home,
    pulumiCommand: commandFor(cli, env, work, stop.signal),
  });
  const automated = await automation.Stack.select(name, workspace);
  let ok = true;
  try {
    await automated.up({
      program,
      suppressOutputs: true,
      onEvent: (event) => {
        for (const line of linesOf(event)) appendFileSync(work.lines, `${line}\n`);
        const error = errorOf(event);
        if (!error) return;
        errors.push(error);
        // An inline program can wait for ever after this one; nothing else ends it.
        if (!error.ofResource && error.text.startsWith('Unhandled exception:')) stop.abort();
      },
    });
  } catch (error) {
    ok = false;
    if (errors.length === 0) errors.push({ text: (error as Error).message, ofResource: false });
  }
  clearTimeout(timer);
  const seconds = (performance.now() - start) / 1000;
  if (!ok) return { kind: 'refused', texts: inOrder(errors), seconds };
  return { kind: 'up', outputs: await outputsOf(url, stackName), seconds };
}

async function setTags(stack: StackUp, env: NodeJS.ProcessEnv): Promise<void> {
  for (const [key, value] of stack.tags) {
    const args = ['stack', 'tag', 'set', key, value, '--stack', fullName(stack.stackName)];
    const { exitCode, stderr } = await runPulumi(stack.cli, args, { env, cwd: stack.work.folder });
    if (exitCode !== 0) throw new Error(`tag ${key} of ${stack.stackName} cannot be set: ${stderr.trim()}`);
  }
}

/** The SDK's way to the CLI, replaced: see `upStack`. Its own class has a private constructor, hence the cast. */
function commandFor(cli: string, env: NodeJS.ProcessEnv, work: WorkFolder, signal: AbortSignal): PulumiCommand {
  const command = {
    command: cli,
    // From this version on the SDK takes events over gRPC; ours is checked when the CLI is found.
    version: '3.250.0',
    async run(args: string[], _folder: string, sdkEnv: NodeJS.ProcessEnv) {
      if (args[0] !== 'up') return { stdout: args[1] === 'history' ? '[{"config":{}}]' : '{}', stderr: '', code: 0 };
      const { exitCode, stdout, stderr } = await runEngine(cli, args, { env: { ...env, ...sdkEnv }, work, signal });
      if (exitCode !== 0) throw new Error(`pulumi up ended with exit code ${exitCode}\n${stderr}${stdout}`.trim());
      return { stdout, stderr, code: exitCode };
    },
  };
  return command as unknown as PulumiCommand;
}

async function outputsOf(url: string, stackName: string): Promise<Record<string, unknown>> {
  const checkpoint = await openStateFiles(url).checkpoint(stackName);
  return checkpoint?.resources.find((resource) => resource.type === stackResourceType)?.outputs ?? {};
}

function linesOf(event: EngineEvent): string[] {
  const { resourcePreEvent: before, resOutputsEvent: after, resOpFailedEvent: failed } = event;
  const metadata = (before ?? after ?? failed)?.metadata;
  if (!metadata || metadata.type === stackResourceType || metadata.op === 'same') return [];
  const what = `${metadata.type.split(':').at(-1)} ${metadata.urn.split('::').at(-1)}`;
  if (before) return [`${metadata.op} ${what}`];
  return [failed ? `${metadata.op} ${what} failed` : `${metadata.op} ${what} done`];
}

function errorOf(event: EngineEvent): { text: string; ofResource: boolean } | undefined {
  const diagnostic = event.diagnosticEvent;
  if (diagnostic?.severity !== 'error') return undefined;
  return { text: diagnostic.message.trim(), ofResource: Boolean(diagnostic.urn) };
}

/** Those of resources first: "update failed" alone says nothing. */
function inOrder(errors: readonly { readonly text: string; readonly ofResource: boolean }[]): string[] {
  const texts = [...errors].sort((a, b) => Number(b.ofResource) - Number(a.ofResource)).map((error) => error.text);
  return [...new Set(texts)];
}
