import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { localOfferings } from './offerings.ts';

it('is this machine in both markets, free unless a price is set', () => {
  const offerings = localOfferings({}, new Date('2026-11-24T23:59:00Z'));
  expect(offerings.map((one) => [one.id, one.usdPerHour, one.asOf])).toEqual([
    ['local/here/here/this-machine/on-demand', 0, '2026-11-24'],
    ['local/here/here/this-machine/spot', 0, '2026-11-24'],
  ]);
  expect(offerings[0]?.vcpus).toBe(availableParallelism());
  expect(offerings[0]?.memoryGiB).toBeGreaterThan(0);
  expect(localOfferings({ SKYPLAN_LOCAL_USD_PER_HOUR: '0.50' })[1]?.usdPerHour).toBe(0.5);
});

it.each(['-1', 'free', '1e3', '0,50', 'NaN', '5000'])('refuses the price %s', (price) => {
  expect(() => localOfferings({ SKYPLAN_LOCAL_USD_PER_HOUR: price })).toThrow(/no price of a machine-hour/);
});
