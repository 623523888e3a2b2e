import { expect, test } from 'vitest';
import { parseYaml } from './yaml-text.ts';

test.each([
  ['.', '.'],
  ['._', '._'],
  ['.5', 0.5],
  ['5.', 5],
  ['1_000.5', 1000.5],
  ['.inf', Number.POSITIVE_INFINITY],
])('%s is read as PyYAML reads it', (text, value) => {
  expect(parseYaml(`a: ${text}`).documents[0]?.toJS()).toEqual({ a: value });
});
