import { z } from 'zod';
import type { StoreTarget, Target } from '../provider/target.ts';

/** What a worker is told, on its stdin: a job's secrets must not touch a disk in plain text. */
export interface WorkerRequest {
  readonly task: WorkerTask;
  readonly cli: string;
  readonly url: string;
  readonly owner: string;
  /** Root of the work folders; this worker's own is made already. */
  readonly root: string;
  readonly folder: string;
}

export type WorkerTask =
  | {
      readonly kind: 'job';
      readonly stackName: string;
      readonly phrase: string;
      readonly taskText: string;
      readonly summary: Readonly<Record<string, unknown>>;
      readonly secrets: Readonly<Record<string, string>>;
      /** Tags to set, in order. */
      readonly tags: readonly (readonly [string, string])[];
    }
  | { readonly kind: 'attempt'; readonly stackName: string; readonly target: Target }
  | { readonly kind: 'store'; readonly stackName: string; readonly target: StoreTarget }
  | { readonly kind: 'down'; readonly stackName: string; readonly cloud: string };

/** What it leaves in `result.json`. */
export const workerResultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('up'), outputs: z.record(z.string(), z.unknown()), seconds: z.number() }),
  /** The engine or the cloud refused. `texts`: error diagnostics, those of resources first. */
  z.object({ kind: z.literal('refused'), texts: z.array(z.string()), seconds: z.number() }),
  /** The stack is there already: this attempt is another's. */
  z.object({ kind: z.literal('taken'), message: z.string() }),
  z.object({ kind: z.literal('down'), seconds: z.number() }),
  z.object({ kind: z.literal('left-over'), leftOver: z.array(z.string()), message: z.string() }),
  /** The user can fix it. */
  z.object({ kind: z.literal('user-error'), exitCode: z.number(), message: z.string(), hint: z.string().optional() }),
  /** A bug of ours, with its stack trace. */
  z.object({ kind: z.literal('crash'), message: z.string() }),
]);
export type WorkerResult = z.infer<typeof workerResultSchema>;
