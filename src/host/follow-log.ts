import { layout } from '../agent/layout.ts';
import type { Connection } from './connection.ts';
import { readStatus } from './read-status.ts';

const pollMilliseconds = 200;

/**
 * The job's output as it grows, in pieces as they come (a piece may end amid a line or a character), until the agent is
 * done or `signal` aborts. Throws `MachineGone` where the machine ends first: what was read so far has been yielded.
 */
export async function* followLog(
  connection: Connection,
  { fromByte = 0, signal }: { readonly fromByte?: number; readonly signal?: AbortSignal } = {},
): AsyncGenerator<Uint8Array> {
  let position = fromByte;
  while (!signal?.aborted) {
    // Asked before the read: what was written before the end is then surely read.
    const isDone = (await readStatus(connection))?.phase === 'done';
    const bytes = await connection.readFile(layout.log, position);
    if (bytes !== undefined && bytes.length > 0) {
      position += bytes.length;
      yield bytes;
    }
    if (isDone) return;
    await pause(signal);
  }
}

function pause(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((go) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      go();
    };
    const timer = setTimeout(end, pollMilliseconds);
    signal?.addEventListener('abort', end);
  });
}
