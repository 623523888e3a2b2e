import type { AgentStatus } from '../../src/agent/layout.ts';
import { layout } from '../../src/agent/layout.ts';
import type { Backend, NewJob } from '../../src/backend/backend.ts';
import type { Ports } from '../../src/broker/ports.ts';
import type { Offering } from '../../src/catalog/offering.ts';
import type { Connection } from '../../src/host/connection.ts';
import type { Event } from '../../src/ledger/event.ts';
import type { Conditions } from '../../src/optimizer/conditions.ts';
import type { Plan, PlannedOffering } from '../../src/optimizer/plan.ts';
import type { Provider } from '../../src/provider/provider.ts';
import type { Target } from '../../src/provider/target.ts';
import type { Task } from '../../src/task/task.ts';
import { offering, quotedLines, start } from '../fixtures/job-events.ts';

/**
 * A world in virtual time for the real broker and policy. Its spec, never kinder than a cloud:
 * - a launch takes 60 s and may be refused, for one offering, a zone, or for good;
 * - a machine may be taken back at any moment, without notice; its status file is gone with it;
 * - the work takes `workSeconds` from its last checkpoint; a checkpoint is saved each 60 s of work;
 * - a destroy takes 30 s and may fail; a failed one has destroyed nothing;
 * - the job's own code may fail.
 */
export interface World {
  readonly ports: Ports;
  readonly events: Event[];
  /** The most machines that stood at one moment. */
  readonly most: () => number;
  readonly standing: () => number;
  readonly nowMs: () => number;
}

export interface Luck {
  /** From 0 to 1, one after the other. */
  next(): number;
}

interface Machine {
  readonly target: Target;
  readonly runFromMs: number;
  readonly doneFrom: number;
  readonly takenAtMs: number;
  readonly exitCode: number;
}

const workSeconds = 1800;

export function makeWorld(luck: Luck, task: Task, hostile: boolean): World {
  let nowMs = start;
  let most = 0;
  let checkpointSeconds = 0;
  const machines = new Map<string, Machine>();
  const events: Event[] = [];
  const iso = () => new Date(nowMs).toISOString();
  const isTaken = (machine: Machine) => nowMs >= machine.takenAtMs;
  const pass = (seconds: number) => {
    nowMs += seconds * 1000;
  };

  function launch(target: Target): ReturnType<Backend['up']> {
    pass(60);
    const chance = luck.next();
    if (hostile && chance < 0.25) {
      const scope = chance < 0.02 ? 'fatal' : chance < 0.15 ? 'offering' : 'zone';
      const failure = { kind: 'no-capacity', scope, holdSeconds: 600, message: 'no hosts of this type' } as const;
      return Promise.resolve({ ok: false, failure });
    }
    const takenIn = hostile ? -Math.log(1 - luck.next() * 0.999) * 1200 : Number.POSITIVE_INFINITY;
    machines.set(target.stackName, {
      target,
      runFromMs: nowMs,
      doneFrom: checkpointSeconds,
      takenAtMs: nowMs + takenIn * 1000,
      exitCode: hostile && luck.next() < 0.1 ? 3 : 0,
    });
    most = Math.max(most, machines.size);
    const reach = { kind: 'ssh', host: target.stackName, port: 22, user: 'u' } as const;
    return Promise.resolve({ ok: true, seconds: 60, machines: [{ id: target.stackName, name: 'm', rank: 0, reach }] });
  }

  function statusOf(machine: Machine): AgentStatus {
    const worked = machine.doneFrom + (nowMs - machine.runFromMs) / 1000;
    checkpointSeconds = Math.max(checkpointSeconds, Math.min(workSeconds, Math.floor(worked / 60) * 60));
    const done = worked >= workSeconds;
    return {
      schemaVersion: 1,
      phase: done ? 'done' : 'run',
      startedAt: new Date(machine.runFromMs).toISOString(),
      updatedAt: iso(),
      progress: { step: Math.floor(Math.min(worked, workSeconds)), total: workSeconds },
      ...(done && { exitCode: machine.exitCode, endedIn: 'run' as const }),
    };
  }

  const backend: Backend = {
    url: 'file:///simulated',
    owner: 'simulated',
    jobs: async () => [],
    job: async () => ({ job: 'train-aaaaaaaa', events, stacks: [...machines.keys()] }),
    createJob: async (job: NewJob) => void events.push(...job.events),
    append: async (_job, more) => void events.push(...more),
    secrets: async () => ({}),
    up: async (_provider, target) => launch(target),
    upStore: async () => ({ uri: 'file:///simulated/store' }),
    async down(_provider, stackName) {
      pass(30);
      if (hostile && luck.next() < 0.2)
        return { ok: false, leftOver: [stackName], message: 'the cloud did not answer' };
      machines.delete(stackName);
      return { ok: true, seconds: 30 };
    },
    removeJob: async () => {},
    stacksOf: async () => [...machines.keys()],
  };
  const provider = {
    cloud: 'aws',
    aim: (base) => base,
    aimStore: (base) => base,
    async sight([machine]) {
      const known = machines.get(machine?.id ?? '');
      return [{ machineId: machine?.id ?? '', state: !known || isTaken(known) ? 'gone' : 'running' }];
    },
    interpret: (sighting, _target, now) =>
      sighting.state === 'gone' ? { kind: 'preemption', at: now, detail: 'taken back' } : null,
  } as Partial<Provider> as Provider;

  return {
    events,
    most: () => most,
    standing: () => machines.size,
    nowMs: () => nowMs,
    ports: {
      backend,
      clock: { now: iso, sleep: async (seconds) => pass(seconds) },
      sink: () => {},
      provider: async () => provider,
      rank: (conditions) => simulatedRank(task, conditions),
      storeStatus: async () => undefined,
      connect: async (reach) => {
        const name = reach.kind === 'ssh' ? reach.host : '';
        return connectionTo(() => {
          const machine = machines.get(name);
          if (!machine || isTaken(machine)) throw new Error('connection reset');
          return statusOf(machine);
        });
      },
    },
  };
}

/** Six offerings of rising price in three zones; those that are out for now do not compete. */
function simulatedRank(task: Task, conditions: Conditions): Plan {
  const all: Offering[] = ['use1-az1', 'use1-az2', 'use1-az3'].flatMap((zone, i) => [
    offering({ zone, instanceType: 'a', usdPerHour: 10 + i }),
    offering({ zone, instanceType: 'b', usdPerHour: 20 + i }),
  ]);
  const ranked = all
    .filter(({ id }) => !conditions.out.some((out) => id.startsWith(out.offering) && out.until > conditions.now))
    .map(
      (each, i): PlannedOffering => ({
        rank: i + 1,
        offering: each,
        request: 0,
        nodes: 1,
        hours: 8,
        hoursAssumed: false,
        lines: quotedLines,
        expectedUsd: (each.usdPerHour ?? 0) * 8,
        notes: [],
      }),
    )
    .sort((a, b) => a.expectedUsd - b.expectedUsd);
  return { task, ranked } as Partial<Plan> as Plan;
}

function connectionTo(status: () => AgentStatus): Connection {
  return {
    run: async () => {
      status();
      return { exitCode: 0, stdout: '3.11', stderr: '' };
    },
    putFile: async () => void status(),
    putFolder: async () => {
      status();
      return { files: 0, bytes: 0 };
    },
    readFile: async (path) => {
      const now = status();
      return path === layout.status ? Buffer.from(JSON.stringify(now)) : undefined;
    },
    pull: async () => ({ files: 0, bytes: 0, kept: [] }),
    close: async () => {},
  };
}
