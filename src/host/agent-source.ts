import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The agent's Python files: name in the machine's `.skyplan` folder → text. */
export type AgentSource = Readonly<Record<string, string>>;

const fileNames = ['agent.py', 'job.py', 'signs.py', 'snapshot.py', 'store.py', 'supervise.py'];

/** `folder`: where the package keeps the agent, `src/agent`. */
export async function readAgentSource(folder: string): Promise<AgentSource> {
  const texts = await Promise.all(fileNames.map((name) => readFile(join(folder, name), 'utf8')));
  return Object.fromEntries(fileNames.map((name, i) => [name, texts[i] ?? '']));
}
