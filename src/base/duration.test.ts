import { expect, it } from 'vitest';
import { parseDuration } from './duration.ts';

it.each([
  ['8h', 8],
  ['90m', 1.5],
  ['2d', 48],
  ['1h30m', 1.5],
  ['1h 30m', 1.5],
  ['1.5 hours', 1.5],
  ['3600s', 1],
  ['1 week', 168],
  [' 10min ', 1 / 6],
  ['0h', 0],
])('%s is %d hours', (text, hours) => {
  expect(parseDuration(text)).toBeCloseTo(hours, 12);
});

it.each(['', '8', 'h', '8x', '-1h', '8h later', 'next week', '1h30', '8 h h', '1e3h'])('%j is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});
