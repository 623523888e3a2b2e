import { parseDuration } from '../base/duration.ts';
import type { Shape } from './shape.ts';
import { checked, parsed } from './shape.ts';
import type { Task } from './task.ts';

export type Deadline = NonNullable<Task['deadline']>;

const instantPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/i;

/** An instant with its time zone, or a duration from the start. */
export const deadline: Shape<Deadline> = checked(
  parsed<Deadline | { kind: 'zoneless' | 'no-such-date'; text: string }>(
    'an instant such as `2026-12-01T18:00Z`, or a duration such as `36h`',
    (value) => {
      if (typeof value !== 'string') return undefined;
      const hours = parseDuration(value);
      if (hours !== undefined) return { kind: 'hours', hours };
      return readInstant(value.trim());
    },
  ),
  (value) => {
    if (value.kind === 'zoneless') {
      return {
        message: `The deadline \`${value.text}\` has no time zone.`,
        hint: `Write \`${fullInstant(value.text)}Z\` for UTC, or add an offset such as \`+01:00\`.`,
      };
    }
    if (value.kind === 'no-such-date') return { message: `There is no such date or time: \`${value.text}\`.` };
    return value.kind === 'hours' && value.hours <= 0 ? { message: 'A deadline must lie after the start.' } : undefined;
  },
) as Shape<Deadline>;

function readInstant(written: string): Deadline | { kind: 'zoneless' | 'no-such-date'; text: string } | undefined {
  const match = instantPattern.exec(written);
  if (!match) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', zone] = match;
  const utc = new Date(
    Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)),
  );
  const exists =
    utc.getUTCMonth() === Number(month) - 1 &&
    utc.getUTCDate() === Number(day) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60;
  if (!exists) return { kind: 'no-such-date', text: written };
  if (zone === undefined || match[4] === undefined) return { kind: 'zoneless', text: written };
  return { kind: 'instant', at: new Date(utc.getTime() - offsetMinutes(zone) * 60_000).toISOString() };
}

function offsetMinutes(zone: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0));
}

function fullInstant(written: string): string {
  const bare = written.replace(/\s*(Z|UTC|[+-]\d{2}:?\d{2})$/i, '').replace(' ', 'T');
  return bare.includes('T') ? bare : `${bare}T18:00`;
}
