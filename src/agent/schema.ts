import { z } from 'zod';

const progress = z.object({ step: z.number().nonnegative(), total: z.number().nonnegative().optional() });

/** Of `AgentStatus` in layout.ts. Unknown fields are dropped: an older reader may meet a newer agent. */
export const agentStatus = z.object({
  schemaVersion: z.literal(1),
  phase: z.enum(['fetch', 'setup', 'run', 'flush', 'done']),
  startedAt: z.string(),
  updatedAt: z.string(),
  runStartedAt: z.string().optional(),
  exitCode: z.int().min(0).max(255).optional(),
  endedIn: z.enum(['setup', 'run']).optional(),
  stopped: z.enum(['time-limit', 'preemption', 'fenced', 'asked']).optional(),
  progress: progress.optional(),
  checkpoint: z.object({ snapshot: z.string(), at: z.string(), files: z.int(), bytes: z.number() }).optional(),
  resumedFrom: z.string().optional(),
  error: z.string().optional(),
});

/** A path below the checkpoint folder, with `/`; nothing that leads out of it. */
const innerPath = z
  .string()
  .refine((path) => path.split('/').every((part) => part !== '' && part !== '.' && part !== '..'), 'leads out');

/** One snapshot in the store, `checkpoints/<attempt>-<seq>.json`: written last, so its being there is the marker. */
export const snapshotManifest = z.object({
  schemaVersion: z.literal(1),
  attempt: z.int().positive(),
  seq: z.int().positive(),
  at: z.string(),
  progress: progress.optional(),
  files: z.array(
    z.union([
      z.object({
        path: innerPath,
        size: z.int().nonnegative(),
        mtimeMs: z.int(),
        mode: z.int(),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
      z.object({ path: innerPath, link: z.string() }),
    ]),
  ),
});

export type SnapshotManifest = z.infer<typeof snapshotManifest>;
