import type { AgentStatus } from '../agent/layout.ts';
import type { Connection } from '../host/connection.ts';
import { report } from '../ledger/report.ts';
import { watch } from '../monitor/watch.ts';
import type { PlannedOffering } from '../optimizer/plan.ts';
import { aim, aimStore } from '../policy/aim.ts';
import type { Interruption } from '../provider/interruption.ts';
import type { Provider } from '../provider/provider.ts';
import type { Machine, StoreTarget, Target } from '../provider/target.ts';
import type { Task } from '../task/task.ts';
import { eventsOfDone, eventsOfInterruption } from './attempt-outcome.ts';
import type { EventBody, LedgerWriter } from './ledger-writer.ts';
import type { Ports } from './ports.ts';
import { pushWork } from './push-work.ts';

export interface AttemptContext {
  readonly task: Task;
  readonly job: string;
  /** Local paths of the task are relative to it. */
  readonly baseFolder: string;
  readonly ledger: LedgerWriter;
  readonly ports: Ports;
}

/**
 * One target from `up` until its work is done or it is lost. Ends with `attempt-end` in the ledger;
 * destroying the stack is the caller's next step.
 */
export async function runAttempt(planned: PlannedOffering, context: AttemptContext): Promise<void> {
  const { ledger, ports } = context;
  const provider = await ports.provider(planned.offering.cloud);
  const { target, store } = await announce(planned, provider, context);
  const n = target.attempt;
  const onLine = (text: string) =>
    ports.sink({ kind: 'engine-line', at: ports.clock.now(), stackName: target.stackName, text });

  const [storeUri, up] = await Promise.all([
    storeUp(store, provider, context),
    ports.backend.up(provider, target, onLine),
  ]);
  if (!up.ok) {
    await ledger.append({ kind: 'attempt-end', attempt: n, outcome: 'launch-failed', failure: up.failure });
    return;
  }
  await ledger.append({ kind: 'stack-up', attempt: n, machines: up.machines });

  const machine = up.machines[0];
  if (!machine) throw new Error(`skyplan bug: stack ${target.stackName} came up without a machine`);
  try {
    const connection = await ports.connect(machine.reach);
    try {
      await pushWork({ ...context, connection, target, storeUri });
      await ledger.append({ kind: 'run-start', attempt: n });
      // Durable before the machine is destroyed: afterwards nobody could ask it how the job ended.
      await ledger.append(...(await watchToEnd(target, machine, provider, connection, storeUri, ports)));
    } finally {
      await connection.close();
    }
  } catch (error) {
    await ledger.append(...(await lostOrThrow(error, target, machine, provider, storeUri, ports)));
  }
}

/** Writes down what will be created, before anything is. */
async function announce(
  planned: PlannedOffering,
  provider: Provider,
  { job, task, ledger, ports }: AttemptContext,
): Promise<{ target: Target; store: StoreTarget }> {
  const { backend, clock } = ports;
  const known = ledger.job();
  const attempt = (known.attempts.at(-1)?.n ?? 0) + 1;
  const world = { backendUrl: backend.url, owner: backend.owner };
  const spentUsd = report(known, clock.now()).totalUsd;
  const base = aim({ job, attempt, planned, task, owner: backend.owner, now: clock.now(), spentUsd });
  const target = provider.aim(base, world);
  const store = provider.aimStore(aimStore(job, planned, backend.owner), world);
  const events: EventBody[] = [];
  if (!known.stores.some((s) => s.target.stackName === store.stackName && !s.downAt)) {
    events.push({ kind: 'store-start', store });
  }
  events.push({ kind: 'attempt-start', attempt, target, lines: planned.lines });
  await ledger.append(...events);
  return { target, store };
}

async function storeUp(store: StoreTarget, provider: Provider, { ledger, ports }: AttemptContext): Promise<string> {
  const known = ledger.job().stores.find((s) => s.target.stackName === store.stackName && !s.downAt)?.uri;
  if (known !== undefined) return known;
  const outputs = await ports.backend.upStore(provider, store);
  ledger.note({ kind: 'store-up', stackName: store.stackName, outputs });
  return outputs.uri;
}

async function watchToEnd(
  target: Target,
  machine: Machine,
  provider: Provider,
  connection: Connection,
  storeUri: string,
  ports: Ports,
): Promise<EventBody[]> {
  const { clock } = ports;
  const end = await watch({
    target,
    machine,
    provider,
    connection,
    clock,
    pollSeconds: machine.reach.kind === 'folder' ? 0.5 : 5,
    silenceSeconds: 30,
    onStatus: (status) => ports.sink(workStatus(status, clock.now())),
  });
  return end.kind === 'work-done'
    ? eventsOfDone(target.attempt, end.status, clock.now())
    : await eventsOfLoss(target.attempt, end.interruption, storeUri, ports);
}

/** A machine that is gone may have been done before: its agent's last word lies in the store. */
async function eventsOfLoss(
  attempt: number,
  interruption: Interruption,
  storeUri: string,
  ports: Ports,
): Promise<EventBody[]> {
  const lastWord = await ports.storeStatus(storeUri, attempt);
  return lastWord?.phase === 'done'
    ? eventsOfDone(attempt, lastWord, ports.clock.now())
    : eventsOfInterruption(attempt, interruption);
}

/** An error while we worked on a machine: if the machine is gone that is the world's doing, else ours to report. */
async function lostOrThrow(
  error: unknown,
  target: Target,
  machine: Machine,
  provider: Provider,
  storeUri: string,
  ports: Ports,
): Promise<EventBody[]> {
  const [sighting] = await provider.sight([machine], target);
  const interruption = sighting ? provider.interpret(sighting, target, ports.clock.now()) : null;
  if (!interruption) throw error;
  return await eventsOfLoss(target.attempt, interruption, storeUri, ports);
}

function workStatus(status: AgentStatus, at: string) {
  return {
    kind: 'work-status' as const,
    at,
    phase: status.phase,
    ...(status.progress && { progress: status.progress }),
    ...(status.checkpoint && { checkpointAt: status.checkpoint.at }),
  };
}
