import { expect, it } from 'vitest';
import { parseSize } from './size.ts';

it.each([
  ['10TB', 10_240],
  ['1TB', 1024],
  ['1TiB', 1024],
  ['1ti', 1024],
  ['512 MB', 0.5],
  ['64GB', 64],
  ['64', 64],
  ['1,500GB', 1500],
  ['1.5t', 1536],
  ['2PB', 2 * 1024 ** 2],
  ['1048576KB', 1],
  ['1073741824B', 1],
])('%s is %d GB', (text, sizeGB) => {
  expect(parseSize(text)).toBeCloseTo(sizeGB, 9);
});

it.each(['', 'GB', '10 apples', '-1GB', '1EB', '1.2.3GB', '10TBs'])('%j is no size', (text) => {
  expect(parseSize(text)).toBeUndefined();
});
