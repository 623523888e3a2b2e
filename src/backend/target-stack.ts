import { z } from 'zod';
import { never } from '../base/assert.ts';
import type { LaunchFailure } from '../provider/launch-failure.ts';
import type { Provider } from '../provider/provider.ts';
import type { Machine, StoreOutputs, StoreTarget, Target } from '../provider/target.ts';
import type { DownResult, UpResult } from './backend.ts';
import { type BackendContext, failureOf, operate } from './backend-context.ts';
import { dropIfDead } from './run-worker.ts';
import { stackResourceType } from './state-files.ts';
import { dropFolder, workFolder } from './work-folder.ts';

/**
 * `up`s an attempt's stack. Called again for the same target (a supervisor that died and came back), it attaches to the
 * worker that runs, or hands out the result that it left.
 */
export async function upAttempt(
  context: BackendContext,
  provider: Provider,
  target: Target,
  watch?: (line: string) => void,
): Promise<UpResult> {
  const { stackName } = target;
  const { result, work } = await operate(context, { kind: 'attempt', stackName, target }, watch);
  switch (result?.kind) {
    case 'up':
      return { ok: true, machines: machinesSchema.parse(result.outputs.machines), seconds: result.seconds };
    case 'refused':
      return { ok: false, failure: provider.classify(result.texts, target) };
    case 'taken':
      return {
        ok: false,
        failure: notMade(`stack ${stackName} exists already: another skyplan makes this attempt`, 'fatal'),
      };
    case undefined:
      return { ok: false, failure: notMade(`the launch of ${stackName} was cut off`, 'offering') };
    default:
      throw failureOf(result, stackName, work);
  }
}

/** A store is made once and kept: one that is there already is as good as a new one. */
export async function upStore(context: BackendContext, provider: Provider, target: StoreTarget): Promise<StoreOutputs> {
  const { stackName } = target;
  for (const again of [true, false]) {
    const present = await storeOutputs(context, stackName);
    if (present) return present;
    const { result, work } = await operate(context, { kind: 'store', stackName, target });
    if (result?.kind === 'up') return storeSchema.parse(result.outputs);
    if (result !== undefined && result.kind !== 'taken') throw failureOf(result, stackName, work);
    if (!again) throw failureOf(result, stackName, work);
    // It was cut off before it had outputs, so no machine has ever written to it: made anew.
    const cleared = await down(context, provider, stackName);
    if (!cleared.ok) throw failureOf(result, stackName, work);
  }
  return never(undefined as never);
}

export async function down(
  context: BackendContext,
  provider: Provider,
  stackName: string,
  watch?: (line: string) => void,
): Promise<DownResult> {
  for (;;) {
    await dropIfDead(workFolder(context.root, stackName, 'down'));
    const task = { kind: 'down', stackName, cloud: provider.cloud } as const;
    const { result, work, attached } = await operate(context, task, watch);
    // Whoever started it has cleaned up already; or it was killed. Doing it again is right in both cases.
    if (attached && result === undefined) continue;
    dropFolder(work);
    if (result?.kind === 'left-over') return { ok: false, leftOver: result.leftOver, message: result.message };
    if (result?.kind !== 'down') throw failureOf(result, stackName, work);
    dropFolder(workFolder(context.root, stackName, 'up'));
    return { ok: true, seconds: result.seconds };
  }
}

async function storeOutputs(context: BackendContext, stackName: string): Promise<StoreOutputs | undefined> {
  const checkpoint = await context.files.checkpoint(stackName);
  const root = checkpoint?.resources.find((resource) => resource.type === stackResourceType);
  return storeSchema.safeParse(root?.outputs).data;
}

const storeSchema: z.ZodType<StoreOutputs> = z.object({ uri: z.string() });

const machinesSchema: z.ZodType<readonly Machine[]> = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    rank: z.number(),
    reach: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('folder'), path: z.string() }),
      z.object({ kind: z.literal('ssh'), host: z.string(), port: z.number(), user: z.string() }),
    ]),
  }),
);

function notMade(message: string, scope: LaunchFailure['scope']): LaunchFailure {
  return { kind: 'unknown', scope, holdSeconds: 600, message };
}
