import type { Offering } from '../catalog/offering.ts';
import type { Task } from '../task/task.ts';
import type { Conditions } from './conditions.ts';

/**
 * Hours of work that are left for this offering, each node up all that time; undefined where the task gives durations
 * per accelerator and none for this one.
 */
export function hoursOn(task: Task, conditions: Conditions, offering: Offering): number | undefined {
  const by = task.hoursByAccelerator;
  if (by === undefined) return Math.max(0, task.hours - conditions.hoursDone);
  const hours =
    offering.accelerator !== null && Object.hasOwn(by, offering.accelerator) ? by[offering.accelerator] : undefined;
  return hours === undefined ? undefined : Math.max(0, hours - conditions.hoursDone);
}
