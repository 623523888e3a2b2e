// biome-ignore-all lint/suspicious/noTemplateCurlyInString: `${NAME}` is the syntax under test.
import { expect, it } from 'vitest';
import { interpolate } from './interpolate.ts';

const values = { SIZE: '13b', EMPTY: '', A: '$SIZE' };

it.each([
  ['/models/llama-$SIZE', '/models/llama-13b'],
  ['/models/${SIZE}/x', '/models/13b/x'],
  ['${SIZE:-7b}', '13b'],
  ['${EMPTY:-7b}', '7b'],
  ['${EMPTY}', ''],
  ['${OTHER:-7b}', '7b'],
  ['${OTHER:-}', ''],
  ['$OTHER/${OTHER}', '$OTHER/${OTHER}'],
  ['$SIZES', '$SIZES'],
  ['costs $5', 'costs $5'],
  ['$A', '$SIZE'],
])('%s becomes %s', (text, filled) => {
  expect(interpolate(text, values)).toBe(filled);
});

it('fills lists, maps and keys of maps, and leaves the rest alone', () => {
  expect(interpolate({ '/$SIZE': ['$SIZE', 1, null, true] }, values)).toEqual({ '/13b': ['13b', 1, null, true] });
});
