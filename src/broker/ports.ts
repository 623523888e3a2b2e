import type { AgentStatus } from '../agent/layout.ts';
import type { Backend } from '../backend/backend.ts';
import type { Connection } from '../host/connection.ts';
import type { Event, Progress } from '../ledger/event.ts';
import type { Conditions } from '../optimizer/conditions.ts';
import type { Plan } from '../optimizer/plan.ts';
import type { Provider } from '../provider/provider.ts';
import type { Reach } from '../provider/target.ts';

/** Everything that the broker touches outside itself. A simulation hands in others. */
export interface Ports {
  readonly backend: Backend;
  readonly clock: Clock;
  readonly sink: (notice: Notice) => void;
  provider(cloud: string): Promise<Provider>;
  /** The task ranked again under what the run has learned. */
  rank(conditions: Conditions): Plan;
  connect(reach: Reach): Promise<Connection>;
  /** The last status that an attempt's agent left in its store, once it was done. */
  storeStatus(storeUri: string, attempt: number): Promise<AgentStatus | undefined>;
}

export interface Clock {
  /** ISO 8601 UTC. */
  now(): string;
  sleep(seconds: number): Promise<void>;
}

/** What the broker says while it works: the ledger's events as they become durable, and what is too small for a ledger. */
export type Notice =
  | Event
  | { readonly kind: 'message'; readonly at: string; readonly text: string }
  /** One line of Pulumi's own output. */
  | { readonly kind: 'engine-line'; readonly at: string; readonly stackName: string; readonly text: string }
  | {
      readonly kind: 'work-status';
      readonly at: string;
      readonly phase: string;
      readonly progress?: Progress;
      readonly checkpointAt?: string;
    };
