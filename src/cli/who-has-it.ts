import type { Catalog, Vocabulary } from '../catalog/catalog.ts';
import type { Task } from '../task/task.ts';

/**
 * Sentences on what a task names and the catalog lacks: clouds without prices, accelerators that others have,
 * accelerators that a named cloud does not have.
 */
export function findWhoHasIt(task: Task, catalog: Catalog, vocabulary: Vocabulary): string[] {
  const said: string[] = [];
  for (const { cloud, accelerator } of task.requests) {
    if (cloud !== undefined && !vocabulary.clouds.includes(cloud)) {
      said.push(`The catalog has no prices of ${cloud}; it ranks ${vocabulary.clouds.join(', ')}.`);
    }
    if (accelerator === undefined) continue;
    const { name } = accelerator;
    const others = vocabulary.foreignAccelerators[name];
    const here = cloudsWith(name, catalog);
    if (others !== undefined) said.push(`The catalog has no ${name}; it is to be had at ${others}.`);
    else if (cloud !== undefined && here.length > 0 && !here.includes(cloud)) {
      said.push(`${cloud} has no ${name}; ${here.join(' and ')} ${here.length === 1 ? 'has' : 'have'}.`);
    }
  }
  return [...new Set(said)];
}

function cloudsWith(accelerator: string, { offerings, unread }: Catalog): string[] {
  const clouds = [...offerings, ...unread].flatMap((each) => (each.accelerator === accelerator ? [each.cloud] : []));
  return [...new Set(clouds)].toSorted();
}
