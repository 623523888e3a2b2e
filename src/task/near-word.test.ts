import { expect, it } from 'vitest';
import { didYouMean, findNearWords } from './near-word.ts';

it('ranks by distance, a beginning first, without case', () => {
  expect(findNearWords('h10', ['H100', 'A10', 'L4', 'H100-NVL'])).toEqual(['H100', 'H100-NVL', 'A10']);
});

it('suggests nothing for a word unlike all', () => {
  expect(didYouMean('zebra', ['accelerators', 'cpus'], 'See the docs.')).toBe('See the docs.');
});

it('joins several suggestions', () => {
  expect(didYouMean('memroy', ['memory', 'cpus'], '')).toBe('Did you mean `memory`?');
  expect(didYouMean('A10', ['A100', 'A10G'], '')).toBe('Did you mean `A100` or `A10G`?');
});
