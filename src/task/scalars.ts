import { parseDuration } from '../base/duration.ts';
import { parseMoney } from '../base/money.ts';
import { parseSize } from '../base/size.ts';
import { checked, parsed, type Shape } from './shape.ts';
import type { Amount } from './task.ts';

/** USD. A bare number is dollars. */
export const usd = checked(
  parsed('an amount of US dollars such as `$50`', (value) => {
    if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
    return typeof value === 'string' ? parseMoney(value) : undefined;
  }),
  (amount) =>
    amount < 0 ? { message: 'An amount of money cannot be negative.', hint: 'Write it as `$50`.' } : undefined,
);

/** USD per hour, above 0. */
export const usdPerHour = checked(
  parsed('a price per hour such as `$3.50`', (value) => {
    if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
    return typeof value === 'string' ? parseMoney(value.replace(/\s*(\/|per )\s*(h|hr|hour)$/i, '')) : undefined;
  }),
  (amount) =>
    amount <= 0
      ? {
          message: 'A highest price per hour must be more than $0.',
          hint: 'Write it as `$3.50`, or leave it out for no limit.',
        }
      : undefined,
);

/** Hours, above 0. */
export const duration = positive(
  'a duration such as `8h`, `90m` or `1h30m`',
  parseDuration,
  'A duration must be longer than 0.',
);

/** Hours, 0 or more. */
export const pause = parsed('a duration such as `10m` or `90s`', (value) =>
  typeof value === 'string' ? parseDuration(value) : value === 0 ? 0 : undefined,
);

/** GB of 2^30 bytes; a bare number is GB. */
export const sizeGB = positive('a size such as `10TB` or `500GB`', parseSize, 'A size must be more than 0.');

/** Whole GiB, rounded down as SkyPilot does. */
export const diskGiB = checked(
  parsed('a disk size such as `256`, `512GB` or `1TB`', (value) => {
    const size = sizeOf(value);
    return size === undefined ? undefined : Math.floor(size);
  }),
  (size) =>
    size < 1 ? { message: 'A disk must have at least 1 GB.', hint: 'Leave `disk_size` out for 256 GB.' } : undefined,
);

/** `4`, `4+`, `0.5+`. */
export const cpuAmount: Shape<Amount> = checked(
  parsed('a number of vCPUs such as `8` or `8+`', (value) =>
    amountOf(value, (text) => (/^\d+(\.\d+)?$|^\.\d+$/.test(text) ? Number(text) : undefined)),
  ),
  ({ value }) =>
    value <= 0 ? { message: '`cpus` must be more than 0.', hint: 'Write `8`, or `8+` for at least 8.' } : undefined,
);

export interface MemoryAmount extends Amount {
  readonly per: 'node' | 'cpu';
}

/** `16`, `16+`, `64GB`, `64GB+`, and `4x` for 4 GiB per vCPU. */
export const memoryAmount: Shape<MemoryAmount> = checked(
  parsed('an amount of memory such as `16`, `16+`, `64GB` or `4x`', (value) => {
    const factor = typeof value === 'string' ? /^\s*(\d+(?:\.\d+)?)x\s*\+?\s*$/i.exec(value) : null;
    if (factor) return { value: Number(factor[1]), atLeast: true, per: 'cpu' as const };
    const amount = amountOf(value, parseSize);
    return amount ? { ...amount, per: 'node' as const } : undefined;
  }),
  ({ value }) =>
    value <= 0
      ? { message: '`memory` must be more than 0.', hint: 'Write GiB: `16`, or `16+` for at least 16.' }
      : undefined,
);

function amountOf(value: unknown, parse: (text: string) => number | undefined): Amount | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? { value, atLeast: false } : undefined;
  if (typeof value !== 'string') return undefined;
  const trimmed = value.trim();
  const atLeast = trimmed.endsWith('+');
  const number = parse(atLeast ? trimmed.slice(0, -1).trim() : trimmed);
  return number === undefined ? undefined : { value: number, atLeast };
}

function sizeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' ? parseSize(value) : undefined;
}

function positive(expected: string, parse: (text: string) => number | undefined, tooSmall: string): Shape<number> {
  const withUnit = parse === parseDuration;
  return checked(
    parsed(
      expected,
      (value) =>
        typeof value === 'string'
          ? parse(value)
          : typeof value === 'number' && !withUnit && Number.isFinite(value)
            ? value
            : undefined,
      withUnit ? 'Give the unit: `s`, `m`, `h` or `d`.' : undefined,
    ),
    (number) => (number > 0 ? undefined : { message: tooSmall }),
  );
}

/** Idle minutes: a bare number is minutes. */
export const idleMinutes = checked(
  parsed('idle minutes such as `10`, or `10m`, `2h`', (value) => {
    if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
    if (typeof value !== 'string') return undefined;
    if (/^-?\d+$/.test(value)) return Number(value);
    const hours = parseDuration(value);
    return hours === undefined ? undefined : Math.round(hours * 60);
  }),
  (minutes) =>
    minutes < -1
      ? { message: 'Idle minutes cannot be negative.', hint: 'Write `autostop: false` to turn it off.' }
      : undefined,
);
