import { join } from 'node:path';
import type { AgentStatus } from '../agent/layout.ts';
import { parseStatus } from './read-status.ts';
import { readIfThere, storeFolder } from './store-folder.ts';

/** The kept log of one attempt, as far as it had been mirrored; undefined: none was. */
export async function readStoreLog(storeUri: string, attempt: number, fromByte = 0): Promise<Uint8Array | undefined> {
  const bytes = await readIfThere(join(storeFolder(storeUri), 'logs', String(attempt), 'run.log'));
  return bytes?.subarray(Math.min(fromByte, bytes.length));
}

/** The agent's last word on an attempt, written when it was done: how a machine that is gone has ended. */
export async function readStoreStatus(storeUri: string, attempt: number): Promise<AgentStatus | undefined> {
  const bytes = await readIfThere(join(storeFolder(storeUri), 'logs', String(attempt), 'status.json'));
  return bytes && parseStatus(bytes.toString('utf8'));
}
