import { type AgentStatus, layout } from '../agent/layout.ts';
import { agentStatus } from '../agent/schema.ts';
import type { Connection } from './connection.ts';

/** What the agent last said; undefined before its first word. Throws where it is no status of this version. */
export async function readStatus(connection: Connection): Promise<AgentStatus | undefined> {
  const bytes = await connection.readFile(layout.status);
  return bytes === undefined ? undefined : parseStatus(Buffer.from(bytes).toString('utf8'));
}

export function parseStatus(text: string): AgentStatus {
  return agentStatus.parse(JSON.parse(text)) as AgentStatus;
}
