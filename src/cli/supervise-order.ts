import type { Plan } from '../optimizer/plan.ts';
import type { Task } from '../task/task.ts';

/** What `up` hands to the process that drives the job: over its standard input, for it holds the secrets. */
export interface SuperviseOrder {
  readonly job: string;
  readonly task: Task;
  readonly taskText: string;
  /** Folder of the task file. */
  readonly baseFolder: string;
  readonly plan: Plan;
  readonly checkIndex: string;
}
