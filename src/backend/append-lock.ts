import { join } from 'node:path';
import { withLock } from '../../tools/lock.mjs';

/**
 * Runs one append while no other process appends to the same job. The CLI's tag write reads, changes and writes the whole
 * file without a lock: of eight at once most are lost (docs/decisions/ledger.md). The lock lies in the backend's own
 * folder, where every HOME and container that uses the backend sees it; a dead holder's is taken over.
 */
export function whileAppending(backendFolder: string, job: string, append: () => Promise<void>): Promise<void> {
  return withLock(join(backendFolder, '.skyplan', `${job}.append`), append);
}
