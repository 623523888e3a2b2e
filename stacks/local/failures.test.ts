import { expect, it } from 'vitest';
import { classify } from './failures.ts';

it.each([
  ['InsufficientLocalCapacity: no spot machine is to be had', 'no-capacity', 'market'],
  ["EACCES: permission denied, mkdir '/x'", 'not-permitted', 'cloud'],
  ['ENOSPC: no space left on device', 'no-capacity', 'cloud'],
  ['HostExists: /x is there already', 'bad-request', 'fatal'],
  ['something never seen', 'unknown', 'offering'],
])('%s', (text, kind, scope) => {
  expect(classify(['', text, 'update failed'])).toMatchObject({ kind, scope, message: text });
});
