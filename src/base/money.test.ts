import { expect, it } from 'vitest';
import { parseMoney } from './money.ts';

it.each([
  ['$50', 50],
  ['50', 50],
  ['50 USD', 50],
  ['USD 50', 50],
  ['$1,200.50', 1200.5],
  ['0.35$', 0.35],
  ['-$5', -5],
  ['$-5', -5],
  ['12 dollars', 12],
])('%s is %d USD', (text, usd) => {
  expect(parseMoney(text)).toBe(usd);
});

it.each(['', '$', '50 EUR', '€50', '1,20', 'fifty', '5e3'])('%j is no amount of dollars', (text) => {
  expect(parseMoney(text)).toBeUndefined();
});
