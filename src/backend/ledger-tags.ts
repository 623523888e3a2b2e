import { z } from 'zod';
import { assert } from '../base/assert.ts';
import { exitCode } from '../base/exit-code.ts';
import { UserError } from '../base/user-error.ts';
import type { Event } from '../ledger/event.ts';

/**
 * The ledger lies in stack tags of the job stack: `skyplan:event:0001` = one event as JSON, or an array of those that
 * were appended together. `pulumi stack tag ls` shows it. Why tags: docs/decisions/ledger.md.
 */
const prefix = 'skyplan:event:';

/** A tag's value travels as one argument of a process, which Linux limits to 128 KiB. */
export const maxTagBytes = 120_000;

const eventSchema = z.looseObject({ at: z.string(), kind: z.string() });
const valueSchema = z.union([eventSchema.transform((event) => [event]), z.array(eventSchema)]);

/** In the order they were appended. */
export function parseLedger(job: string, tags: Readonly<Record<string, string>>): readonly Event[] {
  return eventKeys(tags).flatMap((key) => {
    const parsed = valueSchema.safeParse(tryJson(tags[key] ?? ''));
    if (parsed.success) return parsed.data as unknown as Event[];
    throw new UserError(
      exitCode.backend,
      `Tag ${key} of job ${job} is no event: ${parsed.error.issues[0]?.message ?? 'not JSON'}.`,
      `See it with \`pulumi stack tag get ${key}\`; without that tag the job is read as if it had not happened.`,
    );
  });
}

/** The tags that append these events after those that are there: as few as fit, in order. */
export function tagsFor(
  events: readonly Event[],
  present: Readonly<Record<string, string>>,
): readonly (readonly [string, string])[] {
  const batches: string[][] = [];
  let room = 0;
  for (const event of events) {
    const text = JSON.stringify(event);
    const size = Buffer.byteLength(text) + 1;
    assert(size < maxTagBytes, `event ${event.kind} has ${size} bytes, more than one tag can hold`);
    if (size > room) {
      batches.push([]);
      room = maxTagBytes - 2;
    }
    batches.at(-1)?.push(text);
    room -= size;
  }
  const last = Number(eventKeys(present).at(-1)?.slice(prefix.length) ?? 0);
  return batches.map((batch, index) => {
    const key = `${prefix}${String(last + 1 + index).padStart(4, '0')}`;
    return [key, batch.length === 1 ? (batch[0] ?? '') : `[${batch.join(',')}]`];
  });
}

function eventKeys(tags: Readonly<Record<string, string>>): string[] {
  return Object.keys(tags)
    .filter((key) => key.startsWith(prefix))
    .sort((a, b) => Number(a.slice(prefix.length)) - Number(b.slice(prefix.length)));
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
