import type { NewJob } from '../backend/backend.ts';
import type { Event } from '../ledger/event.ts';
import { type Job, replay } from '../ledger/replay.ts';
import type { Ports } from './ports.ts';

/**
 * The job's ledger as its broker writes it. `append` returns once the events are durable, so an intent
 * is in the backend before its act; `note` keeps facts back until the next append, to save a write.
 */
export interface LedgerWriter {
  append(...events: readonly EventBody[]): Promise<void>;
  note(...events: readonly EventBody[]): void;
  job(): Job;
  /** Something of it is in the backend. */
  isStarted(): boolean;
}

/** An event without its time, which the writer adds. */
export type EventBody = Event extends infer E ? (E extends Event ? Omit<E, 'at'> : never) : never;

/** The first append creates the job's stack, with the events that it holds: no job without its first intent. */
export function openNewLedger(newJob: Omit<NewJob, 'events'>, ports: Ports): LedgerWriter {
  return writer([], ports, async (unwritten, isFirst) => {
    if (isFirst) await ports.backend.createJob({ ...newJob, events: unwritten });
    else await ports.backend.append(newJob.job, unwritten);
  });
}

/** Goes on with a ledger that is there. */
export function reopenLedger(job: string, events: readonly Event[], ports: Ports): LedgerWriter {
  return writer(events, ports, (unwritten) => ports.backend.append(job, unwritten));
}

function writer(
  known: readonly Event[],
  ports: Ports,
  write: (unwritten: readonly Event[], isFirst: boolean) => Promise<void>,
): LedgerWriter {
  const events = [...known];
  let durable = events.length;
  const add = (bodies: readonly EventBody[]) => {
    for (const body of bodies) events.push({ at: ports.clock.now(), ...body } as Event);
  };
  return {
    note: (...bodies) => add(bodies),
    async append(...bodies) {
      add(bodies);
      const unwritten = events.slice(durable);
      await write(unwritten, durable === 0);
      durable += unwritten.length;
      for (const event of unwritten) ports.sink(event);
    },
    job: () => replay(events),
    isStarted: () => durable > 0,
  };
}
