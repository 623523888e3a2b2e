import { never } from '../base/assert.ts';
import { exitCode } from '../base/exit-code.ts';
import { UserError } from '../base/user-error.ts';
import type { Reach } from '../provider/target.ts';
import type { Connection } from './connection.ts';
import { connectFolder } from './folder.ts';

/** Opens the way to a machine. Throws `MachineGone` where there is none. */
export async function connect(reach: Reach): Promise<Connection> {
  switch (reach.kind) {
    case 'folder':
      return connectFolder(reach.path);
    case 'ssh':
      throw new UserError(
        exitCode.setUp,
        `${reach.user}@${reach.host} cannot be reached: this version of skyplan speaks no SSH yet.`,
        'Run the task on this machine: `--cloud local`.',
      );
    default:
      return never(reach);
  }
}
