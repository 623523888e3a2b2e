import { providerOf } from '../../stacks/index.ts';
import { runOneOperation } from './worker.ts';

// Composition root of the detached process of one Pulumi operation (dist/worker.js).
await runOneOperation({
  providerOf,
  jobProgram: async (task) => (await import('../../stacks/job.ts')).jobProgram(task),
});
