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

/** A new job's: the first append creates the job's stack, with the events that it holds. No job without its first intent. */
export function openLedger(newJob: Omit<NewJob, 'events'>, ports: Ports): LedgerWriter {
  const events: Event[] = [];
  let durable = 0;
  const add = (bodies: readonly EventBody[]) => {
    for (const body of bodies) events.push({ at: ports.clock.now(), ...body } as Event);
  };
  return {
    note: (...bodies) => add(bodies),
    async append(...bodies) {
      add(bodies);
      const unwritten = events.slice(durable);
      if (durable === 0) await ports.backend.createJob({ ...newJob, events: unwritten });
      else await ports.backend.append(newJob.job, unwritten);
      durable += unwritten.length;
      for (const event of unwritten) ports.sink(event);
    },
    job: () => replay(events),
    isStarted: () => durable > 0,
  };
}
