import { randomBytes } from 'node:crypto';
import { exitCode } from '../base/exit-code.ts';
import { UserError } from '../base/user-error.ts';
import { fullName } from './project.ts';
import type { StateFiles } from './state-files.ts';

/** A stack without resources whose tags say what is true of the whole backend. No job can be called so: a job's id ends in 8 random characters. */
const ownerStack = 'skyplan-backend';

/** `skyplan:owner` of a backend; undefined: it has none yet. */
export async function ownerIn(files: StateFiles): Promise<string | undefined> {
  return (await files.tags(ownerStack))?.['skyplan:owner'];
}

/** Made once: `stack init` fails for whoever comes second, who then waits for the first one's tag. */
export async function findOrMakeOwner(
  files: StateFiles,
  pulumi: (...args: string[]) => Promise<boolean>,
): Promise<string> {
  const present = await ownerIn(files);
  if (present) return present;
  const name = fullName(ownerStack);
  const first = await pulumi('stack', 'init', name, '--no-select');
  if (!first) {
    const end = Date.now() + 3000;
    while (Date.now() < end) {
      const made = await ownerIn(files);
      if (made) return made;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    // The first one died between its two writes.
  }
  const owner = randomBytes(8).toString('hex');
  const tagged = await pulumi('stack', 'tag', 'set', 'skyplan:owner', owner, '--stack', name);
  const written = await ownerIn(files);
  if (tagged && written) return written;
  throw new UserError(
    exitCode.backend,
    'The backend takes no writes: its owner mark cannot be made.',
    'Check its folder and its rights.',
  );
}
