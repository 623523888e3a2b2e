import type { Event } from '../ledger/event.ts';
import type { LaunchFailure } from '../provider/launch-failure.ts';
import type { Provider } from '../provider/provider.ts';
import type { Machine, StoreOutputs, StoreTarget, Target } from '../provider/target.ts';

/** The Pulumi backend as skyplan uses it: all state lives there, everything else on disk is cache. */
export interface Backend {
  readonly url: string;
  /** `skyplan:owner`: random, made once in the backend. */
  readonly owner: string;

  /** Every job of this backend, newest first, read straight from the backend's files (no CLI call). */
  jobs(): Promise<readonly JobRecord[]>;
  /** One job; undefined where there is none. Accepts the whole id, or the name where only one job has it. */
  job(nameOrId: string): Promise<JobRecord | undefined>;

  /** Makes the job stack: task, plan and secrets (encrypted) as outputs, the first events in the ledger. */
  createJob(job: NewJob): Promise<void>;
  /** One durable write, <= 1 s. */
  append(job: string, events: readonly Event[]): Promise<void>;
  /** Secrets of a job, decrypted; needs the passphrase. */
  secrets(job: string): Promise<Readonly<Record<string, string>>>;

  /** `up`s an attempt's stack, once. Refusals of the cloud are values. */
  up(provider: Provider, target: Target, watch?: (line: string) => void): Promise<UpResult>;
  upStore(provider: Provider, target: StoreTarget): Promise<StoreOutputs>;
  /** Ends everything of one stack and removes it (`pulumi.md` §9). Gone already is a success. */
  down(provider: Provider, stackName: string, watch?: (line: string) => void): Promise<DownResult>;
  /** Removes the job stack itself; only after all its other stacks are gone. */
  removeJob(job: string): Promise<void>;
  /** Names of the stacks of one job that exist now, its job stack left out. */
  stacksOf(job: string): Promise<readonly string[]>;
}

export interface NewJob {
  readonly job: string;
  /** The text of task.yaml, as written. */
  readonly taskText: string;
  /** Legible facts for `pulumi stack output`: name, winner, expected USD, … */
  readonly summary: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly events: readonly Event[];
}

export interface JobRecord {
  readonly job: string;
  readonly events: readonly Event[];
  readonly stacks: readonly string[];
}

export type UpResult =
  | { readonly ok: true; readonly machines: readonly Machine[]; readonly seconds: number }
  | { readonly ok: false; readonly failure: LaunchFailure };

export type DownResult =
  | { readonly ok: true; readonly seconds: number }
  | { readonly ok: false; readonly leftOver: readonly string[]; readonly message: string };
