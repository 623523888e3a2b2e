import { expect, it } from 'vitest';
import { parseStackName } from './project.ts';

it.each([
  ['demo-aaaabbbb', { kind: 'job', job: 'demo-aaaabbbb' }],
  ['demo-aaaabbbb.12', { kind: 'attempt', job: 'demo-aaaabbbb', attempt: 12 }],
  ['demo-aaaabbbb.store.gcp.us-east1', { kind: 'store', job: 'demo-aaaabbbb', cloud: 'gcp', region: 'us-east1' }],
  ['demo.0', undefined],
  ['demo.1.2', undefined],
  ['demo.x', undefined],
  ['demo.store.gcp', undefined],
  ['.1', undefined],
])('%s', (name, parsed) => {
  expect(parseStackName(name)).toEqual(parsed);
});
