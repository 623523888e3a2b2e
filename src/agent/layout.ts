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
  /** Whoever makes this file asks the agent to end the job (`stopped: 'asked'`). */
  stop: '.skyplan/stop',
  /** Written after everything else, logs and the store included: the agent's last act. */
  done: '.skyplan/done',
  /** An executable that the bootstrap may leave here: the agent calls it after `lingerSeconds`. */
  powerOff: '.skyplan/power-off',
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
  /** ISO 8601 UTC; the agent asks the job to end then. The bootstrap's watchdog ends the machine a little later. */
  readonly stopAt: string;
  /** Seconds between SIGTERM and SIGKILL for the job. */
  readonly graceSeconds: number;
  /** How the cloud tells of a preemption: `file` (a file appears; the local cloud), or none yet. */
  readonly notice: { readonly kind: 'file'; readonly path: string } | { readonly kind: 'none' };
  /** `CUDA_VISIBLE_DEVICES` (`0,1,2,3`) where the machine has more accelerators than the job asked for. */
  readonly cudaVisibleDevices?: string;
  /** Seconds from the end of everything to the agent's call of `layout.powerOff`; without it the machine stays on. */
  readonly lingerSeconds?: number;
}

/** `layout.status`, rewritten whole at every change and at least every 5 s (the heartbeat). */
export interface AgentStatus {
  readonly schemaVersion: 1;
  readonly phase: 'fetch' | 'setup' | 'run' | 'flush' | 'done';
  readonly startedAt: string;
  readonly updatedAt: string;
  /** When `run` started. */
  readonly runStartedAt?: string;
  /** Once a script has ended; 128 + signal for a signal. Unset in phase `done` where none did: see `stopped`, `error`. */
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
  /** What went wrong on the agent's side: a store that cannot be written, … Gone again once it works again. */
  readonly error?: string;
}
