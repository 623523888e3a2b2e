import type { Offering } from '../catalog/offering.ts';

/** One planned offering made concrete: what an attempt's stack creates. Plain data: it is written to the ledger before the act. */
export interface Target {
  readonly job: string;
  /** From 1. */
  readonly attempt: number;
  /** `<job>.<attempt>` */
  readonly stackName: string;
  readonly offering: Offering;
  readonly nodes: number;
  readonly diskGiB: number;
  readonly diskTier: string;
  readonly imageId?: string;
  readonly ports: readonly string[];
  /** `skyplan:owner`, `:job`, `:attempt`, `:role`, `:kind`, `:stack`, `:expires`, and the user's labels; each cloud spells them its own way. */
  readonly tags: Readonly<Record<string, string>>;
  /** The machine stops itself then, even if nobody watches. ISO 8601 UTC. */
  readonly stopAt: string;
  /** First-boot script (< 12 KB, no secret), from `agent/bootstrap.ts`. */
  readonly bootstrap: string;
  /** What only this cloud's program reads. */
  readonly extra: Readonly<Record<string, string>>;
}

/** The checkpoint store of a job in one cloud and region. */
export interface StoreTarget {
  readonly job: string;
  readonly cloud: string;
  readonly region: string;
  /** `<job>.store.<cloud>.<region>` */
  readonly stackName: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly extra: Readonly<Record<string, string>>;
}

/** How a machine is reached: a folder of this very machine, or SSH. */
export type Reach =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'ssh'; readonly host: string; readonly port: number; readonly user: string };

/** Outputs of an attempt's stack. */
export interface Machine {
  /** The cloud's own id. */
  readonly id: string;
  readonly name: string;
  /** 0 is the head. */
  readonly rank: number;
  readonly reach: Reach;
}

/** Outputs of a store's stack: where checkpoints and kept logs lie, as the machine sees it (`file:///…`, `s3://…`). */
export interface StoreOutputs {
  readonly uri: string;
}
