import { describe, expect, it } from 'vitest';
import { vocabulary } from '../../test/task/vocabulary.ts';
import type { Overrides } from './overrides.ts';
import { parseTasks } from './schema.ts';

const file = 'task.yaml';
const now = '2026-11-01T00:00:00Z';

function places(text: string, overrides: Overrides): string[] {
  const parsed = parseTasks(text, { file, vocabulary, env: {}, now, overrides });
  if (parsed.kind === 'problems') return parsed.problems.map((one) => `${one.option}: ${one.message} ${one.hint}`);
  return (parsed.tasks[0]?.requests ?? []).map((one) => `${one.cloud ?? '*'}/${one.region ?? '*'}/${one.zone ?? '*'}`);
}

describe('--cloud and --region', () => {
  const anywhere = 'run: echo';
  const two = 'resources: {any_of: [{infra: aws/us-east-1}, {infra: gcp/us-central1/us-central1-a}]}';

  it('hold a free task to places, and multiply', () => {
    expect(places(anywhere, { cloud: ['GCP'] })).toEqual(['gcp/*/*']);
    expect(places(anywhere, { cloud: ['aws', 'gcp'] })).toEqual(['aws/*/*', 'gcp/*/*']);
    expect(places(anywhere, { region: ['us-east-1'] })).toEqual(['*/us-east-1/*']);
    expect(places(anywhere, { cloud: ['aws', 'gcp'], region: ['us-east-1', 'us-central1'] })).toEqual([
      'aws/us-east-1/*',
      'gcp/us-central1/*',
    ]);
  });

  it('keep only the alternatives that allow them, where there are any', () => {
    expect(places(two, { cloud: ['gcp'] })).toEqual(['gcp/us-central1/us-central1-a']);
    expect(places(two, { region: ['us-east-1'] })).toEqual(['aws/us-east-1/*']);
  });

  it('win over the file where it allows none of them', () => {
    expect(places(two, { cloud: ['azure'] })).toEqual(['azure/*/*']);
    expect(places('resources: {infra: gcp/us-central1/us-central1-a}', { region: ['us-west1'] })).toEqual([
      'gcp/us-west1/*',
    ]);
  });

  it('are checked, and named as the place of the mistake', () => {
    expect(places(anywhere, { cloud: ['awz'] })).toEqual([
      '--cloud awz: No cloud is called `awz`. Did you mean `aws`?',
    ]);
    expect(places(anywhere, { cloud: ['gcp'], region: ['us-east-1'] })).toEqual([
      '--region us-east-1: There is no region `us-east-1`. `us-east-1` is a region of aws.',
    ]);
    expect(places(anywhere, { cloud: ['k8s'], region: ['my-context'] })).toEqual(['kubernetes/my-context/*']);
  });
});

describe('values of the command line', () => {
  function task(text: string, overrides: Overrides, env: Record<string, string> = {}) {
    const parsed = parseTasks(text, { file, vocabulary, env, now, overrides });
    if (parsed.kind === 'problems') throw new Error(parsed.problems.map((one) => one.message).join('\n'));
    return parsed.tasks[0];
  }

  it('win over the file', () => {
    const text =
      'name: a\nmarket: any\nbudget: 5\nexact: true\nenvs: {A: 1, B: 2}\nsecrets: {S: x}\nresources: {cpus: 2}';
    const overridden = task(
      text,
      {
        name: 'b',
        market: 'spot',
        budgetUsd: 9,
        exact: false,
        envs: { A: 'new', C: null },
        secrets: { S: null },
      },
      { C: 'c', S: 's' },
    );
    expect(overridden).toMatchObject({
      name: 'b',
      budgetUsd: 9,
      exact: false,
      envs: { A: 'new', B: '2', C: 'c' },
      secrets: { S: 's' },
    });
    expect(overridden?.requests[0]?.market).toBe('spot');
  });

  it('win over `use_spot` without a conflict', () => {
    expect(task('resources: {use_spot: true}', { market: 'on-demand' })?.requests[0]?.market).toBe('on-demand');
  });

  it('must exist where they are to come from the environment', () => {
    expect(() => task('run: echo', { envs: { NOPE: null } })).toThrow('`NOPE` is not set in your environment.');
  });
});

it('only warns of a missing secret where no secret is needed', () => {
  const text = 'secrets: {TOKEN: }\nrun: echo';
  expect(parseTasks(text, { file, vocabulary, env: {}, now }).kind).toBe('problems');
  const parsed = parseTasks(text, { file, vocabulary, env: {}, now, secretsOptional: true });
  expect(parsed).toMatchObject({ kind: 'tasks', warnings: [{ line: 1, column: 11 }] });
});
