import { join } from 'node:path';
import { type AgentSpec, layout } from '../agent/layout.ts';
import { exitCode } from '../base/exit-code.ts';
import { UserError } from '../base/user-error.ts';
import { packageRoot } from '../disk/package-root.ts';
import { type AgentSource, readAgentSource } from './agent-source.ts';
import type { Connection } from './connection.ts';

const noPython = 90;
const oldPython = 91;

/**
 * Pushes the agent, its spec and the secrets (0600, deleted by the agent once read), starts it detached and answers at
 * once; `readStatus` says how it goes. The agent stays in the machine's session, so that it ends with the machine, not
 * with this connection. A second start is harmless: beside a live agent nothing happens, and after a crash of the agent
 * the new one goes on with the job where it is.
 */
export async function startAgent(
  connection: Connection,
  work: {
    readonly spec: AgentSpec;
    readonly secrets: Readonly<Record<string, string>>;
    readonly agentSource?: AgentSource;
  },
): Promise<void> {
  const source = work.agentSource ?? (await readAgentSource(join(packageRoot(), 'src', 'agent')));
  const folder = layout.agent.slice(0, layout.agent.lastIndexOf('/'));
  for (const [name, text] of Object.entries(source)) await connection.putFile(`${folder}/${name}`, text);
  await connection.putFile(layout.spec, JSON.stringify(work.spec, null, 1));
  await connection.putFile(layout.secrets, JSON.stringify(work.secrets), 0o600);
  const started = await connection.run(startCommand(), { timeoutSeconds: 60 });
  if (started.exitCode === noPython || started.exitCode === oldPython) {
    throw new UserError(
      exitCode.setUp,
      started.exitCode === noPython
        ? 'The machine has no python3, which the agent needs.'
        : `The machine's python3 is ${started.stdout.trim()}; the agent needs 3.8 or newer.`,
      'Install Python 3.8 or newer there (Debian, Ubuntu: `apt-get install python3`; macOS: `brew install python3`), or choose an image that has it.',
    );
  }
  if (started.exitCode !== 0) {
    throw new Error(`the agent did not start (exit ${started.exitCode}): ${started.stderr.trim() || started.stdout}`);
  }
}

/** One start of Python, which may be slow: it looks at its own version, then leaves the agent behind. */
function startCommand(): string {
  const launch = [
    'import os, subprocess, sys',
    'print("%d.%d" % sys.version_info[:2])',
    `if sys.version_info < (3, 8): sys.exit(${oldPython})`,
    'home = os.environ["HOME"]',
    `log = os.path.join(home, "${layout.agentLog}")`,
    'os.makedirs(os.path.dirname(log), exist_ok=True)',
    'null = open(os.devnull, "rb")',
    `agent = os.path.join(home, "${layout.agent}")`,
    'subprocess.Popen([sys.executable, "-B", agent], stdin=null, stdout=open(log, "ab"), stderr=subprocess.STDOUT)',
  ];
  return `command -v python3 >/dev/null 2>&1 || exit ${noPython}\npython3 -c '${launch.join('\n')}'`;
}
