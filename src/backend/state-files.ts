import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { z } from 'zod';
import { exitCode } from '../base/exit-code.ts';
import { UserError } from '../base/user-error.ts';
import { backendFolder } from './backend-url.ts';
import { project } from './project.ts';

/**
 * A DIY backend's own files; the one seam for other stores than `file://`. A CLI call costs 0.15-0.3 s, so
 * listing a hundred jobs by calls is out of the question. Writes go through the CLI alone.
 * Layout: `.pulumi/{meta.yaml, stacks/<project>/<stack>.json[.gz], <stack>.pulumi-tags, locks/organization/<project>/<stack>/*.json}`.
 */
export interface StateFiles {
  /** Names of all stacks of the project. */
  stacks(): Promise<readonly string[]>;
  /** undefined: the stack has no tags, or is not there. */
  tags(stack: string): Promise<Readonly<Record<string, string>> | undefined>;
  /** undefined: there is no such stack. */
  checkpoint(stack: string): Promise<Checkpoint | undefined>;
  locks(stack: string): Promise<readonly Lock[]>;
  /**
   * Makes what a killed CLI may have left of a stack readable for the CLI again; to be called before it touches one.
   * On `file://` each file has a twin `.attrs`, which the CLI empties and writes anew before it replaces the file. Killed
   * between the two it leaves an empty twin: the next tag write then takes the stack for one without tags and drops them
   * all, and a checkpoint cannot be read (measured: docs/decisions/ledger.md). Without a twin both work. This is the one
   * write past the CLI.
   */
  mend(stack: string): Promise<void>;
}

export function openStateFiles(url: string): StateFiles {
  const root = join(backendFolder(url), '.pulumi');
  const stackFolder = join(root, 'stacks', project);
  let checked = false;
  /** Names in the stack folder; empty where the backend is new. */
  const names = (): string[] => {
    if (!checked && existsSync(root)) {
      checkVersion(join(root, 'meta.yaml'));
      checked = true;
    }
    return existsSync(stackFolder) ? readdirSync(stackFolder) : [];
  };
  return {
    async stacks() {
      const found = names().flatMap((name) => /^(.+)\.json(\.gz|\.zst)?$/.exec(name)?.[1] ?? []);
      return [...new Set(found)];
    },
    async tags(stack) {
      const text = read(join(stackFolder, `${stack}.pulumi-tags`))?.toString('utf8');
      return text === undefined ? undefined : tagsSchema.parse(JSON.parse(text)).tags;
    },
    async checkpoint(stack) {
      const file = join(stackFolder, `${stack}.json`);
      const packed = read(`${file}.gz`);
      const text = packed ? gunzipSync(packed) : read(file);
      if (!text) {
        if (existsSync(`${file}.zst`)) throw unreadable(`${file}.zst`, 'zstd is not read by skyplan');
        return undefined;
      }
      return parseCheckpoint(text.toString('utf8'), file);
    },
    async locks(stack) {
      const folder = join(root, 'locks', 'organization', project, stack);
      if (!existsSync(folder)) return [];
      return readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .flatMap((name) => {
          const text = read(join(folder, name))?.toString('utf8');
          const lock = text === undefined ? undefined : lockSchema.safeParse(tryJson(text)).data;
          return lock ?? [];
        });
    },
    async mend(stack) {
      const ours = ['.pulumi-tags', '.json', '.json.bak', '.json.gz'].map((end) => join(stackFolder, `${stack}${end}`));
      for (const file of [join(root, 'meta.yaml'), ...ours]) dropBrokenTwin(`${file}.attrs`);
    },
  };
}

const tagsSchema = z.object({ tags: z.record(z.string(), z.string()).default({}) });

const lockSchema = z.object({ pid: z.number(), username: z.string(), hostname: z.string(), timestamp: z.string() });
/** Who works on a stack. Pulumi's locks have no expiry and no heartbeat. */
export type Lock = z.infer<typeof lockSchema>;

const deploymentSchema = z.looseObject({
  resources: z
    .array(
      z.looseObject({
        urn: z.string(),
        type: z.string(),
        id: z.string().optional(),
        outputs: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .default([]),
  pending_operations: z
    .array(z.looseObject({ type: z.string(), resource: z.looseObject({ urn: z.string(), type: z.string() }) }))
    .default([]),
});
const checkpointSchema = z.object({ checkpoint: z.looseObject({ latest: deploymentSchema.optional() }) });

/** What is left of Pulumi's own root resource does not count: only what costs money or blocks a removal. */
export interface Checkpoint {
  readonly resources: z.infer<typeof deploymentSchema>['resources'];
  readonly pending: z.infer<typeof deploymentSchema>['pending_operations'];
}

export const stackResourceType = 'pulumi:pulumi:Stack';

function parseCheckpoint(text: string, file: string): Checkpoint {
  const parsed = checkpointSchema.safeParse(tryJson(text));
  if (!parsed.success) throw unreadable(file, parsed.error.issues[0]?.message ?? 'not a checkpoint');
  const { resources = [], pending_operations: pending = [] } = parsed.data.checkpoint.latest ?? {};
  return { resources, pending };
}

function checkVersion(meta: string): void {
  const text = read(meta)?.toString('utf8');
  const version = text === undefined ? undefined : (parse(text) as { version?: unknown })?.version;
  if (version === 1) return;
  throw unreadable(meta, `its layout version is ${version ?? 'not told'}, and skyplan knows 1`);
}

function dropBrokenTwin(path: string): void {
  const text = read(path)?.toString('utf8');
  if (text !== undefined && tryJson(text) === undefined) rmSync(path, { force: true });
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadable(path, (error as Error).message);
  }
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreadable(path: string, why: string): UserError {
  return new UserError(
    exitCode.backend,
    `The backend file ${path} cannot be used: ${why}.`,
    '`pulumi stack export` and `pulumi state repair` on that backend help with a broken file.',
  );
}
