import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { explainProblems } from '../../src/task/explain-problems.ts';
import { parseTasks } from '../../src/task/schema.ts';
import { vocabulary } from '../task/vocabulary.ts';

const folder = new URL('../../examples/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

test.each(files)("%s is a task without a mistake, and the examples' README names it", (file) => {
  const text = readFileSync(new URL(file, folder), 'utf8');
  const parsed = parseTasks(text, { file, vocabulary, env: { HF_TOKEN: 'x' }, now: '2026-11-24T00:00:00Z' });
  expect(parsed.kind === 'problems' ? explainProblems(file, text, parsed.problems) : parsed.warnings).toEqual([]);
  expect(readFileSync(new URL('README.md', folder), 'utf8')).toContain(`(${file})`);
});

test('the A100 example asks for what it says', () => {
  const text = readFileSync(new URL('a100.yaml', folder), 'utf8');
  const parsed = parseTasks(text, { file: 'a100.yaml', vocabulary, env: {}, now: '2026-11-24T00:00:00Z' });
  expect(parsed).toMatchObject({
    tasks: [{ hours: 8, budgetUsd: 50, requests: [{ accelerator: { name: 'A100', count: 4 }, market: 'any' }] }],
  });
});
