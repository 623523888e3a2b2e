/** Why a machine stopped being ours. Only preemption-like ends spend the preemption count. */
export interface Interruption {
  readonly kind: 'preemption' | 'user-deletion' | 'guest-shutdown' | 'crash' | 'hardware' | 'network-loss';
  /** ISO 8601 UTC. */
  readonly at: string;
  /** When the cloud takes the machine, where it gave notice. */
  readonly killAt?: string;
  readonly detail: string;
}

/** What one read of a cloud says of one machine. */
export interface Sighting {
  readonly machineId: string;
  readonly state: 'starting' | 'running' | 'stopping' | 'gone' | 'unknown';
  readonly detail?: string;
  /** The cloud's own fields that `preemption.ts` reads. */
  readonly raw?: Readonly<Record<string, unknown>>;
}
