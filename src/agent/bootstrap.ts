import { assert } from '../base/assert.ts';

export interface BootstrapWish {
  /** ISO 8601 UTC. */
  readonly stopAt: string;
  /** What the agent may take after `stopAt` to end the job and save its last checkpoint, before the machine goes. */
  readonly slackSeconds?: number;
  /** The user to be made, where the machine has none yet. */
  readonly user?: { readonly name: string; readonly publicKey: string };
}

/**
 * The first-boot script (POSIX sh, < 12 KB, no secret): makes the folders and arms the watchdog that ends the machine at
 * its absolute stop time even if nobody watches, or before, when the agent asks for it.
 *
 * It reaches the system only through six verbs, found as commands on the PATH or in the folder `$SKYPLAN_VERBS`, so that
 * each cloud (and a rehearsed host) gives them its own meaning. This script needs two of them:
 * - `power-off` ends the machine.
 * - `add-user NAME` makes a user, takes its public key on stdin, and prints its home folder.
 *
 * The others are `install`, `service`, `mount` and `read-metadata`.
 */
export function bootstrapScript({ stopAt, slackSeconds = 120, user }: BootstrapWish): string {
  const endSeconds = Math.ceil(Date.parse(stopAt) / 1000) + slackSeconds;
  assert(Number.isSafeInteger(endSeconds), `no stop time: ${stopAt}`);
  const lines = [
    '#!/bin/sh',
    'set -eu',
    `PATH="\${SKYPLAN_VERBS:+$SKYPLAN_VERBS:}$PATH"`,
    user
      ? `home=$(printf '%s\\n' ${quote(user.publicKey)} | add-user ${quote(user.name)})`
      : `home=\${HOME:?a home folder is needed}`,
    'mkdir -p "$home/.skyplan/logs" "$home/.skyplan/checkpoint" "$home/sky_workdir"',
    '',
    '# The agent, an ordinary user, asks for the end of its machine by a file.',
    `printf '#!/bin/sh\\n: > "$HOME/.skyplan/power-off.asked"\\n' > "$home/.skyplan/power-off"`,
    'chmod 755 "$home/.skyplan/power-off"',
    '',
    `# ${new Date(endSeconds * 1000).toISOString()}, by the wall clock: a machine that slept is not granted the time it`,
    '# slept. Where the clock cannot be read, the machine ends: a machine that nobody stops costs money.',
    '(',
    "  trap '' HUP",
    `  while now=$(date +%s) && [ "$now" -lt ${endSeconds} ] && [ ! -e "$home/.skyplan/power-off.asked" ]; do`,
    '    sleep 2',
    '  done',
    '  power-off',
    ') < /dev/null > /dev/null 2>&1 &',
    '',
  ];
  return lines.join('\n');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
