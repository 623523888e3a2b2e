import { progressPrinter } from '../../tools/progress.mjs';
import type { Backend } from '../backend/backend.ts';
import { openBackend } from '../backend/open-backend.ts';
import { findPassphrase } from '../backend/passphrase.ts';
import { findPulumi } from '../backend/pulumi-cli.ts';
import type { Io } from './io.ts';

/**
 * The backend that the environment names. With `needsEngine` the Pulumi CLI and the passphrase are looked for first,
 * so that what is missing is said before anything is asked or begun; without, a backend is only read.
 */
export async function openBackendFor(io: Io, { needsEngine = false } = {}): Promise<Backend> {
  const env = io.env as NodeJS.ProcessEnv;
  const pulumi = async () => (await findPulumi({ env, onProgress: progressPrinter() })).path;
  if (needsEngine) {
    await pulumi();
    const phrase = findPassphrase(env);
    if (phrase.justMade) {
      io.stderr(
        `Made the passphrase that encrypts this user's job secrets: ${phrase.from}\n` +
          'Keep a copy. Without it secrets are lost; status, cost and down go on working.\n',
      );
    }
  }
  return await openBackend({ env, pulumi, readOnly: !needsEngine });
}
