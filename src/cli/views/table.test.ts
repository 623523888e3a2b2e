import { expect, test } from 'vitest';
import { table } from './table.ts';

const columns = [{ head: 'N', right: true }, { head: 'TEXT' }];

test('a table of a hundred thousand rows is drawn, its widths the same from first to last', () => {
  const rows = Array.from({ length: 100_000 }, (_, n) => [String(n), 'text']);
  const lines = table(columns, rows, 80).trimEnd().split('\n');
  expect(lines).toHaveLength(100_001);
  expect(lines[0]).toBe('    N  TEXT');
  expect(lines[1]).toBe('    0  text');
  expect(lines.at(-1)).toBe('99999  text');
});

test('a table without rows is its heads', () => {
  expect(table(columns, [], 80)).toBe('N  TEXT\n');
});
