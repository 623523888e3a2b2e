/**
 * Where things lie on a machine, below the user's home: the contract between the agent and whoever
 * reads it from outside. The work folder is SkyPilot's, so that a user's script finds its paths unchanged.
 */
export const layout = {
  workdir: 'sky_workdir',
  agent: '.skyplan/agent.py',
  spec: '.skyplan/spec.json',
  /** Mode 0600; read once by the agent, then deleted. */
  secrets: '.skyplan/secrets.json',
  status: '.skyplan/status.json',
  log: '.skyplan/logs/run.log',
  agentLog: '.skyplan/logs/agent.log',
  progress: '.skyplan/progress.jsonl',
  notice: '.skyplan/notice.json',
  checkpoint: '.skyplan/checkpoint',
} as const;

/** What the agent is told; written to `layout.spec`. No secret. */
export interface AgentSpec {
  readonly schemaVersion: 1;
  readonly job: string;
  readonly attempt: number;
  readonly rank: number;
  readonly nodes: number;
  readonly nodeIps: readonly string[];
  readonly gpusPerNode: number;
  readonly envs: Readonly<Record<string, string>>;
  readonly setup: string | null;
  readonly run: string | null;
  /** The checkpoint store of this attempt, `file:///…` (s3, gs, az later). */
  readonly storeUri: string;
  /** Stores of earlier attempts, newest first: read only. */
  readonly olderStoreUris: readonly string[];
  readonly checkpointIntervalSeconds: number;
  /** An entry of the checkpoint folder counts as whole once nothing in it has changed for this long. */
  readonly settleSeconds: number;
  /** ISO 8601 UTC; the agent stops the job then, and the machine. */
  readonly stopAt: string;
  /** Seconds between SIGTERM and SIGKILL for the job. */
  readonly graceSeconds: number;
  /** How the cloud tells of a preemption: `file` (a file appears; the local cloud), or none yet. */
  readonly notice: { readonly kind: 'file'; readonly path: string } | { readonly kind: 'none' };
}

/** `layout.status`, rewritten whole at every change and at least every 5 s (the heartbeat). */
export interface AgentStatus {
  readonly schemaVersion: 1;
  readonly phase: 'fetch' | 'setup' | 'run' | 'flush' | 'done';
  readonly startedAt: string;
  readonly updatedAt: string;
  /** When `run` started. */
  readonly runStartedAt?: string;
  /** Set in phase `done`; 128 + signal for a signal. */
  readonly exitCode?: number;
  /** Which script ended with it. */
  readonly endedIn?: 'setup' | 'run';
  /** Why the agent ended the job itself. */
  readonly stopped?: 'time-limit' | 'preemption' | 'fenced' | 'asked';
  readonly progress?: { readonly step: number; readonly total?: number };
  readonly checkpoint?: {
    readonly snapshot: string;
    readonly at: string;
    readonly files: number;
    readonly bytes: number;
  };
  readonly resumedFrom?: string;
  readonly error?: string;
}
