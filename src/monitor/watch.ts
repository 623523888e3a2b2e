import type { AgentStatus } from '../agent/layout.ts';
import type { Connection } from '../host/connection.ts';
import { readStatus } from '../host/read-status.ts';
import type { Interruption } from '../provider/interruption.ts';
import type { Provider } from '../provider/provider.ts';
import type { Machine, Target } from '../provider/target.ts';

/** How an attempt's watch ends. */
export type WatchEnd =
  | { readonly kind: 'work-done'; readonly status: AgentStatus }
  | { readonly kind: 'interrupted'; readonly interruption: Interruption };

export interface WatchInput {
  readonly target: Target;
  readonly machine: Machine;
  readonly provider: Provider;
  readonly connection: Connection;
  readonly clock: { now(): string; sleep(seconds: number): Promise<void> };
  readonly onStatus: (status: AgentStatus) => void;
  /** Seconds between two looks at the machine. */
  readonly pollSeconds: number;
  /** Silence of the agent after which the cloud is asked. */
  readonly silenceSeconds: number;
}

/**
 * Looks at one machine until its work is done or it is gone. Silence alone proves nothing:
 * the cloud is asked, and only its word (or an agent that stays dead on a running machine) ends the watch.
 */
export async function watch(input: WatchInput): Promise<WatchEnd> {
  const { connection, clock, pollSeconds, silenceSeconds } = input;
  let lastHeard = Date.parse(clock.now());
  let lastUpdate = '';
  for (;;) {
    const status = await lookAt(connection);
    const now = clock.now();
    if (status && status.updatedAt !== lastUpdate) {
      lastUpdate = status.updatedAt;
      lastHeard = Date.parse(now);
      input.onStatus(status);
    }
    if (status?.phase === 'done') return { kind: 'work-done', status };
    // A machine that cannot be read is asked about at once; a silent agent after a while.
    if (status === undefined || Date.parse(now) - lastHeard > silenceSeconds * 1000) {
      const interruption = await askCloud(input, now);
      if (interruption) return { kind: 'interrupted', interruption };
      if (Date.parse(now) - lastHeard > 3 * silenceSeconds * 1000) {
        return { kind: 'interrupted', interruption: { kind: 'crash', at: now, detail: 'the agent fell silent' } };
      }
    }
    await clock.sleep(pollSeconds);
  }
}

async function lookAt(connection: Connection): Promise<AgentStatus | undefined> {
  try {
    return await readStatus(connection);
  } catch {
    // Not to be reached is not yet gone: the caller asks the cloud.
    return undefined;
  }
}

async function askCloud({ provider, machine, target }: WatchInput, now: string): Promise<Interruption | null> {
  const [sighting] = await provider.sight([machine], target);
  return sighting ? provider.interpret(sighting, target, now) : null;
}
