import { describe, expect, it } from 'vitest';
import { sayEither, sayHours, sayUsd } from './words.ts';

describe('words', () => {
  it.each([
    [57.2, '$57.20'],
    [1204, '$1,204.00'],
    [0.0025, '$0.0025'],
    [0, '$0.00'],
    [-3, '-$3.00'],
  ])('says %f as %s', (usd, said) => expect(sayUsd(usd)).toBe(said));
  it.each([
    [6 + 40 / 60, '6 h 40 min'],
    [8, '8 h'],
    [0.5, '30 min'],
    [1.999, '2 h'],
  ])('says %f hours as %s', (hours, said) => expect(sayHours(hours)).toBe(said));
  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b', 'c'], 'a, b or c'],
  ])('says one of %j as %s', (words, said) => expect(sayEither(words)).toBe(said));
});
