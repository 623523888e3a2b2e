import { hostname } from 'node:os';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { processRef } from '../../backend/process-start.ts';
import type { EventBody } from '../../broker/ledger-writer.ts';
import type { Notice, Ports } from '../../broker/ports.ts';
import { type JobOrder, runJob } from '../../broker/run-job.ts';
import { openNoticeFile, runFolder } from '../../disk/notice-file.ts';
import { connect } from '../../host/connect.ts';
import { readStoreStatus } from '../../host/store-log.ts';
import type { Plan } from '../../optimizer/plan.ts';
import { rank } from '../../optimizer/rank.ts';
import { catalogRoot } from '../catalog-root.ts';
import type { Io } from '../io.ts';
import { openBackendFor } from '../open-backend.ts';
import { catalogFor } from '../plan-task.ts';
import { requireProvider } from '../require-provider.ts';
import type { SuperviseOrder } from '../supervise-order.ts';

/** Drives one job to its end, away from any terminal. `up` starts it and hands the order to its standard input. */
export async function supervise(_args: object, _options: object, io: Io): Promise<number> {
  const order = JSON.parse(await readAll(io.stdin)) as SuperviseOrder;
  const write = openNoticeFile(join(runFolder(order.job, io.env), 'notices.jsonl'));
  const end = await runJob(jobOrder(order), await portsFor(order, io, write));
  return end.exitCode;
}

function jobOrder(order: SuperviseOrder): JobOrder {
  const { job, task, taskText, plan, checkIndex } = order;
  const winner = plan.ranked[0];
  if (!winner) throw new Error('skyplan bug: an order without a ranked offering');
  const opening: EventBody[] = [
    {
      kind: 'job-start',
      job,
      task: task.name,
      ...(task.budgetUsd !== undefined && { budgetUsd: task.budgetUsd }),
      supervisor: { hostname: hostname(), ...processRef(process.pid) },
    },
    {
      kind: 'plan-ready',
      checkIndex,
      winner: winner.offering.id,
      expectedUsd: winner.expectedUsd,
      dearestUsd: plan.ranked.at(-1)?.expectedUsd ?? winner.expectedUsd,
      hours: winner.hours,
      hoursAssumed: winner.hoursAssumed,
    },
  ];
  const summary = {
    job,
    task: task.name,
    winner: winner.offering.id,
    expectedUsd: winner.expectedUsd,
    budgetUsd: task.budgetUsd ?? null,
    checkIndex,
  };
  return {
    task,
    newJob: { job, taskText, summary, secrets: task.secrets },
    baseFolder: order.baseFolder,
    opening,
  };
}

async function portsFor(order: SuperviseOrder, io: Io, sink: (notice: Notice) => void): Promise<Ports> {
  const catalog = await catalogFor(order.task, catalogRoot(io.env), io);
  let quoted: Plan | undefined = order.plan;
  return {
    backend: await openBackendFor(io, { needsEngine: true }),
    clock: {
      now: () => new Date().toISOString(),
      sleep: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
    },
    sink,
    provider: (cloud) => requireProvider(cloud, io),
    rank(conditions) {
      // The first target is the one that was shown and agreed to.
      const plan = quoted ?? rank(order.task, catalog, conditions);
      quoted = undefined;
      return plan;
    },
    connect,
    storeStatus: readStoreStatus,
  };
}
