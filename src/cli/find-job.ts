import type { Backend, JobRecord } from '../backend/backend.ts';
import { exitCode } from '../base/exit-code.ts';
import { UserError } from '../base/user-error.ts';
import { didYouMean } from '../task/near-word.ts';

/** The job of that id or name; a UserError that says which there are, where there is none. */
export async function findJob(backend: Backend, nameOrId: string): Promise<JobRecord> {
  const record = await backend.job(nameOrId);
  if (record) return record;
  const ids = (await backend.jobs()).map((job) => job.job);
  const alike = ids.filter((id) => id.startsWith(`${nameOrId}-`));
  if (alike.length > 1) {
    throw new UserError(
      exitCode.notFound,
      `${alike.length} jobs are called '${nameOrId}'.`,
      `Name one: ${alike.join(', ')}.`,
    );
  }
  const others = ids.length > 0 ? `There are: ${ids.slice(0, 8).join(', ')}.` : 'It holds no job.';
  throw new UserError(
    exitCode.notFound,
    `There is no job '${nameOrId}' in ${backend.url}.`,
    didYouMean(nameOrId, ids, others),
  );
}
