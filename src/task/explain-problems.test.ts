import { expect, it } from 'vitest';
import { explainProblems } from './explain-problems.ts';

it('keeps tabs under tabs, and names an option where there is no line', () => {
  const problems = [
    { line: 2, column: 2, length: 3, message: 'Bad.', hint: 'Do better.' },
    { line: 0, column: 0, length: 1, message: 'No such cloud.', option: '--cloud x' },
  ];
  expect(explainProblems('a.yaml', 'one\r\n\tabc: 1\r\n', problems)).toBe(
    ['a.yaml:2:2: Bad.', '  2 | \tabc: 1', '    | \t^^^', '  fix: Do better.', '', '--cloud x: No such cloud.'].join(
      '\n',
    ),
  );
});
