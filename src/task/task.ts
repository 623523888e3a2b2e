/** What a user wants run, checked and with defaults filled in. Made by `task/schema.ts` alone. */
export interface Task {
  /** As written, or the file's base name. Lower-cased and trimmed to fit every cloud when a job is named after it. */
  readonly name: string;
  readonly nodes: number;
  /** The alternatives, already multiplied out (`any_of` × accelerator set). Never empty. */
  readonly requests: readonly ResourceRequest[];
  /** True for `ordered` or a list of accelerators: an earlier request wins over a cheaper later one. */
  readonly ordered: boolean;
  /** True: a count of accelerators is exact, not a minimum. */
  readonly exact: boolean;
  /** Hours of work on each node, once, without interruptions. */
  readonly hours: number;
  /** True where the task gave no `duration`: `hours` is then the assumed 8. */
  readonly hoursAssumed: boolean;
  /** `duration` per accelerator, by catalog name. An accelerator without an entry is rejected with that reason. */
  readonly hoursByAccelerator?: Readonly<Record<string, number>>;
  /** Total USD over all attempts, everything included. */
  readonly budgetUsd?: number;
  /** Finish by: an instant (ISO 8601, UTC) or hours from the start. */
  readonly deadline?:
    | { readonly kind: 'instant'; readonly at: string }
    | { readonly kind: 'hours'; readonly hours: number };
  readonly data: readonly DataSource[];
  readonly checkpoint?: { readonly intervalHours?: number; readonly sizeGB?: number; readonly restartHours?: number };
  readonly envs: Readonly<Record<string, string>>;
  /** Names and values of secrets; values reach only the job stack's encrypted state. Never printed. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly workdir?: WorkDir;
  readonly fileMounts: readonly FileMount[];
  readonly setup?: string;
  readonly run?: string;
  readonly jobRecovery?: JobRecovery;
  /** What the plan says beside its total: buckets not priced, keys that plan does not use yet, … */
  readonly notes: readonly string[];
}

/** One alternative of what a node must be. */
export interface ResourceRequest {
  /** Lower-case; undefined means any cloud that skyplan can rank (never `local`, which must be named). */
  readonly cloud?: string;
  readonly region?: string;
  readonly zone?: string;
  readonly instanceType?: string;
  /** `name` by its catalog spelling; `count` per node, may be a fraction. Undefined: a CPU task. */
  readonly accelerator?: { readonly name: string; readonly count: number };
  /** vCPUs per node. `atLeast: false` means exactly this many. */
  readonly cpus?: Amount;
  /** GiB per node, or `perCpu` times the vCPUs. */
  readonly memoryGiB?: Amount;
  readonly memoryGiBPerCpu?: Amount;
  readonly arch: 'x86_64' | 'arm64' | 'any';
  readonly market: MarketWish;
  readonly maxUsdPerHour?: number;
  readonly disk: { readonly sizeGiB: number; readonly tier: 'low' | 'medium' | 'high' | 'ultra' | 'best' };
  readonly imageId?: string | Readonly<Record<string, string>>;
  readonly ports: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly autostop?: { readonly idleMinutes: number; readonly down: boolean };
}

export type MarketWish = 'spot' | 'on-demand' | 'any';
export interface Amount {
  readonly value: number;
  readonly atLeast: boolean;
}

/** Data that the job reads, where it lies, and how often it is read through. */
export interface DataSource {
  /** `s3://…`, `gs://…`, `az://…`, `https://…` */
  readonly source: string;
  /** The cloud whose egress is charged: aws, gcp, azure. */
  readonly cloud: string;
  readonly region: string;
  /** 1 TB = 1,024 GB. */
  readonly sizeGB: number;
  /** 0 or more; a fraction of the data is a fraction of a pass. */
  readonly passes: number;
}

export type WorkDir =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'git'; readonly url: string; readonly ref?: string };

export interface FileMount {
  /** Where it appears on the machine. */
  readonly target: string;
  readonly source:
    | { readonly kind: 'path'; readonly path: string }
    | { readonly kind: 'uri'; readonly uri: string }
    | {
        readonly kind: 'bucket';
        readonly name?: string;
        readonly source?: readonly string[];
        readonly store?: string;
        readonly mode: 'MOUNT' | 'COPY' | 'MOUNT_CACHED';
        readonly persistent: boolean;
      };
}

export interface JobRecovery {
  readonly strategy?: string;
  readonly maxRestartsOnErrors?: number;
  readonly recoverOnExitCodes?: readonly number[];
}
