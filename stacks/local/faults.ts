import { readJson } from './host-files.ts';

/**
 * `local-cloud/faults.json`, written by a tester: how the local cloud misbehaves. Read anew at each create and delete.
 */
export interface Faults {
  /** Every create waits this long before the host's folder is made. */
  readonly createDelaySeconds?: number;
  /** Every create waits this long after the host runs, before the engine hears of it. */
  readonly answerDelaySeconds?: number;
  /** Every delete waits this long before it begins. */
  readonly deleteDelaySeconds?: number;
  /** No machine of these markets is to be had. */
  readonly noCapacity?: readonly ('spot' | 'on-demand')[];
  /** Reads fail: the cloud's API is down. */
  readonly readError?: boolean;
}

export function readFaults(path: string): Faults {
  return readJson<Faults>(path) ?? {};
}
