// biome-ignore-all lint/suspicious/noTemplateCurlyInString: `${NAME}` is the syntax under test.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { explainProblems } from '../../src/task/explain-problems.ts';
import { type ParsedTasks, parseTasks } from '../../src/task/schema.ts';
import { now } from './parse-file.ts';
import { vocabulary } from './vocabulary.ts';

function parse(text: string): ParsedTasks {
  return parseTasks(text, { file: 'x.yaml', vocabulary, env: { HOME: '/home/me' }, now });
}

/** No exception; every problem and warning lies inside the text; an explanation can be made. */
function holdsItsPlaces(text: string): void {
  const parsed = parse(text);
  const lines = text.split('\n');
  const found = parsed.kind === 'problems' ? parsed.problems : parsed.warnings;
  if (parsed.kind === 'problems') expect(found.length).toBeGreaterThan(0);
  else for (const task of parsed.tasks) expect(task.requests.length).toBeGreaterThan(0);
  for (const { line, column, length } of found) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(length).toBeGreaterThanOrEqual(1);
    expect(column + length - 1).toBeLessThanOrEqual(Math.max(column, lines[line - 1]?.length ?? 0));
  }
  expect(explainProblems('x.yaml', text, found).split('\n').length).toBeGreaterThanOrEqual(found.length);
}

const topKeys =
  'name resources num_nodes envs secrets workdir file_mounts setup run config market budget deadline duration data checkpoint max_price arch exact service pool user volumes nope'.split(
    ' ',
  );
const resourceKeys =
  'infra cloud region zone accelerators gpus cpus memory use_spot any_of ordered disk_size disk_tier ports image_id autostop job_recovery labels instance_type max_hourly_cost spot_recovery nope'.split(
    ' ',
  );
const word = fc.constantFrom(
  'aws',
  'A100:8',
  'A100',
  '4+',
  '8h',
  '$5',
  's3://b',
  'us-east-1',
  '',
  '-1',
  '2x',
  '*',
  '{L4:1, T4}',
  '$HOME',
  '${X:-1}',
  '__proto__',
  'constructor',
  'true',
  '1e999',
  '2026-12-01T00:00Z',
);
const value = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    word,
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.string(),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(word, fc.constantFrom(...topKeys, ...resourceKeys)), tie('any'), { maxKeys: 4 }),
  ),
})).any;
const task = fc.dictionary(
  fc.oneof(fc.constantFrom(...topKeys), fc.string()),
  fc.oneof(value, fc.dictionary(fc.constantFrom(...resourceKeys), value, { maxKeys: 5 })),
  { maxKeys: 6 },
);

describe('parseTasks never throws, and its places lie inside the file', () => {
  it('for any text', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), holdsItsPlaces), { numRuns: 300 });
  });

  it('for text of the characters that mean something to YAML', () => {
    const piece = fc.constantFrom(
      ...'{}[]:,-#&*!|>\'"%@`?\n\t ',
      '\n  ',
      ': ',
      '- ',
      '---\n',
      '<<: *a',
      '&a ',
      'run',
      'resources:',
      'envs:',
      '{{x}}',
      '\r\n',
      '!!set ',
      'A100:1',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => holdsItsPlaces(pieces.join(''))),
      { numRuns: 700 },
    );
  });

  it('for YAML of task-like maps', () => {
    fc.assert(
      fc.property(task, (map) => holdsItsPlaces(stringify(map))),
      { numRuns: 500 },
    );
  });

  it('for a good task with one character changed', () => {
    const good = stringify({
      name: 'a',
      resources: { infra: 'aws/us-east-1', accelerators: { A100: 8 }, any_of: [{ cpus: '8+' }] },
      data: [{ source: 's3://x', size: '1TB', region: 'us-east-1' }],
      envs: { A: '1' },
      duration: '8h',
      run: 'echo\necho\n',
    });
    fc.assert(
      fc.property(fc.nat(good.length), fc.constantFrom(...':{}[]-#"\'\n\t &*'), (at, character) =>
        holdsItsPlaces(good.slice(0, at) + character + good.slice(at + 1)),
      ),
      { numRuns: 400 },
    );
  });
});

it('reads back every field of a valid task', () => {
  const valid = fc.record({
    name: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
    nodes: fc.integer({ min: 1, max: 1000 }),
    accelerators: fc.uniqueArray(
      fc.tuple(fc.constantFrom(...vocabulary.accelerators), fc.integer({ min: 1, max: 16 })),
      { maxLength: 4, selector: ([name]) => name },
    ),
    cpus: fc.record({ value: fc.integer({ min: 1, max: 512 }), atLeast: fc.boolean() }),
    memoryGiB: fc.record({ value: fc.integer({ min: 1, max: 4096 }), atLeast: fc.boolean() }),
    market: fc.constantFrom('spot' as const, 'on-demand' as const, 'any' as const),
    budgetUsd: fc.integer({ min: 0, max: 100_000 }),
    minutes: fc.integer({ min: 1, max: 10_000 }),
    diskGiB: fc.integer({ min: 1, max: 65_536 }),
    run: fc.string({ minLength: 1 }).filter((text) => !/\{\{|\{%/.test(text)),
    envs: fc.dictionary(fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/), fc.string(), { maxKeys: 4 }),
  });
  fc.assert(
    fc.property(valid, (one) => {
      const amount = ({ value, atLeast }: { value: number; atLeast: boolean }) => `${value}${atLeast ? '+' : ''}`;
      const text = stringify(
        {
          name: one.name,
          num_nodes: one.nodes,
          resources: {
            accelerators: one.accelerators.map(([name, count]) => `${name.toLowerCase()}:${count}`),
            cpus: amount(one.cpus),
            memory: amount(one.memoryGiB),
            disk_size: one.diskGiB,
          },
          market: one.market,
          budget: `$${one.budgetUsd}`,
          duration: `${one.minutes}m`,
          envs: one.envs,
          run: one.run,
        },
        { version: '1.1' },
      );
      const parsed = parse(text);
      if (parsed.kind === 'problems') throw new Error(explainProblems('x.yaml', text, parsed.problems));
      const [task] = parsed.tasks;
      expect(task).toMatchObject({
        name: one.name,
        nodes: one.nodes,
        budgetUsd: one.budgetUsd,
        run: one.run,
        ordered: one.accelerators.length > 1,
      });
      expect(task?.envs).toEqual(one.envs);
      expect(task?.hours).toBeCloseTo(one.minutes / 60, 9);
      const accelerators =
        one.accelerators.length === 0 ? [undefined] : one.accelerators.map(([name, count]) => ({ name, count }));
      expect(task?.requests.map((request) => request.accelerator)).toEqual(accelerators);
      for (const request of task?.requests ?? []) {
        expect(request).toMatchObject({
          cpus: one.cpus,
          memoryGiB: one.memoryGiB,
          market: one.market,
          disk: { sizeGiB: one.diskGiB, tier: 'medium' },
        });
      }
    }),
    { numRuns: 200 },
  );
});
