import type { Offering } from '../catalog/offering.ts';
import type { Interruption, Sighting } from './interruption.ts';
import type { LaunchFailure } from './launch-failure.ts';
import type { Machine, StoreTarget, Target } from './target.ts';

/**
 * Our port to one cloud (Pulumi's own providers are always written `aws.Provider`).
 * Importing a provider's index loads no Pulumi and no SDK: whatever needs one is behind a function here.
 */
export interface Provider {
  readonly cloud: string;
  /** Seconds until a listing shows what was just made or destroyed. */
  readonly consistencyLagSeconds: number;

  /** Offerings that only this machine can know (the local cloud's); the others are in the catalog. */
  offerings(): Promise<readonly Offering[]>;

  /** Pure: adds what this cloud's program needs (`extra`). */
  aim(base: Target, world: World): Target;
  aimStore(base: StoreTarget, world: World): StoreTarget;

  /** Plugins of our own that the engine must find by path; none for the real clouds. */
  plugins(): readonly { readonly name: string; readonly path: string }[];
  /** The inline Pulumi program of an attempt; resolves to `{ machines: Machine[] }` as outputs. */
  program(target: Target): Promise<() => Promise<Record<string, unknown>>>;
  /** The inline Pulumi program of a store; resolves to `StoreOutputs`. */
  storeProgram(target: StoreTarget): Promise<() => Promise<Record<string, unknown>>>;

  /** Pure. Reads the engine's error texts. */
  classify(texts: readonly string[], target: Target): LaunchFailure;
  /** Pure. null: nothing wrong is seen. */
  interpret(sighting: Sighting, target: Target, now: string): Interruption | null;

  /** Asks the cloud about machines of one target. */
  sight(machines: readonly Machine[], target: Target): Promise<readonly Sighting[]>;
  /** What the cloud still holds of a job (or of one attempt of it), by tag. Machines and disks only, never stores. */
  find(job: string, attempt: number | undefined, world: World): Promise<readonly Found[]>;
  remove(found: Found): Promise<void>;
}

/** What a provider may need to know of where it runs. */
export interface World {
  /** Backend URL (`file:///…`). */
  readonly backendUrl: string;
  /** `skyplan:owner`, the backend's own id. */
  readonly owner: string;
}

export interface Found {
  readonly cloud: string;
  readonly id: string;
  readonly kind: string;
  readonly job: string;
  readonly attempt: number;
}
