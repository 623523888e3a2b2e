import { createHash } from 'node:crypto';
import type { Conditions } from '../optimizer/conditions.ts';
import type { Task } from '../task/task.ts';

/**
 * A hash of all that a plan follows from: task, catalog rows, conditions. The instant of the ranking is left
 * out, so that a plan stays good while nothing else moves; values of secrets are left out, so that it tells
 * nothing of them.
 * @param catalogHash that of the rows read, any local offerings included
 */
export function checkIndexOf(task: Task, catalogHash: string, conditions: Conditions): string {
  const { now: _now, ...standing } = conditions;
  return sha256(stableJson([{ ...task, secrets: Object.keys(task.secrets) }, catalogHash, standing])).slice(0, 32);
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** JSON with sorted keys: equal values give equal texts. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
